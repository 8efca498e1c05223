import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseCsv } from "./csv-records.ts";

const rows = (text: string): readonly (readonly string[])[] => parseCsv(text, "a.csv").map(({ fields }) => fields);

describe("parseCsv", () => {
  it("reads fields and lines, ended either way, the last one's end or not, and no byte-order mark", () => {
    for (const text of ["a,b\n1,2\n", "a,b\r\n1,2\r\n", "a,b\n1,2", "\uFEFFa,b\r\n1,2"]) {
      expect(rows(text)).toEqual([
        ["a", "b"],
        ["1", "2"],
      ]);
    }
    expect(rows("")).toEqual([]);
    expect(rows(",\n,")).toEqual([
      ["", ""],
      ["", ""],
    ]);
  });

  it("knows on which line of the file a record begins, also after a field over several lines", () => {
    expect(parseCsv('a\n"b\nc\r\nd"\ne\n', "a.csv")).toEqual([
      { line: 1, fields: ["a"] },
      { line: 2, fields: ["b\nc\r\nd"] },
      { line: 5, fields: ["e"] },
    ]);
  });

  it("reads back whatever is written with quotes around everything", () => {
    const records = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", "\r", " ") }), { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 5,
      }),
    );
    fc.assert(
      fc.property(records, fc.constantFrom("\n", "\r\n"), (written, end) => {
        const text = written.map((fields) => fields.map((field) => `"${field.replaceAll('"', '""')}"`).join(",") + end).join("");
        expect(rows(text)).toEqual(written);
      }),
    );
  });

  it.each([
    ['a,b\n1,"2', "line 2, column 3: a quoted field begins here and never ends"],
    ['a,b\n1,"2\n\n\n', "line 2, column 3: a quoted field begins here and never ends"],
    ['a,b\n1,"2"3', "line 2, column 6: expected a comma or the end of the line after the closing quote"],
    ['a,b\n1,2"3', "line 2, column 4: a quote inside of a field without quotes around it"],
    ["a,b\n1,2\r3,4", "line 2, column 4: a carriage return without a line feed"],
    ["a,b\n1,2\n1,2,3\n", "line 3, column 6: 3 fields in this record; expected 2, as in the first"],
    ["a,b\n\n1,2\n", "line 2, column 1: 1 fields in this record; expected 2, as in the first"],
    ['"a\nb",c\n1', "line 3, column 2: 1 fields in this record; expected 2"],
  ])("refuses %j", (text, sentence) => {
    expect(() => parseCsv(text, "a.csv")).toThrow(
      expect.objectContaining({ code: "data", message: expect.stringContaining(`a.csv: ${sentence}`) as string }) as Error,
    );
  });
});

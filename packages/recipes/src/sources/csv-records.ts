import { LockstepError } from "@lockstep/core/local";

/** One line of a CSV file; a quoted field may hold line ends, so that it takes several of the file's. */
export interface CsvRecord {
  /** of the file, from 1, where it begins */
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * Reads CSV strictly by RFC 4180: commas, records ended by LF or CRLF (the last one's may be missing), fields in double quotes where they
 * hold commas, quotes (doubled) or line ends. All records have as many fields as the first. A byte-order mark at the beginning is left out.
 *
 * @param file begins the error's sentence
 * @throws LockstepError "data" naming line and column (of characters, from 1)
 */
export function parseCsv(text: string, file: string): readonly CsvRecord[] {
  const records: CsvRecord[] = [];
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  let line = 1;
  let lineStart = at;
  const complain = (problem: string): never => {
    throw new LockstepError("data", `${file}: line ${line}, column ${at - lineStart + 1}: ${problem}`);
  };

  const quotedField = (): string => {
    const begin = { at, line, lineStart };
    let field = "";
    for (at += 1; ; at += 1) {
      const next = text[at];
      if (next === undefined) {
        ({ at, line, lineStart } = begin);
        return complain("a quoted field begins here and never ends");
      }
      if (next === '"') {
        if (text[at + 1] !== '"') break;
        at += 1;
      } else if (next === "\n") {
        line += 1;
        lineStart = at + 1;
      }
      field += next;
    }
    at += 1;
    if (at < text.length && text[at] !== "," && !atLineEnd(text, at))
      complain("expected a comma or the end of the line after the closing quote");
    return field;
  };
  const plainField = (): string => {
    const from = at;
    while (at < text.length && text[at] !== "," && !atLineEnd(text, at)) {
      if (text[at] === '"') complain("a quote inside of a field without quotes around it");
      if (text[at] === "\r") complain("a carriage return without a line feed");
      at += 1;
    }
    return text.slice(from, at);
  };

  while (at < text.length) {
    const begin = line;
    const fields: string[] = [];
    for (;;) {
      fields.push(text[at] === '"' ? quotedField() : plainField());
      if (text[at] !== ",") break;
      at += 1;
    }
    const expected = records[0]?.fields.length ?? fields.length;
    if (fields.length !== expected) complain(`${fields.length} fields in this record; expected ${expected}, as in the first`);
    records.push({ line: begin, fields });
    if (at < text.length) {
      at += text[at] === "\r" ? 2 : 1;
      line += 1;
      lineStart = at;
    }
  }
  return records;
}

function atLineEnd(text: string, at: number): boolean {
  return text[at] === "\n" || (text[at] === "\r" && text[at + 1] === "\n");
}

import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { floatsOfBytes, type Dataset } from "@lockstep/core/local";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDataset } from "../check-dataset.ts";
import { csv, type CsvOptions } from "./csv.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

const flowers = `width,kind,"length, cm",price
1.5,rose,2,10
-2,tulip,1e-3,20
.5,rose,+4.,30
0,lily,5,40
7,"tulip",6,50
`;

async function load(text: string, options: Omit<CsvOptions, "file">): Promise<Dataset> {
  const file = path.join(folder, "flowers.csv");
  await writeFile(file, text);
  return checkDataset(await csv({ file, ...options }).load());
}

/** Of the features, a list a sample. */
function values({ features, count }: Dataset["train"]): readonly (readonly number[])[] {
  const floats = [...floatsOfBytes(features)];
  return Array.from({ length: count }, (_, i) => floats.slice((i * floats.length) / count, ((i + 1) * floats.length) / count));
}

describe("csv with a label", () => {
  it("takes the other columns as features and numbers the labels in their order", async () => {
    const { train, test, ...rest } = await load(flowers, { label: "kind", testFraction: 0 });
    expect(rest).toEqual({
      name: "flowers.csv",
      featureShape: [3],
      featureType: "float32",
      classes: 3,
      classNames: ["lily", "rose", "tulip"],
    });
    expect([...train.labels]).toEqual([1, 2, 1, 0, 2]);
    expect(values(train)[1]).toEqual([-2, Math.fround(1e-3), 20]);
    expect(test.count).toBe(0);
  });

  it("orders labels that are numbers as numbers", async () => {
    const { train, classNames } = await load("x,y\n1,10\n2,9\n3,10\n4,-1\n", { label: "y", testFraction: 0 });
    expect([...train.labels]).toEqual([2, 1, 2, 0]);
    expect(classNames).toEqual(["-1", "9", "10"]);
  });

  it("has no names for classes that are called by their numbers", async () => {
    const { classNames } = await load("x,y\n1,1\n2,0\n3,2\n", { label: "y", testFraction: 0 });
    expect(classNames).toBeUndefined();
  });

  it("takes the features that are named, in that order", async () => {
    const { train, featureShape } = await load(flowers, { label: "kind", features: ["price", "width"], testFraction: 0 });
    expect(featureShape).toEqual([2]);
    expect(values(train)[0]).toEqual([10, 1.5]);
  });
});

describe("csv with targets", () => {
  it("gives them as float32", async () => {
    const { train, classes, targets } = await load(flowers, { targets: ["price", "width"], features: ["length, cm"], testFraction: 0 });
    expect([classes, targets]).toEqual([0, 2]);
    expect([...floatsOfBytes(train.labels)].slice(0, 4)).toEqual([10, 1.5, 20, -2]);
  });
});

describe("the samples for testing", () => {
  const text = `x,y\n${Array.from({ length: 50 }, (_, i) => `${i},${i % 2}\n`).join("")}`;

  it("are a share that the seed says, each sample is in one split, and none is lost", async () => {
    const first = await load(text, { label: "y", testFraction: 0.3, seed: 4 });
    expect([first.train.count, first.test.count]).toEqual([35, 15]);
    const all = [...values(first.train), ...values(first.test)].flat();
    expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect(await load(text, { label: "y", testFraction: 0.3, seed: 4 })).toEqual(first);
    expect(await load(text, { label: "y", testFraction: 0.3, seed: 5 })).not.toEqual(first);
  });
});

describe("the file", () => {
  it("may be compressed, and named by URL; its checksum is looked at if it is known", async () => {
    const file = pathToFileURL(path.join(folder, "packed.csv"));
    await writeFile(path.join(folder, "packed.csv.gz"), gzipSync(flowers));
    const sha256 = createHash("sha256").update(flowers).digest("hex");
    expect((await csv({ file, label: "kind", sha256 }).load()).train.count).toBe(4);
    await expect(csv({ file, label: "kind", sha256: "0".repeat(64) }).load()).rejects.toThrow(/packed\.csv\.gz: the SHA-256/);
  });

  it.each<[string, Omit<CsvOptions, "file">, string]>([
    [
      flowers.replace(",2,10", ",two,10"),
      { label: "kind" },
      'line 2, column length, cm: expected a number that a float32 can hold, found "two"',
    ],
    [flowers.replace("\n.5,", "\n,"), { label: "kind" }, "line 4, column width: expected a number that a float32 can hold, found nothing"],
    [flowers.replace("7,", "1e39,"), { label: "kind" }, 'line 6, column width: expected a number that a float32 can hold, found "1e39"'],
    [flowers.replace("7,", "0x7,"), { label: "kind" }, 'line 6, column width: expected a number that a float32 can hold, found "0x7"'],
    [flowers.replace("lily", " "), { label: "kind" }, "line 5, column kind: the label is missing"],
    [flowers, { label: "colour" }, 'line 1: there is no column "colour"; there are width, kind, length, cm, price'],
    [flowers.replace("price", "width"), { label: "kind", features: ["width"] }, 'line 1: there are two columns "width"'],
    [flowers, { label: "kind", features: ["kind"] }, "line 1: column kind is both a feature and what is to be learned"],
    ["y\n1\n2\n", { label: "y" }, "line 1: there is no column for features besides the label's"],
    ["x,y\n1,1\n", { label: "y" }, "expected a header and at least 2 samples"],
    ["x,y\n1,1\n2,1\n", { label: "y" }, "column y: all labels are the same; expected at least 2 classes"],
    ["x;y\n1,5;0\n2,5;1\n", { label: "y" }, "line 1: fields are separated by commas; found semicolons and no comma"],
    ["x\ty\n1\t0\n2\t1\n", { label: "y" }, "line 1: fields are separated by commas; found tabs and no comma"],
    ["x,y\n1\n", { label: "y" }, "line 2, column 2: 1 fields in this record; expected 2"],
  ])("is refused with line and column: %j %j", async (text, options, sentence) => {
    await expect(load(text, options)).rejects.toMatchObject({
      code: "data",
      message: expect.stringContaining(`flowers.csv: ${sentence}`) as string,
    });
  });

  it("is refused if it is missing, no UTF-8, or has more labels than classes can be", async () => {
    await expect(csv({ file: path.join(folder, "none.csv"), label: "x" }).load()).rejects.toThrow(/neither none\.csv nor none\.csv\.gz/);
    const file = path.join(folder, "bytes.csv");
    await writeFile(file, Buffer.of(0x61, 0xff, 0x0a));
    await expect(csv({ file, label: "x" }).load()).rejects.toThrow(/bytes\.csv: expected UTF-8/);
    const many = `x,y\n${Array.from({ length: 257 }, (_, i) => `1,${i}\n`).join("")}`;
    await expect(load(many, { label: "y" })).rejects.toThrow(/line 258, column y: more than 256 different labels/);
  });
});

describe("its options", () => {
  it.each<[Partial<CsvOptions>, string]>([
    [{}, "label: expected a column's name, or else some targets, found nothing"],
    [{ label: "x", targets: ["y"] }, "label: expected a column's name"],
    [{ label: "x", testFraction: 1 }, "testFraction: expected a number from 0 to below 1, found 1"],
    [{ label: "x", seed: -1 }, "seed: expected a whole number"],
  ])("are refused: %j", (options, sentence) => {
    expect(() => csv({ file: "a.csv", ...options })).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(`data a.csv: ${sentence}`) as string }) as Error,
    );
  });

  it("are refused if there are none of that name", () => {
    const misspelt = { file: "a.csv", label: "x", sed: 3 };
    expect(() => csv(misspelt)).toThrow('csv(): there is no field "sed"; did you mean seed?');
  });

  it("are its identity, where the folder is not", () => {
    const identity = (options: Partial<CsvOptions>): string => csv({ file: "/here/a.csv", label: "x", ...options }).identity;
    expect(identity({ file: "/there/a.csv" })).toBe(identity({}));
    for (const options of [{ file: "b.csv" }, { label: "y" }, { features: ["z"] }, { testFraction: 0.1 }, { seed: 1 }, { sha256: "00" }])
      expect(identity(options)).not.toBe(identity({}));
  });
});

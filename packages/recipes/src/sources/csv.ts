import { hash } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { bytesOfFloats, canonicalJson, CounterRandom, LockstepError, readDataFile, type Dataset, type Samples } from "@lockstep/core/local";
import type { DataSource } from "../recipe.ts";
import { type FieldsOf, requireKnownFields } from "../known-fields.ts";
import { parseCsv, type CsvRecord } from "./csv-records.ts";

export interface CsvOptions {
  /** a file, or with `.gz` added that file compressed; relative to the working folder: better `new URL("./my.csv", import.meta.url)` */
  readonly file: string | URL;
  /** column with the class of each sample; its different texts, in order (of numbers, if all are), are the classes from 0 on */
  readonly label?: string;
  /** instead: columns with the numbers that a regression is to give */
  readonly targets?: readonly string[];
  /** columns with numbers; default: all others, in the file's order */
  readonly features?: readonly string[];
  /** share of the samples that are for testing, 0 to below 1; default 0.2 */
  readonly testFraction?: number;
  /** uint32, says which these are; default 0. A run's seed does not change them */
  readonly seed?: number;
  /** of the uncompressed file, hex: checked, and then part of the recipe's hash */
  readonly sha256?: string;
}

const csvFields: FieldsOf<CsvOptions> = {
  file: true,
  label: true,
  targets: true,
  features: true,
  testFraction: true,
  seed: true,
  sha256: true,
};

const maxFileBytes = 2 ** 28;
const maxClasses = 256;

/** A column of the file: its name in the header, and where it is. */
interface Column {
  readonly name: string;
  readonly index: number;
}

/**
 * A data source of one CSV file with a header (RFC 4180): numeric columns as float32 features, and a column with the label, or some with
 * targets. Only the coordinator's machine needs the file.
 * @throws LockstepError "configuration" for options that are out of range; its `load`: "data" naming line and column
 */
export function csv(options: CsvOptions): DataSource {
  requireKnownFields(options, csvFields, "csv()");
  const { file: named, label, targets = [], features, testFraction = 0.2, seed = 0, sha256 } = options;
  const file = named instanceof URL ? fileURLToPath(named) : path.resolve(named);
  const name = path.basename(file);
  const wrong = (field: string, expected: string, found: unknown): never => {
    throw new LockstepError("configuration", `data ${name}: ${field}: expected ${expected}, found ${JSON.stringify(found) ?? "nothing"}`);
  };
  if ((label === undefined) === (targets.length === 0)) wrong("label", "a column's name, or else some targets", label);
  if (!(testFraction >= 0 && testFraction < 1)) wrong("testFraction", "a number from 0 to below 1", testFraction);
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffff_ffff) wrong("seed", "a whole number from 0 to 2^32 - 1", seed);
  return {
    name,
    identity: canonicalJson({ csv: name, label, targets, features, testFraction, seed, sha256 }),
    async load(): Promise<Dataset> {
      const { file: read, bytes } = await readDataFile(path.dirname(file), name, maxFileBytes);
      if (sha256 !== undefined && hash("sha256", bytes, "hex") !== sha256)
        throw new LockstepError("data", `${read}: the SHA-256 of its uncompressed bytes should be ${sha256}: the file was changed`);
      const text = decoded(bytes, read);
      requireCommas(text, read);
      const [header, ...rows] = parseCsv(text, read);
      if (header === undefined || rows.length < 2) throw new LockstepError("data", `${read}: expected a header and at least 2 samples`);
      const column = (wanted: string): Column => findColumn(header.fields, wanted, read);
      const given = label === undefined ? targets.map(column) : [column(label)];
      const taken = new Set(given.map(({ index }) => index));
      const inputs =
        features?.map(column) ?? header.fields.map((field, index) => ({ name: field, index })).filter(({ index }) => !taken.has(index));
      if (inputs.length === 0) throw new LockstepError("data", `${read}: line 1: there is no column for features besides the label's`);
      const twice = inputs.find(({ index }) => taken.has(index));
      if (twice !== undefined)
        throw new LockstepError("data", `${read}: line 1: column ${twice.name} is both a feature and what is to be learned`);
      const classes = label === undefined ? null : classNumbers(rows, column(label), read);

      const samples = (chosen: readonly CsvRecord[]): Samples => ({
        count: chosen.length,
        features: numbers(chosen, inputs, read),
        labels:
          classes === null
            ? numbers(chosen, given, read)
            : Uint8Array.from(chosen, ({ fields }) => classes.get(fields[column(label as string).index] as string) as number),
      });
      const { train, test } = split(rows, testFraction, seed);
      return {
        name,
        featureShape: [inputs.length],
        featureType: "float32",
        classes: classes?.size ?? 0,
        ...(classes === null ? { targets: given.length } : namesOf(classes)),
        train: samples(train),
        test: samples(test),
      };
    },
  };
}

function decoded(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new LockstepError("data", `${file}: expected UTF-8, found other bytes`, { cause: error });
  }
}

/** A header of one column is of no use; other programs separate fields by other characters. */
function requireCommas(text: string, file: string): void {
  const [header = ""] = text.slice(0, 100_000).split(/\r?\n/, 1);
  const found = header.includes(";") ? "semicolons" : header.includes("\t") ? "tabs" : null;
  if (found !== null && !header.includes(","))
    throw new LockstepError("data", `${file}: line 1: fields are separated by commas; found ${found} and no comma`);
}

function findColumn(header: readonly string[], name: string, file: string): Column {
  const index = header.indexOf(name);
  if (index < 0)
    throw new LockstepError("data", `${file}: line 1: there is no column "${name}"; there are ${header.join(", ").slice(0, 500)}`);
  if (header.includes(name, index + 1)) throw new LockstepError("data", `${file}: line 1: there are two columns "${name}"`);
  return { name, index };
}

/** The number of each text that is a class. */
function classNumbers(rows: readonly CsvRecord[], { name, index }: Column, file: string): ReadonlyMap<string, number> {
  const found = new Set<string>();
  for (const { line, fields } of rows) {
    const text = fields[index] as string;
    if (text.trim() === "") throw new LockstepError("data", `${file}: line ${line}, column ${name}: the label is missing`);
    found.add(text);
    if (found.size > maxClasses)
      throw new LockstepError(
        "data",
        `${file}: line ${line}, column ${name}: more than ${maxClasses} different labels; numbers belong into targets`,
      );
  }
  if (found.size < 2) throw new LockstepError("data", `${file}: column ${name}: all labels are the same; expected at least 2 classes`);
  const texts = [...found];
  const inOrder = texts.every(isNumber) ? texts.toSorted((a, b) => Number(a) - Number(b)) : texts.toSorted((a, b) => (a < b ? -1 : 1));
  return new Map(inOrder.map((text, number) => [text, number]));
}

/** None where each class is called by its number. */
function namesOf(classes: ReadonlyMap<string, number>): Pick<Dataset, "classNames"> {
  return [...classes].every(([text, number]) => text === String(number)) ? {} : { classNames: [...classes.keys()] };
}

function numbers(rows: readonly CsvRecord[], columns: readonly Column[], file: string): Uint8Array {
  const values = new Float32Array(rows.length * columns.length);
  let at = 0;
  for (const { line, fields } of rows) {
    for (const { name, index } of columns) {
      const text = fields[index] as string;
      const value = Math.fround(Number(text));
      if (!isNumber(text) || !Number.isFinite(value)) {
        const found = text.trim() === "" ? "nothing" : JSON.stringify(text.slice(0, 100));
        throw new LockstepError("data", `${file}: line ${line}, column ${name}: expected a number that a float32 can hold, found ${found}`);
      }
      values[at++] = value;
    }
  }
  return bytesOfFloats(values);
}

function isNumber(text: string): boolean {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/.test(text);
}

/** Both in the order of the file. */
function split(
  rows: readonly CsvRecord[],
  testFraction: number,
  seed: number,
): { train: readonly CsvRecord[]; test: readonly CsvRecord[] } {
  const count = Math.min(rows.length - 1, Math.round(rows.length * testFraction));
  const chosen = new Set(new CounterRandom(seed, "splitTest", 0, 0).permutation(rows.length).subarray(0, count));
  return { train: rows.filter((_, i) => !chosen.has(i)), test: rows.filter((_, i) => chosen.has(i)) };
}

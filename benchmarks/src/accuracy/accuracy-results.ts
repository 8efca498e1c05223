import { appendFile, readFile, rename, writeFile } from "node:fs/promises";
import { LockstepError } from "@lockstep/core";
import type { Machine } from "../report/machine.ts";
import type { AccuracyPlan } from "./accuracy-request.ts";

/** How one training came out. Accuracies, precision, recall and F1 are 0..1 and of the test samples. */
export interface AccuracyResult {
  /** name of its row */
  readonly row: string;
  readonly seed: number;
  /** what changed the recipe's defaults then */
  readonly flags: readonly string[];
  readonly commit: string;
  readonly node: string;
  /** with its version */
  readonly backend: string;
  readonly parameters: number;
  readonly epochs: number;
  /** after the last epoch */
  readonly testAccuracy: number;
  /** the best of any epoch, and which, 0-based; chosen by the test samples, so for information only */
  readonly best: { readonly epoch: number; readonly testAccuracy: number };
  /** means over the classes, after the last epoch */
  readonly macro: { readonly precision: number; readonly recall: number; readonly f1: number };
  /** means of the first and of the last epoch; null: not a finite number */
  readonly trainLoss: { readonly first: number | null; readonly last: number | null };
  readonly trainSeconds: number;
  readonly weightsHash: string;
}

/** What is kept beside a report, one JSON object a line: the plan and the machine, then every training as it ends. */
export interface AccuracyRecord {
  readonly machine: Machine;
  readonly plan: AccuracyPlan;
  readonly results: readonly AccuracyResult[];
}

/** Begins the record of a report. @throws LockstepError "configuration" if it cannot be written */
export async function beginRecord(file: string, machine: Machine, plan: AccuracyPlan): Promise<void> {
  try {
    await writeFile(file, lineOf({ machine, plan }), { flag: "wx" });
  } catch (error) {
    const { message } = LockstepError.from(error);
    throw new LockstepError("configuration", `${file} cannot be written: ${message}; name another folder by --out`, { cause: error });
  }
}

/** @throws LockstepError "io" */
export async function appendResult(file: string, result: AccuracyResult): Promise<void> {
  try {
    await appendFile(file, lineOf(result));
  } catch (error) {
    throw new LockstepError("io", `${file} cannot be written: ${LockstepError.from(error).message}`, { cause: error });
  }
}

/**
 * What a command that was stopped has left, ready to be appended to: a last line that was cut off is taken away.
 * @throws LockstepError "configuration" if there is no such file or it is none of these
 */
export async function reopenRecord(file: string): Promise<AccuracyRecord> {
  const text = await readRecord(file);
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const [head, ...results] = whole
    .split("\n")
    .filter(Boolean)
    .map((line, index) => parseLine(file, line, index + 1));
  if (head === undefined || !isHead(head)) throw damaged(file, 1, "expected the machine and the plan");
  for (const [index, result] of results.entries())
    if (!isResult(result)) throw damaged(file, index + 2, "expected the result of a training");
  if (whole.length < text.length) {
    await writeFile(`${file}.draft`, whole);
    await rename(`${file}.draft`, file);
  }
  return { ...head, results: results as unknown as readonly AccuracyResult[] };
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

async function readRecord(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { message } = LockstepError.from(error);
    throw new LockstepError("configuration", `--resume: ${message}; expected the .jsonl file beside a report`, { cause: error });
  }
}

type Fields = Readonly<Record<string, unknown>>;

function parseLine(file: string, line: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (isObject(value)) return value;
  } catch {
    // told of below
  }
  throw damaged(file, number, "expected a JSON object");
}

function damaged(file: string, line: number, problem: string): LockstepError {
  return new LockstepError("configuration", `${file}: line ${line}: ${problem}`);
}

function isHead(value: Fields): value is { readonly machine: Machine; readonly plan: AccuracyPlan } & Fields {
  const { machine, plan } = value;
  if (!isObject(machine) || !isObject(plan)) return false;
  const { recipes, seeds, backend, workers, quick, fashion } = plan;
  const numbers = ["cores", "memoryBytes", "load"].every((name) => typeof machine[name] === "number");
  const texts = ["time", "processor", "kernel", "node", "commit", "commandLine"].every((name) => typeof machine[name] === "string");
  const counts =
    typeof seeds === "number" &&
    typeof quick === "boolean" &&
    (recipes === null || isTexts(recipes)) &&
    (workers === null || typeof workers === "number");
  return numbers && texts && counts && [backend, fashion].every((item) => item === null || typeof item === "string");
}

function isResult(value: Fields): boolean {
  const { flags, best, macro, trainLoss } = value;
  const texts = ["row", "commit", "node", "backend", "weightsHash"].every((name) => typeof value[name] === "string");
  const numbers = ["seed", "parameters", "epochs", "testAccuracy", "trainSeconds"].every((name) => typeof value[name] === "number");
  return texts && numbers && isTexts(flags) && [best, macro, trainLoss].every(isObject);
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

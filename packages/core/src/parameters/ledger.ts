import { hash } from "node:crypto";
import { LockstepError } from "../errors.ts";
import type { ValidationResult } from "../metrics/best-validation.ts";
import type { NonFinitePlace, ShardContribution } from "./contribution.ts";

/*
 * The ledger: which samples made which step, one JSON line each, appended by every parameter server for itself. ASCII, "\n" after each
 * line, no white space, keys in the order written here, so that a line has one form only. Its last key is
 * chain = SHA-256(chain of the line before, 64 hex digits + this line's text before `,"chain":`).
 */

/** A generation begins here; committed steps from `start` on do not count any more. */
export interface LedgerOpen {
  readonly kind: "open";
  readonly generation: number;
  readonly start: number;
}

/** A committed step. */
export interface LedgerStep {
  readonly kind: "step";
  readonly generation: number;
  readonly step: number;
  /** 0-based */
  readonly epoch: number;
  /** by shard number */
  readonly shards: readonly LedgerShard[];
  /** over all shards; the loss is added in shard order in float64 */
  readonly samples: number;
  readonly lossSum: number;
  readonly correct: number;
  /** CRC-32 of the mean gradient of this server's range, 8 hex digits */
  readonly gradient: string;
  /** a shard is marked as not finite, and the settings say to go on: the step changed nothing */
  readonly skipped?: true;
  /** Only where the version that the step starts from ends an epoch. */
  readonly evaluation?: LedgerEvaluation;
  /** the same over the validation samples, beside `evaluation`; only in a run that holds samples back */
  readonly validation?: LedgerEvaluation;
}

export interface LedgerShard {
  readonly shard: number;
  readonly worker: string;
  readonly samples: number;
  /** hex; empty if samples = 0 */
  readonly digest: string;
  readonly lossSum: number;
  readonly correct: number;
  readonly nonFinite?: NonFinitePlace;
}

/** Sums over the test (or validation) samples for one version of the parameters. */
export interface LedgerEvaluation {
  readonly version: number;
  readonly samples: number;
  readonly lossSum: number;
  readonly correct: number;
  readonly shards: readonly LedgerEvaluationShard[];
  /** row = true class, column = predicted class, row-major, over all shards */
  readonly confusion: readonly number[];
}

export interface LedgerEvaluationShard {
  readonly shard: number;
  readonly samples: number;
  readonly lossSum: number;
  readonly correct: number;
}

export type LedgerLine = LedgerOpen | LedgerStep;

/** The chain before the first line. */
export const firstChain: string = "0".repeat(64);

/** Longest line that is read: about 60,000 shards. */
export const maxLineBytes: number = 8 << 20;

/** Whether the version that `step` starts from ends an epoch, so that the step carries its evaluation. */
export function carriesEvaluation(step: number, stepsPerEpoch: number): boolean {
  return step > 0 && step % stepsPerEpoch === 0;
}

/** How the version that `step` starts from did on the validation samples; null if the contributions do not tell. */
export function validationOf(step: number, contributions: readonly ShardContribution[]): ValidationResult | null {
  const validation = evaluationOf(step, contributions, "validation");
  return validation && validationResult(step, validation);
}

export function validationResult(version: number, { samples, lossSum }: LedgerEvaluation): ValidationResult {
  return { version, loss: lossSum / samples };
}

/**
 * The line for a committed step.
 * @param contributions of all V shards, in order (checkContributions)
 * @param gradientCrc32 unsigned
 * @param validates whether the run holds samples back; default false
 * Throws LockstepError "protocol" if an evaluation (or the validation beside it) is missing where an epoch ends, or present elsewhere.
 */
export function stepLine(committed: {
  readonly generation: number;
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly contributions: readonly ShardContribution[];
  readonly gradientCrc32: number;
  readonly validates?: boolean;
}): LedgerStep {
  const { generation, step, stepsPerEpoch, contributions, gradientCrc32, validates = false } = committed;
  const shards = contributions.map(({ shard, worker, samples, digest, lossSum, correct, nonFinite }): LedgerShard => ({
    shard,
    worker,
    samples,
    digest: hex(digest),
    lossSum,
    correct,
    ...(nonFinite !== undefined && { nonFinite }),
  }));
  const evaluation = evaluationOf(step, contributions, "evaluation");
  const validation = evaluationOf(step, contributions, "validation");
  if ((evaluation !== null) !== carriesEvaluation(step, stepsPerEpoch)) {
    throw new LockstepError(
      "protocol",
      `step ${step} ${evaluation ? "carries an evaluation but starts inside" : "carries no evaluation but starts at the end of"} an epoch of ${stepsPerEpoch} steps`,
    );
  }
  if ((validation !== null) !== (validates && evaluation !== null))
    throw new LockstepError("protocol", `step ${step} carries ${validation ? "a validation that the run does not have" : "no validation"}`);
  return {
    kind: "step",
    generation,
    step,
    epoch: Math.floor(step / stepsPerEpoch),
    shards,
    ...totalsOf(shards),
    gradient: gradientCrc32.toString(16).padStart(8, "0"),
    ...(shards.some(({ nonFinite }) => nonFinite !== undefined) && { skipped: true }),
    ...(evaluation && { evaluation }),
    ...(validation && { validation }),
  };
}

/** Sums over shards, in their order. */
export function totalsOf(shards: readonly LedgerEvaluationShard[]): { samples: number; lossSum: number; correct: number } {
  const totals = { samples: 0, lossSum: 0, correct: 0 };
  for (const { samples, lossSum, correct } of shards) {
    totals.samples += samples;
    totals.lossSum += lossSum;
    totals.correct += correct;
  }
  return totals;
}

function evaluationOf(
  version: number,
  contributions: readonly ShardContribution[],
  kind: "evaluation" | "validation",
): LedgerEvaluation | null {
  const parts = contributions.flatMap(({ shard, [kind]: evaluation }) => (evaluation ? [{ shard, evaluation }] : []));
  const classesSquared = parts[0]?.evaluation.confusion.length;
  if (classesSquared === undefined) return null;
  const shards = parts.map(({ shard, evaluation: { samples, lossSum, correct } }): LedgerEvaluationShard => ({
    shard,
    samples,
    lossSum,
    correct,
  }));
  const confusion = Array.from({ length: classesSquared }, (_, cell) =>
    parts.reduce((sum, { evaluation }) => sum + (evaluation.confusion[cell] ?? 0), 0),
  );
  return { version, ...totalsOf(shards), shards, confusion };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** The line's text, without "\n", and its chain. */
export function encodeLine(line: LedgerLine, previousChain: string): { text: string; chain: string } {
  const body = encodeBody(line);
  const chain = chainAfter(previousChain, body);
  return { text: `${body},"chain":"${chain}"}`, chain };
}

export function chainAfter(previousChain: string, body: string): string {
  return hash("sha256", previousChain + body, "hex");
}

/** What a line says, without its chain: equal bodies are equal lines. */
export function encodeBody(line: LedgerLine): string {
  return JSON.stringify(line.kind === "open" ? { open: line.generation, start: line.start } : stepRecord(line)).slice(0, -1);
}

function stepRecord({
  generation,
  step,
  epoch,
  shards,
  samples,
  lossSum,
  correct,
  gradient,
  skipped,
  evaluation,
  validation,
}: LedgerStep): object {
  return {
    g: generation,
    step,
    epoch,
    shards: shards.map((s) => ({
      v: s.shard,
      worker: s.worker,
      n: s.samples,
      digest: s.digest,
      loss: encodeLoss(s.lossSum),
      correct: s.correct,
      ...(s.nonFinite !== undefined && { nonFinite: s.nonFinite }),
    })),
    n: samples,
    loss: encodeLoss(lossSum),
    correct,
    gradient,
    ...(skipped && { skipped }),
    ...(evaluation && { evaluation: evaluationRecord(evaluation) }),
    ...(validation && { validation: evaluationRecord(validation) }),
  };
}

function evaluationRecord({ version, samples, lossSum, correct, shards, confusion }: LedgerEvaluation): object {
  return {
    version,
    n: samples,
    loss: encodeLoss(lossSum),
    correct,
    shards: shards.map((s) => ({ v: s.shard, n: s.samples, loss: encodeLoss(s.lossSum), correct: s.correct })),
    confusion,
  };
}

// JSON has no word for the losses of a diverged training: they are written as strings.
function encodeLoss(loss: number): number | string {
  return Number.isFinite(loss) ? loss : String(loss);
}

const chainSuffix = /,"chain":"([0-9a-f]{64})"\}$/;
const chainSuffixLength = 76;
const printable = /^[\x20-\x7e]*$/;

/**
 * Reads one line, without "\n". Only the one canonical form of a line is accepted; anything else throws LockstepError "data".
 * Whether `chain` is right is the caller's question: {@link chainAfter} of the previous chain and `body`.
 */
export function decodeLine(text: string): { line: LedgerLine; body: string; chain: string } {
  const chain = chainSuffix.exec(text.slice(-chainSuffixLength))?.[1];
  if (chain === undefined) throw bad("it does not end with a chain");
  if (!printable.test(text)) throw bad("it holds characters that no line has");
  const body = text.slice(0, -chainSuffixLength);
  let value: unknown;
  try {
    value = JSON.parse(`${body}}`);
  } catch (error) {
    throw new LockstepError("data", `ledger line: it is not JSON`, { cause: error });
  }
  const fields = recordOf(value, "the line");
  const line = Object.hasOwn(fields, "open") ? openOf(fields) : stepOf(fields);
  if (encodeBody(line) !== body) throw bad("it is not in canonical form");
  return { line, body, chain };
}

function openOf(fields: Fields): LedgerOpen {
  return { kind: "open", generation: count(fields, "open", 1), start: count(fields, "start") };
}

function stepOf(fields: Fields): LedgerStep {
  const { evaluation, validation } = fields;
  return {
    kind: "step",
    generation: count(fields, "g", 1),
    step: count(fields, "step"),
    epoch: count(fields, "epoch"),
    shards: records(fields, "shards").map((shard) => ({
      ...sumsOf(shard),
      shard: count(shard, "v"),
      worker: text(shard, "worker", /^[\x21-\x7e]{1,128}$/),
      digest: text(shard, "digest", /^([0-9a-f]{64})?$/),
      ...(Object.hasOwn(shard, "nonFinite") && { nonFinite: nonFinite(shard) }),
    })),
    ...sumsOf(fields),
    gradient: text(fields, "gradient", /^[0-9a-f]{8}$/),
    ...(fields["skipped"] === true && { skipped: true }),
    ...(evaluation !== undefined && { evaluation: evaluationFrom(recordOf(evaluation, "evaluation")) }),
    ...(validation !== undefined && { validation: evaluationFrom(recordOf(validation, "validation")) }),
  };
}

function evaluationFrom(fields: Fields): LedgerEvaluation {
  const confusion = fields["confusion"];
  if (!Array.isArray(confusion) || !confusion.every((item): item is number => Number.isSafeInteger(item) && item >= 0))
    throw bad("confusion is not a list of counts");
  return {
    version: count(fields, "version"),
    ...sumsOf(fields),
    shards: records(fields, "shards").map((shard) => ({ shard: count(shard, "v"), ...sumsOf(shard) })),
    confusion,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function sumsOf(fields: Fields): { samples: number; lossSum: number; correct: number } {
  return { samples: count(fields, "n"), lossSum: loss(fields), correct: count(fields, "correct") };
}

function recordOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${what} is not an object`);
  return value as Fields;
}

function records(fields: Fields, key: string): Fields[] {
  const value = fields[key];
  if (!Array.isArray(value)) throw bad(`${key} is not a list`);
  return value.map((item) => recordOf(item, `an entry of ${key}`));
}

function count(fields: Fields, key: string, least = 0): number {
  const value = fields[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) throw bad(`${key} is not a count of at least ${least}`);
  return value;
}

function nonFinite(fields: Fields): NonFinitePlace {
  return fields["nonFinite"] === "loss" ? "loss" : count(fields, "nonFinite");
}

function loss(fields: Fields): number {
  const value = fields["loss"];
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw bad("loss is not a number");
}

function text(fields: Fields, key: string, form: RegExp): string {
  const value = fields[key];
  if (typeof value !== "string" || !form.test(value)) throw bad(`${key} is not of the form ${form.source}`);
  return value;
}

function bad(reason: string): LockstepError {
  return new LockstepError("data", `ledger line: ${reason}`);
}

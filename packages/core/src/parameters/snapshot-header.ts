import { LockstepError } from "../errors.ts";
import type { ParameterRangeBounds } from "../reduce/partition.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import type { OptimizerSettings } from "../run/settings.ts";
import type { LedgerCoverage } from "./ledger-file.ts";

/** What a snapshot is of. */
export interface SnapshotHeader {
  readonly runId: string;
  readonly recipeHash: string;
  readonly layoutHash: string;
  readonly seed: number;
  /** the part of P it holds */
  readonly bounds: ParameterRangeBounds;
  readonly version: number;
  /** times that the optimizer was applied up to the version */
  readonly updates: number;
  /** in which the snapshot was taken */
  readonly generation: number;
  readonly optimizer: OptimizerSettings;
  /** names of the optimizer's state vectors, in the order of the file */
  readonly slots: readonly string[];
  /** what computed the gradients of the run, e.g. "wasm" and "4.22.0" */
  readonly backend: string;
  readonly backendVersion: string;
  /** the part of this server's ledger that leads to the version */
  readonly ledger: LedgerCoverage;
}

/** Longest header, as JSON. */
export const maxHeaderBytes: number = 64 << 10;

const maxSlots = 8;

export function encodeSnapshotHeader(header: SnapshotHeader): Buffer {
  const bytes = Buffer.from(canonicalJson(header));
  if (bytes.length > maxHeaderBytes)
    throw new LockstepError("invariant", `snapshot header: ${bytes.length} bytes; at most ${maxHeaderBytes} are allowed`);
  return bytes;
}

/** Throws LockstepError "data" naming the field that is not as it must be. */
export function decodeSnapshotHeader(bytes: Buffer): SnapshotHeader {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new LockstepError("data", "its header is not JSON", { cause: error });
  }
  const fields = record(value, "header");
  const bounds = record(fields["bounds"], "bounds");
  const ledger = record(fields["ledger"], "ledger");
  const header: SnapshotHeader = {
    runId: text(fields, "runId"),
    recipeHash: text(fields, "recipeHash"),
    layoutHash: text(fields, "layoutHash"),
    seed: count(fields, "seed"),
    bounds: { range: count(bounds, "range"), start: count(bounds, "start"), end: count(bounds, "end") },
    version: count(fields, "version"),
    updates: count(fields, "updates"),
    generation: count(fields, "generation"),
    optimizer: optimizer(record(fields["optimizer"], "optimizer")),
    slots: slotNames(fields["slots"]),
    backend: text(fields, "backend"),
    backendVersion: text(fields, "backendVersion"),
    ledger: { bytes: count(ledger, "bytes"), chain: text(ledger, "chain") },
  };
  if (header.bounds.start > header.bounds.end) throw bad("bounds end before they start");
  if (header.updates > header.version) throw bad(`${header.updates} updates up to version ${header.version}`);
  return header;
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown, key: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${key} is not an object`);
  return value as Fields;
}

function text(fields: Fields, key: string): string {
  const value = fields[key];
  if (typeof value !== "string") throw bad(`${key} is not a text`);
  return value;
}

function count(fields: Fields, key: string): number {
  const value = fields[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw bad(`${key} is not a count`);
  return value;
}

// Not used to make an optimizer, only compared with the run's own settings.
function optimizer(fields: Fields): OptimizerSettings {
  text(fields, "name");
  return fields as unknown as OptimizerSettings;
}

function slotNames(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > maxSlots || !value.every((name) => typeof name === "string"))
    throw bad(`slots is not a list of up to ${maxSlots} names`);
  return value;
}

function bad(reason: string): LockstepError {
  return new LockstepError("data", `its header is wrong: ${reason}`);
}

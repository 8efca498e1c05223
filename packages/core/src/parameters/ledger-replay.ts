import { LockstepError } from "../errors.ts";
import type { LedgerLine, LedgerStep } from "./ledger.ts";

export type LedgerVerdict =
  | { readonly result: "counts" }
  | { readonly result: "ignored"; readonly reason: string }
  /** steps are missing before this line: the ledger is broken */
  | { readonly result: "gap"; readonly reason: string };

/** Where a ledger stands after some of its lines. */
export interface LedgerPosition {
  /** of the latest `open` that counted; 0 before the first */
  readonly generation: number;
  /** the step that must come next = version of the parameters reached */
  readonly next: number;
}

export const ledgerStart: LedgerPosition = { generation: 0, next: 0 };

/**
 * Which lines count: a step if its generation is that of the latest `open` and it is the next one; an `open` if its generation is above
 * the last, and it cuts back to its start. What does not count is ignored, but steps may never be missing.
 */
export function replayLine(position: LedgerPosition, line: LedgerLine): { position: LedgerPosition; verdict: LedgerVerdict } {
  const { generation, next } = position;
  if (line.kind === "open") {
    if (line.generation <= generation) return ignored(position, `generation ${line.generation} does not follow generation ${generation}`);
    if (line.start > next) return gap(position, `generation ${line.generation} starts at step ${line.start}, but step ${next} is missing`);
    return { position: { generation: line.generation, next: line.start }, verdict: { result: "counts" } };
  }
  if (line.generation !== generation) return ignored(position, `step ${line.step} is of generation ${line.generation}, not ${generation}`);
  if (line.step < next) return ignored(position, `step ${line.step} is there already`);
  if (line.step > next) return gap(position, `step ${line.step} follows, but step ${next} is missing`);
  return { position: { generation, next: next + 1 }, verdict: { result: "counts" } };
}

/** The steps that count, 0, 1, 2, ... without a gap. Throws LockstepError "data" where one is missing. */
export function effectiveLines(lines: Iterable<LedgerLine>): LedgerStep[] {
  const steps: LedgerStep[] = [];
  let position = ledgerStart;
  for (const line of lines) {
    const replayed = replayLine(position, line);
    position = replayed.position;
    if (replayed.verdict.result === "gap") throw new LockstepError("data", `ledger: ${replayed.verdict.reason}`);
    if (replayed.verdict.result === "ignored") continue;
    if (line.kind === "open") steps.length = line.start;
    else steps.push(line);
  }
  return steps;
}

function ignored(position: LedgerPosition, reason: string): ReturnType<typeof replayLine> {
  return { position, verdict: { result: "ignored", reason } };
}

function gap(position: LedgerPosition, reason: string): ReturnType<typeof replayLine> {
  return { position, verdict: { result: "gap", reason } };
}

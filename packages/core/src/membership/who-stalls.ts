import type { Decision } from "./decision.ts";

/** A process of the generation as its last Beat told it. Times are of one monotonic clock. */
export interface StallReport {
  readonly name: string;
  /** that it is working on: the version of the parameters it stands at */
  readonly step: number;
  readonly phase: string;
  /** since when it says so */
  readonly phaseSinceMs: number;
  readonly waitingFor: readonly string[];
  /** when it was heard last */
  readonly heardMs: number;
}

export interface StallState {
  /** when the last step was committed, or the generation opened */
  readonly lastCommitMs: number;
  readonly processes: readonly StallReport[];
}

export interface StallOptions {
  readonly stallMs: number;
}

/** The one that holds everybody up: others wait for it, and it waits for nobody. null: no stall. */
export interface Stall {
  /** null: the reports do not single one out */
  readonly culprit: string | null;
  readonly stalledMs: number;
}

/** Who holds up a generation whose links are alive (docs/protocol.md rule 5). Of several, the one that most wait for. */
export function whoStalls(nowMs: number, state: StallState, options: StallOptions): Decision<Stall | null> {
  const stalledMs = nowMs - state.lastCommitMs;
  if (stalledMs <= options.stallMs) return { result: null, reason: "steps are being committed" };
  let culprit: { readonly process: StallReport; readonly waiters: readonly StallReport[] } | null = null;
  for (const process of state.processes) {
    if (process.waitingFor.length > 0) continue;
    const waiters = state.processes.filter((other) => other.waitingFor.includes(process.name));
    if (waiters.length > (culprit?.waiters.length ?? 0)) culprit = { process, waiters };
  }
  const begin = `no step was committed for ${seconds(stalledMs)}`;
  const reason =
    culprit === null
      ? `${begin} and nobody can be singled out: ${state.processes.map((process) => standing(nowMs, process)).join("; ")}`
      : `${begin}: ${blame(nowMs, culprit.process, culprit.waiters)}`;
  return { result: { culprit: culprit?.process.name ?? null, stalledMs }, reason };
}

function blame(nowMs: number, { name, step, phase, phaseSinceMs, heardMs }: StallReport, waiters: readonly StallReport[]): string {
  const longestMs = Math.max(...waiters.map((waiter) => nowMs - waiter.phaseSinceMs));
  const who = waiters.map((waiter) => `${waiter.name} (${waiter.phase} of step ${waiter.step})`).join(" and ");
  const doing = `${phase} of step ${step} for ${seconds(nowMs - phaseSinceMs)}`;
  return `${name} has been awaited by ${who} for ${seconds(longestMs)}; last heard ${seconds(nowMs - heardMs, 1)} ago: ${doing}, waiting for nobody`;
}

function standing(nowMs: number, { name, step, phase, phaseSinceMs, waitingFor }: StallReport): string {
  const awaited = waitingFor.length === 0 ? "" : `, waiting for ${waitingFor.join(", ")}`;
  return `${name}: ${phase} of step ${step} for ${seconds(nowMs - phaseSinceMs)}${awaited}`;
}

const seconds = (ms: number, digits = 0): string => `${(ms / 1000).toFixed(digits)} s`;

import type { Decision } from "./decision.ts";

export interface StallState {
  /** when the last step was committed, or the generation opened */
  readonly lastCommitMs: number;
  /** every process of the generation with its last report */
  readonly processes: readonly { readonly name: string; readonly phase: string; readonly waitingFor: readonly string[] }[];
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
  let culprit: { name: string; phase: string; awaitedBy: number } | null = null;
  for (const { name, phase, waitingFor } of state.processes) {
    if (waitingFor.length > 0) continue;
    const awaitedBy = state.processes.filter((other) => other.waitingFor.includes(name)).length;
    if (awaitedBy > (culprit?.awaitedBy ?? 0)) culprit = { name, phase, awaitedBy };
  }
  const seconds = Math.round(stalledMs / 1000);
  const reason =
    culprit === null
      ? `no step was committed for ${seconds} s and nobody can be singled out: ${state.processes.map(({ name, phase }) => `${name} is at "${phase}"`).join(", ")}`
      : `no step was committed for ${seconds} s: ${culprit.awaitedBy} process(es) wait for ${culprit.name}, which is at "${culprit.phase}" and waits for nobody`;
  return { result: { culprit: culprit?.name ?? null, stalledMs }, reason };
}

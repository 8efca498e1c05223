import { lateTickMs, whoStalls } from "@lockstep/core";
import type { Decision } from "@lockstep/core";
import { commonVersion } from "./coordinator-state.ts";
import type { CoordinatorState } from "./coordinator-state.ts";

/** No commit for this long while all links are alive: somebody is named. Far beyond any step, evaluation or first fetch of samples. */
const stallMs = 60_000;
/** No commit in this much time of open generations: the run ends. */
const limitMs = 600_000;

export interface StallReport {
  readonly culprit: string | null;
  readonly limitReached: boolean;
}

/** Notices that a generation is open, its links are alive, and still no step is committed (docs/protocol.md rule 5). */
export class StallWatch {
  readonly #lastVersion: number;
  #checkedMs = 0;
  #version = -1;
  #sinceMs = 0;
  /** time spent without a commit, over all generations since the last one */
  #withoutCommitMs = 0;

  /** @param steps N; nothing is committed after version N + 1 */
  constructor(steps: number) {
    this.#lastVersion = steps + 1;
  }

  /** A generation was opened: it gets its own time. */
  opened(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#checkedMs = nowMs;
    this.#version = -1;
  }

  /** To be called every tick. Result null: all is well, or there is nothing that could stall. */
  check(nowMs: number, state: CoordinatorState): Decision<StallReport | null> {
    const { fencing } = state;
    if (fencing !== null) return this.#checkFencing(nowMs - fencing.sinceMs, state);
    const passedMs = nowMs - this.#checkedMs;
    this.#checkedMs = nowMs;
    const version = commonVersion(state);
    if (state.roster === null || state.need !== null || version === null || version >= this.#lastVersion) {
      this.#sinceMs = nowMs;
      return { result: null, reason: "no step is due" };
    }
    if (version > this.#version) {
      if (this.#version >= 0) this.#withoutCommitMs = 0;
      this.#version = version;
      this.#sinceMs = nowMs;
      return { result: null, reason: `version ${version} was committed` };
    }
    // Time in which this process slept is nobody's fault.
    if (passedMs > lateTickMs) this.#sinceMs += passedMs;
    else this.#withoutCommitMs += passedMs;
    const processes = [...state.roster.ranks, ...state.roster.servers].map(({ name }) => {
      const beat = state.members.get(name)?.beat;
      return { name, phase: beat?.phase ?? "unknown", waitingFor: beat?.waitingFor ?? [] };
    });
    const { result, reason } = whoStalls(nowMs, { lastCommitMs: this.#sinceMs, processes }, { stallMs });
    if (result === null) return { result: null, reason };
    return { result: { culprit: result.culprit, limitReached: this.#withoutCommitMs > limitMs }, reason };
  }

  #checkFencing(waitedMs: number, state: CoordinatorState): Decision<StallReport | null> {
    if (waitedMs <= stallMs) return { result: null, reason: "promises are coming in" };
    const silent = [...state.members.values()]
      .map(({ hello }) => hello)
      .filter(({ role, name }) => role === "parameter-server" && state.fencing?.replies.has(name) === false);
    const names = silent.map(({ name }) => name).join(", ");
    return {
      result: { culprit: null, limitReached: waitedMs > limitMs },
      reason: `${names} is alive but has not answered the fence for ${Math.round(waitedMs / 1000)} s`,
    };
  }
}

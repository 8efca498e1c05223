import { endedPhase, lateTickMs, whoStalls } from "@lockstep/core";
import type { Beat, Decision, Roster } from "@lockstep/core";
import { commonVersion, serversOf } from "./coordinator-state.ts";
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
  #checkedMs = 0;
  #version = -1;
  #sinceMs = 0;
  /** time spent without a commit, over all generations since the last one */
  #withoutCommitMs = 0;

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
    if (state.roster === null || state.need !== null || (version !== null && haveEnded(state, state.roster))) {
      this.#sinceMs = nowMs;
      return { result: null, reason: "no step is due" };
    }
    // Until every server has told that it has opened the generation, nothing can be committed; that may not last for ever either.
    if (version !== null && version > this.#version) {
      if (this.#version >= 0) this.#withoutCommitMs = 0;
      this.#version = version;
      this.#sinceMs = nowMs;
      return { result: null, reason: `version ${version} was committed` };
    }
    // Time in which this process slept is nobody's fault.
    if (passedMs > lateTickMs) this.#sinceMs += passedMs;
    else this.#withoutCommitMs += passedMs;
    const { openedMs } = state;
    const processes = [...state.roster.ranks, ...state.roster.servers].map(({ name }) => {
      const { beat = null, heardMs = openedMs, phaseSinceMs = openedMs } = state.members.get(name) ?? {};
      return { name, step: beat?.version ?? 0, phase: phaseOf(beat), phaseSinceMs, waitingFor: beat?.waitingFor ?? [], heardMs };
    });
    const { result, reason } = whoStalls(nowMs, { lastCommitMs: this.#sinceMs, processes }, { stallMs });
    if (result === null) return { result: null, reason };
    return { result: { culprit: result.culprit, limitReached: this.#withoutCommitMs > limitMs }, reason };
  }

  #checkFencing(waitedMs: number, state: CoordinatorState): Decision<StallReport | null> {
    if (waitedMs <= stallMs) return { result: null, reason: "promises are coming in" };
    const { generation, replies } = state.fencing ?? { generation: 0, replies: new Map() };
    const silent = serversOf(state)
      .filter(({ hello }) => !replies.has(hello.name))
      .map(({ hello, beat }) => `${hello.name} (last heard of: ${phaseOf(beat)} of step ${beat?.version ?? 0})`);
    return {
      result: { culprit: null, limitReached: waitedMs > limitMs },
      reason: `for ${Math.round(waitedMs / 1000)} s the coordinator has awaited the promise of generation ${generation} from ${silent.join(" and ")}, connected but not answering`,
    };
  }
}

/** All servers have the last version: nothing is committed any more. */
function haveEnded({ members }: CoordinatorState, roster: Roster): boolean {
  return roster.servers.every(({ name }) => members.get(name)?.beat?.phase === endedPhase);
}

const phaseOf = (beat: Beat | null): string => beat?.phase || "nothing told";

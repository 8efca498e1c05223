import type { EpochResult, RunEvent, RunProgress, RunSettings, RunSummary } from "@lockstep/core";
import type { MembershipLoop } from "./membership-loop.ts";

/** `GET /status`: where the run stands, for people and dashboards. */
export interface RunStatus {
  readonly runId: string;
  readonly recipe: string;
  readonly state: "waiting" | "changing" | "training" | "finished";
  /** why no generation is open; empty if one is */
  readonly waitingFor: string;
  readonly generation: number;
  /** version that the open generation started from; null while none is open */
  readonly start: number | null;
  readonly reason: string;
  readonly members: readonly MemberStatus[];
  readonly progress: RunProgress;
  readonly epochs: readonly EpochResult[];
  /** latest last */
  readonly alarms: readonly { readonly time: string; readonly message: string }[];
  readonly summary: RunSummary | null;
}

export interface MemberStatus {
  readonly name: string;
  readonly role: "worker" | "parameter-server";
  readonly address: string;
  /** null: not a rank of the open generation */
  readonly rank: number | null;
  readonly generation: number;
  readonly version: number;
  readonly phase: string;
  readonly waitingFor: readonly string[];
  /** since it was heard last */
  readonly silentMs: number;
}

const maxAlarms = 50;

/** Keeps of the events what a watcher who comes later wants to know. */
export class StatusBoard {
  readonly #epochs = new Map<number, EpochResult>();
  #alarms: { readonly time: string; readonly message: string }[] = [];
  #summary: RunSummary | null = null;

  note(event: RunEvent): void {
    if (event.type === "epoch") this.#epochs.set(event.epoch.epoch, event.epoch);
    if (event.type === "finished") this.#summary = event.summary;
    if (event.type === "alarm")
      this.#alarms = [...this.#alarms, { time: new Date().toISOString(), message: event.message }].slice(-maxAlarms);
  }

  status(
    run: { readonly runId: string; readonly settings: RunSettings },
    loop: MembershipLoop,
    progress: RunProgress,
    nowMs: number,
  ): RunStatus {
    const { roster, fencing, generation } = loop.state;
    return {
      runId: run.runId,
      recipe: run.settings.recipe,
      state: stateOf(loop),
      waitingFor: loop.waitingFor,
      generation: roster?.generation ?? generation,
      start: roster?.start ?? null,
      reason: fencing?.reason ?? roster?.reason ?? "",
      members: memberStatuses(loop, nowMs),
      progress,
      epochs: [...this.#epochs.values()].toSorted((a, b) => a.epoch - b.epoch),
      alarms: this.#alarms,
      summary: this.#summary,
    };
  }
}

function stateOf(loop: MembershipLoop): RunStatus["state"] {
  if (loop.finished) return "finished";
  if (loop.state.fencing !== null) return "changing";
  return loop.state.roster === null || loop.waitingFor !== "" ? "waiting" : "training";
}

function memberStatuses(loop: MembershipLoop, nowMs: number): readonly MemberStatus[] {
  const { roster, members } = loop.state;
  return [...members.values()].map(({ hello, beat, heardMs }) => {
    const rank = roster?.ranks.findIndex((candidate) => candidate.name === hello.name) ?? -1;
    return {
      name: hello.name,
      role: hello.role,
      address: hello.address,
      rank: rank < 0 ? null : rank,
      generation: beat?.generation ?? 0,
      version: beat?.version ?? 0,
      phase: beat?.phase ?? "",
      waitingFor: beat?.waitingFor ?? [],
      silentMs: Math.round(nowMs - heardMs),
    };
  });
}

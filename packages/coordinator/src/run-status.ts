import type {
  EpochFigures,
  ParameterServerStatus,
  RunAlarm,
  RunEvent,
  RunProgress,
  RunStatus,
  RunFigures,
  WorkerStatus,
} from "@lockstep/core";
import type { CoordinatorState } from "./coordinator-state.ts";
import type { MembershipLoop } from "./membership-loop.ts";

const maxEpochs = 500;
const maxAlarms = 50;

/** Where the board looks when it is asked; nothing is worked out before. */
export interface StatusSources {
  readonly runId: string;
  readonly recipe: string;
  /** of the data */
  readonly classes: number;
  readonly loop: Pick<MembershipLoop, "state" | "waitingFor" | "finished">;
  readonly progress: () => RunProgress;
  /** samples of a worker's shards in the committed steps */
  readonly workerSamples: (name: string) => number;
  readonly startedMs: number;
  /** monotonic clock, ms */
  readonly now: () => number;
}

/** Keeps of the events what a watcher who comes later wants to know, a bounded part of it, and puts the whole status together. */
export class StatusBoard {
  #epochs: Readonly<Record<string, EpochFigures>> = {};
  #alarms: Readonly<Record<string, RunAlarm>> = {};
  #alarmCount = 0;
  #summary: RunFigures | null = null;

  note(event: RunEvent): void {
    // Reports of many classes would be too much for a watcher: metrics.jsonl and summary.json have them.
    if (event.type === "epoch") {
      const { testReport: _test, validationReport: _validation, ...figures } = event.epoch;
      this.#epochs = latest({ ...this.#epochs, [figures.epoch]: figures }, maxEpochs);
    }
    if (event.type === "finished") {
      const { testReport: _test, validationReport: _validation, classNames: _names, ...figures } = event.summary;
      this.#summary = figures;
    }
    if (event.type === "alarm") {
      this.#alarmCount += 1;
      const alarm: RunAlarm = { time: new Date().toISOString(), message: event.message, over: null };
      this.#alarms = latest({ ...this.#alarms, [this.#alarmCount]: alarm }, maxAlarms);
    }
    if (event.type === "alarm-over") this.#endAlarm(event.message);
  }

  #endAlarm(message: string): void {
    const number = Object.keys(this.#alarms).findLast((key) => this.#alarms[key]?.message === message);
    const alarm = number === undefined ? undefined : this.#alarms[number];
    if (number === undefined || alarm === undefined) return;
    this.#alarms = { ...this.#alarms, [number]: { ...alarm, over: new Date().toISOString() } };
  }

  status(sources: StatusSources): RunStatus {
    const { runId, recipe, classes, loop, startedMs, now } = sources;
    const { roster, fencing, generation } = loop.state;
    const { workers: _workers, ...progress } = sources.progress();
    return {
      runId,
      recipe,
      classes,
      state: stateOf(loop),
      waitingFor: loop.waitingFor,
      generation: roster?.generation ?? generation,
      start: roster?.start ?? null,
      reason: fencing?.reason ?? roster?.reason ?? "",
      uptimeSeconds: wholeSeconds(now() - startedMs),
      progress,
      workers: workersOf(sources),
      parameterServers: parameterServersOf(sources),
      epochs: this.#epochs,
      alarms: this.#alarms,
      alarmCount: this.#alarmCount,
      summary: this.#summary,
    };
  }
}

/** Those with the highest numbers; an object has keys that are whole numbers in ascending order. */
function latest<T>(entries: Readonly<Record<string, T>>, limit: number): Readonly<Record<string, T>> {
  const all = Object.entries(entries);
  return all.length <= limit ? entries : Object.fromEntries(all.slice(-limit));
}

function stateOf(loop: StatusSources["loop"]): RunStatus["state"] {
  if (loop.finished) return "finished";
  if (loop.state.fencing !== null) return "changing";
  return loop.state.roster === null || loop.waitingFor !== "" ? "waiting" : "training";
}

function workersOf({ loop, workerSamples, now }: StatusSources): RunStatus["workers"] {
  const { roster, members } = loop.state;
  const statuses = new Map<string, WorkerStatus>();
  for (const [rank, { name, address, shards }] of (roster?.ranks ?? []).entries()) {
    statuses.set(name, { ...memberStatus(loop.state, name, address, now()), rank, shards, samples: workerSamples(name) });
  }
  for (const [name, member] of members) {
    if (member.hello.role !== "worker" || statuses.has(name)) continue;
    statuses.set(name, { ...memberStatus(loop.state, name, "", now()), rank: null, shards: [], samples: workerSamples(name) });
  }
  return Object.fromEntries(statuses);
}

function parameterServersOf({ loop, now }: StatusSources): RunStatus["parameterServers"] {
  const { roster, members } = loop.state;
  const statuses = new Map<string, ParameterServerStatus>();
  for (const [range, { name, address }] of (roster?.servers ?? []).entries()) {
    const member = members.get(name);
    statuses.set(name, { ...memberStatus(loop.state, name, address, now()), range, snapshots: member?.beat?.snapshots ?? [] });
  }
  for (const [name, member] of members) {
    if (member.hello.role !== "parameter-server" || statuses.has(name)) continue;
    statuses.set(name, {
      ...memberStatus(loop.state, name, "", now()),
      range: member.hello.range,
      snapshots: member.beat?.snapshots ?? [],
    });
  }
  return Object.fromEntries(statuses);
}

type MemberPart = Omit<WorkerStatus, "rank" | "shards" | "samples">;

/** @param address of the roster, for a member that has no session */
function memberStatus({ members, departed }: CoordinatorState, name: string, address: string, nowMs: number): MemberPart {
  const member = members.get(name);
  if (member === undefined) {
    const gone = departed.get(name);
    return {
      address,
      connected: false,
      generation: gone?.beat?.generation ?? 0,
      version: gone?.beat?.version ?? 0,
      phase: "away",
      phaseSeconds: gone === undefined ? 0 : wholeSeconds(nowMs - gone.sinceMs),
      waitingFor: [],
      silentSeconds: 0,
    };
  }
  const { hello, beat, phaseSinceMs, heardMs } = member;
  return {
    address: hello.address,
    connected: true,
    generation: beat?.generation ?? 0,
    version: beat?.version ?? 0,
    phase: beat?.phase ?? "",
    phaseSeconds: wholeSeconds(nowMs - phaseSinceMs),
    waitingFor: beat?.waitingFor ?? [],
    silentSeconds: wholeSeconds(nowMs - heardMs),
  };
}

const wholeSeconds = (ms: number): number => Math.floor(ms / 1000);

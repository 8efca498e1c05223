import type { EpochFigures, RunProgress } from "../run/events.ts";
import type { RunFigures } from "../run/summary.ts";

/**
 * Where a run stands, for people and dashboards: what `GET /status` answers and `/feed` keeps up to date. Nothing but JSON; a number that
 * JSON does not know (a loss that is none any more) arrives as null. What comes and goes has a key, so that a change names only itself.
 */
export interface RunStatus {
  readonly runId: string;
  readonly recipe: string;
  /** of its data; 0: there are none, and every accuracy is null */
  readonly classes: number;
  readonly state: "waiting" | "changing" | "training" | "finished";
  /** why no generation is open; empty if one is */
  readonly waitingFor: string;
  readonly generation: number;
  /** version that the open generation started from; null while none is open */
  readonly start: number | null;
  /** why the generation was opened, or is about to be */
  readonly reason: string;
  /** whole seconds since the coordinator process started: a feed in which this stands still is stuck */
  readonly uptimeSeconds: number;
  readonly progress: Omit<RunProgress, "workers">;
  /** by name: the ranks of the open generation and everybody else with a session */
  readonly workers: Readonly<Record<string, WorkerStatus>>;
  /** by name */
  readonly parameterServers: Readonly<Record<string, ParameterServerStatus>>;
  /** by 0-based epoch, the latest 500 */
  readonly epochs: Readonly<Record<string, EpochFigures>>;
  /** by number, from 1; the latest 50 */
  readonly alarms: Readonly<Record<string, RunAlarm>>;
  /** alarms since the coordinator process started */
  readonly alarmCount: number;
  readonly summary: RunFigures | null;
}

interface MemberStatus {
  readonly address: string;
  /** has a session now */
  readonly connected: boolean;
  /** generation that the process works in; 0: none yet */
  readonly generation: number;
  /** version of the parameters it stands at, or stood at when it was heard last */
  readonly version: number;
  /** "away": it has no session */
  readonly phase: string;
  /** whole seconds since it has been in this phase at this version, or away */
  readonly phaseSeconds: number;
  readonly waitingFor: readonly string[];
  /** whole seconds since it was heard last */
  readonly silentSeconds: number;
}

export interface WorkerStatus extends MemberStatus {
  /** null: not a rank of the open generation */
  readonly rank: number | null;
  /** that it executes; empty for a spare */
  readonly shards: readonly number[];
  /** samples of its shards in the committed steps */
  readonly samples: number;
}

export interface ParameterServerStatus extends MemberStatus {
  readonly range: number;
  /** versions of its good snapshots */
  readonly snapshots: readonly number[];
}

export interface RunAlarm {
  /** ISO 8601 */
  readonly time: string;
  readonly message: string;
  /** when what it tells of was over, ISO 8601; null: it lasts, or it tells of something that happened once */
  readonly over: string | null;
}

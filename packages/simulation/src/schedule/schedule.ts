import type { DiskOperation } from "../disk/volume.ts";

/** What may happen to a run. Times in simulated ms; targets are process names. */
export type Fault = { readonly atMs: number } & (
  | { readonly kind: "kill"; readonly target: string; readonly restartMs: number }
  /** the process dies, and with it everything on its disk that was not made durable; `torn`: a part of a last write may survive */
  | { readonly kind: "machine-crash"; readonly target: string; readonly restartMs: number; readonly torn: boolean }
  | { readonly kind: "pause"; readonly target: string; readonly forMs: number }
  /** nothing goes from `from` to `to`; `both`: and back; `dataOnly`: sessions with the coordinator do not suffer */
  | {
      readonly kind: "cut";
      readonly from: string;
      readonly to: string;
      readonly both: boolean;
      readonly dataOnly: boolean;
      readonly forMs: number;
    }
  | { readonly kind: "isolate"; readonly target: string; readonly forMs: number }
  /** all connections of a process are reset */
  | { readonly kind: "reset"; readonly target: string }
  /** a worker of a new name comes */
  | { readonly kind: "join"; readonly target: string }
  /** SIGTERM; comes back after `restartMs`, or never if that is 0 */
  | { readonly kind: "stop"; readonly target: string; readonly restartMs: number }
  /** kill -9 of everything at once */
  | { readonly kind: "kill-all"; readonly machines: boolean; readonly restartMs: number }
  | { readonly kind: "disk-full"; readonly target: string; readonly forMs: number }
  /** the next operation of one kind fails with EIO */
  | { readonly kind: "disk-error"; readonly target: string; readonly operation: DiskOperation }
  /**
   * One bit of one of the snapshots of a server (`which`: 0 is the newest; both are counted around), which is then killed, unless restartMs
   * is 0.
   */
  | { readonly kind: "bit-flip"; readonly target: string; readonly which: number; readonly bit: number; readonly restartMs: number }
  /** the coordinator dies and comes back with an empty disk */
  | { readonly kind: "lose-journal"; readonly restartMs: number }
  /** a second process of the same role and disk is started while the first one is paused, or alive if `pauseMs` is 0 */
  | { readonly kind: "second"; readonly target: string; readonly pauseMs: number }
  /** the wall clock of all machines is set */
  | { readonly kind: "wall-clock"; readonly byMs: number }
);

export type FaultKind = Fault["kind"];

/** A whole schedule, as plain data: the same schedule always gives the same story. */
export interface Schedule {
  /** seeds the chance inside the run: latencies, order, torn writes */
  readonly seed: number;
  /** which of the tiny tasks */
  readonly task: number;
  /** K */
  readonly parameterServers: number;
  /** at the start */
  readonly workers: number;
  readonly snapshotEverySteps: number;
  readonly chunkBytes: number;
  readonly pieceElements: number;
  /** P is cut into many small slices; else the ranges of a real run, most of them empty */
  readonly fineCuts: boolean;
  /** a process that starts again has the address of the one before */
  readonly stableAddresses: boolean;
  /** gradients are the same each time they are computed; else as on a GPU */
  readonly deterministic: boolean;
  /** longest computation of a gradient, ms; most are much shorter */
  readonly slowestStepMs: number;
  /** by range, then the coordinator: how many times as long as usual its disk takes */
  readonly diskSlowness: readonly number[];
  /** more changes of membership than this after the last fault are a run that does not settle */
  readonly mostLateGenerations: number;
  /** the run must be finished by then; null: some time after the last fault is over */
  readonly finishByMs: number | null;
  readonly faults: readonly Fault[];
}

/** Until when a fault lasts: its own end, or the start of what it ended. */
function endOf(fault: Fault): number {
  if ("restartMs" in fault) return fault.atMs + fault.restartMs;
  if ("forMs" in fault) return fault.atMs + fault.forMs;
  return "pauseMs" in fault ? fault.atMs + fault.pauseMs : fault.atMs;
}

/** When the last fault is over. */
export function faultsEndMs({ faults }: Schedule): number {
  return faults.reduce((end, fault) => Math.max(end, endOf(fault)), 0);
}

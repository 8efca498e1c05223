import type { ClassificationReport } from "../metrics/classification-report.ts";
import type { RunSummary } from "./summary.ts";

/** What the coordinator tells whoever started it (the launcher over its IPC channel; a log line in a cluster). */
export type RunEvent =
  | { readonly type: "listening"; readonly address: string; readonly httpAddress: string | null }
  | { readonly type: "member"; readonly name: string; readonly state: "joined" | "left"; readonly reason: string }
  | {
      readonly type: "generation";
      readonly generation: number;
      readonly start: number;
      readonly reason: string;
      readonly workers: readonly string[];
    }
  | { readonly type: "progress"; readonly progress: RunProgress }
  | { readonly type: "epoch"; readonly epoch: EpochResult }
  | { readonly type: "alarm"; readonly message: string }
  /** what an alarm told of is no longer so; `message` is that of the alarm */
  | { readonly type: "alarm-over"; readonly message: string }
  /** told by the launcher itself: a process of its has ended before the run, or was started again */
  | { readonly type: "process"; readonly name: string; readonly state: "crashed" | "left" | "restarted"; readonly reason: string }
  /** told by the launcher itself: which faults it will inject on purpose, and at the end which it has and which it has not */
  | {
      readonly type: "chaos";
      readonly state: "planned" | "done";
      /** null: the faults were not drawn at random */
      readonly seed: number | null;
      readonly faults: readonly string[];
      readonly missed: readonly string[];
    }
  /** told by the launcher itself: a fault that it has injected on purpose, or one that has lasted as long as it should */
  | { readonly type: "fault"; readonly state: "injected" | "ended"; readonly fault: string; readonly reason: string }
  /** the run can never be finished: every process ends, with exit code 10 */
  | { readonly type: "aborted"; readonly reason: string }
  | { readonly type: "finished"; readonly summary: RunSummary };

/** Where the run stands; taken from the ledger of parameter server 0, a few times a second. */
export interface RunProgress {
  /** 0-based */
  readonly epoch: number;
  readonly epochs: number;
  /** steps committed */
  readonly step: number;
  /** steps of the whole run */
  readonly steps: number;
  /** mean loss and accuracy over the training samples of the current epoch so far; without classes there is no accuracy: null */
  readonly loss: number;
  readonly accuracy: number | null;
  readonly samplesPerSecond: number;
  readonly etaSeconds: number;
  readonly workers: readonly WorkerProgress[];
}

export interface WorkerProgress {
  readonly name: string;
  readonly rank: number;
  readonly shards: readonly number[];
  readonly version: number;
  readonly phase: string;
  /** samples of this worker's shards in the committed steps */
  readonly samples: number;
}

/** How the training of an epoch went and what it led to, in a few numbers: means over the samples. Without classes each accuracy is null. */
export interface EpochFigures {
  /** 0-based epoch that ended */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly trainAccuracy: number | null;
  readonly testLoss: number;
  readonly testAccuracy: number | null;
  /** only in a run that holds samples back */
  readonly validationLoss?: number;
  readonly validationAccuracy?: number | null;
}

/** The same with what the confusion matrices tell. */
export interface EpochResult extends EpochFigures {
  readonly testReport: ClassificationReport;
  /** only in a run that holds samples back */
  readonly validationReport?: ClassificationReport;
}

import type { ClassificationReport } from "../metrics/classification-report.ts";

/** `summary.json` of a run folder. Percentages are fractions 0..1; without classes each accuracy is null. */
export interface RunSummary {
  readonly runId: string;
  readonly recipe: string;
  readonly recipeHash: string;
  readonly seed: number;
  readonly shards: number;
  readonly batchSize: number;
  /** that were asked for; a run that ended early has had fewer */
  readonly epochs: number;
  /** training steps that the run has had */
  readonly steps: number;
  /** only in a run that early stopping has ended before its last epoch */
  readonly endedEarly?: EarlyEnd;
  readonly parameterServers: number;
  readonly workersAtEnd: number;
  readonly generations: number;
  readonly backend: string;
  readonly backendVersion: string;
  readonly testAccuracy: number | null;
  readonly testLoss: number;
  readonly trainLoss: number;
  /** only in a run that holds samples back */
  readonly validationAccuracy?: number | null;
  readonly validationLoss?: number;
  /** null: the run holds nothing back, or no validation loss is a finite number */
  readonly best: BestModel | null;
  /** what the data call each class, from 0 on; absent: they are called by their numbers, or there are none */
  readonly classNames?: readonly string[];
  readonly testReport: ClassificationReport;
  /** only in a run that holds samples back */
  readonly validationReport?: ClassificationReport;
  /** SHA-256 of the flat little-endian float32 parameters, hex */
  readonly weightsHash: string;
  /** without those of skipped steps */
  readonly samplesApplied: number;
  /** steps that changed nothing, because the loss or the gradient of a shard was not finite ({@link RunSettings.nonFinite}) */
  readonly skippedSteps: number;
  readonly ledgerOk: boolean;
  /** in which a coordinator was there, over all the times that it was started; of an earlier time up to its last step */
  readonly wallSeconds: number;
  /** of these, in which steps followed each other */
  readonly trainSeconds: number;
  /** over trainSeconds */
  readonly samplesPerSecond: number;
  /** over the latest 10,000 steps that the last coordinator saw */
  readonly stepMs: { readonly p50: number; readonly p90: number; readonly p99: number };
  /** mean milliseconds a step, over the ranks' own clocks */
  readonly phaseMs: { readonly gradient: number; readonly reduceScatter: number; readonly commit: number; readonly allGather: number };
}

/** The end of a run by {@link RunSettings.earlyStop}. */
export interface EarlyEnd {
  /** epochs that the run has had */
  readonly epochs: number;
  readonly reason: string;
}

/** The version with the lowest validation loss, kept in `model-best/`. */
export interface BestModel {
  /** 0-based epoch whose end it is */
  readonly epoch: number;
  readonly version: number;
  readonly validationLoss: number;
  readonly validationAccuracy: number | null;
  readonly testLoss: number;
  readonly testAccuracy: number | null;
  /** as that of the summary; null: a parameter server has lost its part, so that there is no such model */
  readonly weightsHash: string | null;
}

/** A summary without what takes much room when there are many classes. */
export type RunFigures = Omit<RunSummary, "testReport" | "validationReport" | "classNames">;

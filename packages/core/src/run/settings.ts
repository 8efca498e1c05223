import type { EarlyStopSettings } from "../metrics/early-stop-settings.ts";
import type { ClipSettings } from "../optimizer/clip-settings.ts";
import type { ScheduleSettings } from "../optimizer/schedule-settings.ts";

/** Name and hyper-parameters of the optimizer; what a name does not use is left out. */
export interface OptimizerSettings {
  readonly name: "sgd" | "momentum" | "rmsprop" | "adam" | "adamw";
  /** the highest of the run, where a schedule moves it */
  readonly learningRate: number;
  /** momentum: default 0.9 */
  readonly momentum?: number;
  /** rmsprop: discounting factor, default 0.9 */
  readonly decay?: number;
  /** adam, adamw: default 0.9 */
  readonly beta1?: number;
  /** adam, adamw: default 0.999 */
  readonly beta2?: number;
  /** adam, adamw: default 1e-8; rmsprop: 1e-7 */
  readonly epsilon?: number;
  /** adamw: decoupled weight decay, default 0.01; others: L2 regularisation, added to the gradient, default 0 */
  readonly weightDecay?: number;
}

export type BackendName = "tfjs-node-gpu" | "tfjs-node" | "wasm" | "cpu";

/**
 * Everything about a run that all its processes must agree on. Made by the launcher (or from the file that Kubernetes mounts),
 * held by the coordinator, handed to every member by `Coordinator.Describe` as canonical JSON.
 */
export interface RunSettings {
  /** name of a recipe of `@lockstep/recipes`, or path of a module that exports one */
  readonly recipe: string;
  /** what `--set key=value` changed in the recipe */
  readonly overrides: Readonly<Record<string, string>>;
  /** 0 .. 2^32 - 1; shuffles, initial values, every random number */
  readonly seed: number;
  /** V: shards of the data and of each step's gradient; part of the recipe, not of the cluster */
  readonly shards: number;
  /** samples a step over all shards; a multiple of `shards` */
  readonly batchSize: number;
  readonly epochs: number;
  /** K: processes that hold a range of the parameters each */
  readonly parameterServers: number;
  /** workers that must be ready before a generation is opened */
  readonly minWorkers: number;
  /** a snapshot is taken of every version that is a multiple of this, and of the last */
  readonly snapshotEverySteps: number;
  readonly optimizer: OptimizerSettings;
  /** how the learning rate moves; default: it stays */
  readonly schedule?: ScheduleSettings;
  /** default: gradients are not clipped */
  readonly clip?: ClipSettings;
  /**
   * A shard's part of a step is computed in so many batches one after the other, so that the kernels need memory for batchSize / accumulate
   * samples at a time. A divisor of batchSize / shards; default 1
   */
  readonly accumulate?: number;
  /** folder with four IDX files instead of the recipe's own data; null: the recipe's */
  readonly data: string | null;
  /** "auto": the best that is available where the first worker runs; all workers must then have the same */
  readonly backend: BackendName | "auto";
  readonly allowMixedBackends: boolean;
  /**
   * What becomes of a step in which the loss or the gradient of a shard is NaN, infinite or so large that the sum over the shards could be.
   * "stop": the run ends, naming step and shard. "skip": the step changes nothing (parameters, optimizer and its count of updates stay as
   * they are), and its samples count as not applied; only if the parameters are not finite either, the run ends.
   */
  readonly nonFinite: "stop" | "skip";
  /**
   * SHA-256, hex, of the safetensors file in the run folder from which tensors take their first values, by name and shape; absent: all are
   * random, from the seed.
   */
  readonly initialValues?: string;
  /** Names of layers whose parameters are never changed; `*` stands for any characters. Absent: none. */
  readonly freeze?: readonly string[];
  /**
   * Part of the training samples that is held back, above 0 and below 1: never trained on, evaluated at the end of every epoch like the
   * test set. Absent: all are trained on.
   */
  readonly validation?: number;
  /**
   * Ends the run before its last epoch, with the first version by whose validation it is to end ({@link stopsEarly}). Needs samples that are
   * held back. Absent: it has all its epochs.
   */
  readonly earlyStop?: EarlyStopSettings;
}

import { dealShards, dealTestShards, layoutJson, makeLayout, runOptimizer, sampleDigests, stepsPerEpoch, totalSteps } from "@lockstep/core";
import type { Dataset, Layout, Optimizer, OptimizerSettings, RunSettings, Samples, ScheduleSettings, ShardSamples } from "@lockstep/core";

/** What is trained in a schedule; everything that decides the bits of the result. */
export interface TaskShape {
  readonly seed: number;
  /** P */
  readonly parameters: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly optimizer: OptimizerSettings;
  /** of the learning rate; default: it stays */
  readonly schedule?: ScheduleSettings;
  /** steps in which the gradient of one shard is not finite: they are skipped */
  readonly brokenSteps: readonly number[];
  /** absent: nothing is held back, and the run has all its epochs */
  readonly early?: EarlyEndShape;
}

/** A run that early stopping ends. */
export interface EarlyEndShape {
  /** of each epoch, whatever the parameters are */
  readonly validationLosses: readonly number[];
  readonly patience: number;
  /** with which it ends */
  readonly epochs: number;
}

/** Whose gradient is not finite in a broken step, and which element of it. */
export const brokenPlace = { shard: 1, element: 5 } as const;

/** V of all tiny tasks */
export const shardCount = 4;
export const classCount = 3;
const featureBytes = 2;
/** Fewer than shards: one has none. */
const validationSamples = 3;

/** A data set and a model so small that a whole run takes milliseconds, dealt out by the product's own plan. */
export class TinyTask {
  readonly shape: TaskShape;
  readonly dataset: Dataset;
  readonly layout: Layout;
  readonly layoutJson: string;
  readonly stepsPerEpoch: number;
  /** N */
  readonly steps: number;
  /** number of the closing step: N, or less */
  readonly end: number;
  readonly #shards: ReadonlyMap<string, ShardSamples>;

  constructor(shape: TaskShape) {
    const { seed, parameters, trainSamples, testSamples, batchSize, epochs, early } = shape;
    this.shape = shape;
    this.dataset = {
      name: "tiny",
      featureShape: [featureBytes],
      classes: classCount,
      train: samplesOf(trainSamples, seed),
      test: samplesOf(testSamples, seed + 1),
      ...(early && { validation: samplesOf(validationSamples, seed + 2) }),
    };
    // Two tensors, so that ranges and slices do not end where tensors do.
    const kernel = Math.floor(parameters / 3) * 2;
    this.layout = makeLayout([
      { name: "kernel", shape: [2, kernel / 2], initializer: { kind: "glorotUniform" }, update: "optimizer" },
      { name: "bias", shape: [parameters - kernel], initializer: { kind: "uniform", min: -0.5, max: 0.5 }, update: "optimizer" },
    ]);
    this.layoutJson = layoutJson(this.layout);
    this.stepsPerEpoch = stepsPerEpoch(trainSamples, batchSize, shardCount);
    this.steps = totalSteps(epochs, this.stepsPerEpoch);
    this.end = totalSteps(early?.epochs ?? epochs, this.stepsPerEpoch);
    this.#shards = new Map([
      ...shardsOf("train", this.dataset.train, dealShards(trainSamples, shardCount, seed)),
      ...shardsOf("test", this.dataset.test, dealTestShards(testSamples, shardCount)),
    ]);
  }

  /** What a coordinator would send a worker. */
  samplesOf(split: "train" | "test", shard: number): ShardSamples {
    const samples = this.#shards.get(`${split} ${shard}`);
    if (samples === undefined) throw new RangeError(`no ${split} shard ${shard}`);
    return samples;
  }

  /** What makes an update of the parameters. */
  optimizer(): Optimizer {
    return runOptimizer(this.shape, this.stepsPerEpoch);
  }

  settings({ parameterServers, snapshotEverySteps }: Pick<RunSettings, "parameterServers" | "snapshotEverySteps">): RunSettings {
    const { seed, batchSize, epochs, optimizer, schedule, early } = this.shape;
    return {
      recipe: "tiny",
      overrides: {},
      seed,
      shards: shardCount,
      batchSize,
      epochs,
      parameterServers,
      minWorkers: 1,
      snapshotEverySteps,
      optimizer,
      ...(schedule !== undefined && { schedule }),
      data: null,
      backend: "cpu",
      allowMixedBackends: false,
      nonFinite: this.shape.brokenSteps.length > 0 ? "skip" : "stop",
      ...(early && { validation: 0.1, earlyStop: { patience: early.patience } }),
    };
  }
}

function samplesOf(count: number, seed: number): Samples {
  const byteAt = (at: number): number => (Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(seed + 7, 0x85ebca6b)) >>> 24;
  return {
    count,
    features: Uint8Array.from({ length: count * featureBytes }, (_, at) => byteAt(at)),
    labels: Uint8Array.from({ length: count }, (_, at) => byteAt(at + 100_000) % classCount),
  };
}

function shardsOf(split: string, { features, labels, count }: Samples, shards: readonly Uint32Array[]): [string, ShardSamples][] {
  const digests = sampleDigests({ count, features, labels });
  const rows = (bytes: Uint8Array, width: number, ids: Uint32Array): Uint8Array =>
    Uint8Array.from(
      { length: ids.length * width },
      (_, at) => bytes[(ids[Math.floor(at / width)] as number) * width + (at % width)] as number,
    );
  return shards.map((ids, shard) => [
    `${split} ${shard}`,
    {
      count: ids.length,
      ids,
      features: rows(features, featureBytes, ids),
      labels: rows(labels, 1, ids),
      digests: rows(digests, 32, ids),
    },
  ]);
}

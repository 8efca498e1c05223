import {
  dealShards,
  dealTestShards,
  sampleDigests,
  type Dataset,
  type RunSettings,
  type Samples,
  type ShardSamples,
} from "@lockstep/core/local";
import { findRecipe, loadDataset } from "@lockstep/recipes";
import type { DataShape } from "./step-gradient.ts";

/** A small run on the first samples of the real MNIST. */
export interface MnistRun {
  readonly settings: RunSettings;
  readonly data: DataShape;
  /** by shard */
  readonly samples: readonly ShardData[];
}

export interface ShardData {
  readonly train: ShardSamples;
  readonly test: ShardSamples;
  readonly validation?: ShardSamples;
}

/** The samples of one shard. */
export function shardOf({ samples }: MnistRun, shard: number): ShardData {
  const data = samples[shard];
  if (data === undefined) throw new RangeError(`no shard ${shard} of ${samples.length}`);
  return data;
}

let mnist: Promise<Dataset> | undefined;

export async function mnistRun(
  change: Partial<RunSettings> = {},
  {
    trainSamples = 600,
    testSamples = 300,
    validationSamples = 0,
  }: { trainSamples?: number; testSamples?: number; validationSamples?: number } = {},
): Promise<MnistRun> {
  const settings: RunSettings = {
    recipe: "mnist-mlp-128",
    overrides: {},
    seed: 3,
    shards: 4,
    batchSize: 128,
    epochs: 2,
    parameterServers: 1,
    minWorkers: 1,
    snapshotEverySteps: 100,
    optimizer: { name: "adam", learningRate: 1e-3 },
    data: null,
    backend: "wasm",
    allowMixedBackends: false,
    nonFinite: "stop",
    ...change,
  };
  mnist ??= findRecipe("mnist-mlp-128").then((recipe) => loadDataset(recipe, settings));
  const { train, test, featureShape, classes } = await mnist;
  const testIds = dealTestShards(testSamples, settings.shards);
  const validationIds = dealTestShards(validationSamples, settings.shards);
  const held = validationSamples > 0;
  return {
    settings,
    data: { trainSamples, testSamples, ...(held && { validationSamples }), featureShape, classes },
    samples: dealShards(trainSamples, settings.shards, settings.seed).map((ids, shard) => ({
      train: pick(train, ids),
      test: pick(test, testIds[shard] as Uint32Array),
      // From the test set's end: other images than those above.
      ...(held && { validation: withIds(pick(test, fromEnd(test.count, validationIds[shard])), validationIds[shard]) }),
    })),
  };
}

const fromEnd = (count: number, ids: Uint32Array | undefined): Uint32Array => Uint32Array.from(ids ?? [], (id) => count - 1 - id);
const withIds = (samples: ShardSamples, ids: Uint32Array = new Uint32Array()): ShardSamples => ({ ...samples, ids });

function pick(samples: Samples, ids: Uint32Array): ShardSamples {
  const featureBytes = samples.features.length / samples.count;
  const features = new Uint8Array(ids.length * featureBytes);
  const labels = new Uint8Array(ids.length);
  for (const [i, id] of ids.entries()) {
    features.set(samples.features.subarray(id * featureBytes, (id + 1) * featureBytes), i * featureBytes);
    labels[i] = samples.labels[id] as number;
  }
  const picked = { count: ids.length, features, labels };
  return { ...picked, ids, digests: sampleDigests(picked) };
}

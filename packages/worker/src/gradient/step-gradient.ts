import {
  allocateVectors,
  Augmenter,
  dealTestShards,
  firstNonFinite,
  isLeaf,
  largestGradient,
  LockstepError,
  scratchVectorsFor,
  ShardPlan,
  stepPosition,
  sumSubtree,
  totalSteps,
  type Augmentation,
  type NonFinitePlace,
  sampleBytes,
  type RunSettings,
  type SampleFormat,
  type ShardContribution,
  type ShardSamples,
  type Subtree,
} from "@lockstep/core/local";
import { accumulatedGradient } from "./accumulated-gradient.ts";
import { evaluateShard } from "./evaluate-shard.ts";
import { ShardBatches } from "./shard-batches.ts";
import type { ModelContext } from "./shard-gradient.ts";

/** Sizes of the run's data set, and how its samples are read. */
export interface DataShape extends SampleFormat {
  readonly trainSamples: number;
  readonly testSamples: number;
  /** held back from the training samples; absent: none */
  readonly validationSamples?: number;
}

/** A maximal subtree of the canonical sum that a worker's shards cover, and the vector for the sum over it. */
export interface SubtreeRoot {
  readonly subtree: Subtree;
  readonly vector_P: Float32Array;
}

/** What one step of a worker gave; the gradient sums are in the roots. */
export interface StepGradientResult {
  /** one for each shard of the subtrees, ascending */
  readonly contributions: readonly ShardContribution[];
  readonly computeMs: number;
  /** 0 in a step that evaluates nothing */
  readonly evaluationMs: number;
}

interface LoadedShard {
  readonly train: ShardSamples;
  readonly test: ShardSamples;
  readonly validation: ShardSamples | undefined;
}

export interface StepGradientOptions {
  readonly settings: RunSettings;
  readonly data: DataShape;
  /** what the contributions say who computed them */
  readonly workerName: string;
  /** P */
  readonly parameterCount: number;
  readonly context: ModelContext;
  /** of training samples; null: none */
  readonly augmentation: Augmentation | null;
}

/**
 * One step's part of a worker: the gradients of its shards, summed along the canonical tree into the roots of its subtrees, and what each
 * shard contributed. Which samples a step takes follows from (seed, step, shard), so that any worker that holds a shard computes the same
 * bits.
 */
export class StepGradient {
  readonly #options: StepGradientOptions;
  readonly #plan: ShardPlan;
  readonly #batches: ShardBatches;
  readonly #totalSteps: number;
  readonly #gradientLimit: number;
  readonly #shards = new Map<number, LoadedShard>();
  /** for the deepest subtree so far; where a shard takes several batches, the last one is for those after the first */
  #vectors: readonly Float32Array[] = [];
  /** samples of a shard that are computed at a time */
  readonly #perBatch: number;

  /** @throws LockstepError "configuration" if the samples cannot be augmented so */
  constructor(options: StepGradientOptions) {
    const { settings, data, augmentation } = options;
    this.#options = options;
    this.#plan = new ShardPlan({ samples: data.trainSamples, shards: settings.shards, batchSize: settings.batchSize, seed: settings.seed });
    this.#batches = new ShardBatches(this.#plan, augmentation === null ? null : new Augmenter(augmentation, data, settings.seed));
    this.#totalSteps = totalSteps(settings.epochs, this.#plan.stepsPerEpoch);
    this.#gradientLimit = largestGradient(settings.shards);
    this.#perBatch = batchPerKernel(this.#plan.perShard, settings.accumulate ?? 1);
  }

  /**
   * @param validation absent in a run that holds nothing back
   * @throws LockstepError "data" if the samples are not what the run's settings deal to this shard
   */
  loadShard(shard: number, train: ShardSamples, test: ShardSamples, validation?: ShardSamples): void {
    const { settings, data } = this.#options;
    requireSamples(`training samples of shard ${shard}`, train, this.#plan.shardIds(shard), data);
    requireSamples(`test samples of shard ${shard}`, test, dealTestShards(data.testSamples, settings.shards)[shard] as Uint32Array, data);
    if (validation !== undefined) {
      const dealt = dealTestShards(data.validationSamples ?? 0, settings.shards)[shard] as Uint32Array;
      requireSamples(`validation samples of shard ${shard}`, validation, dealt, data);
    } else if (data.validationSamples !== undefined)
      throw new LockstepError("data", `the validation samples of shard ${shard} are missing`);
    this.#shards.set(shard, { train, test, validation });
  }

  /**
   * Sets the model to params_P (version `step`) and fills the roots with the gradient sums of step `step`. The version that ends an epoch
   * is evaluated on the way. The closing step (step = total steps) only evaluates: its roots are zeros, its contributions empty.
   *
   * @throws LockstepError "invariant" if a shard is not loaded or the step is beyond the run's end
   */
  compute(step: number, params_P: Float32Array, roots: readonly SubtreeRoot[]): StepGradientResult {
    const { stepInEpoch } = stepPosition(step, this.#plan.stepsPerEpoch);
    const isClosing = step === this.#totalSteps;
    if (step > this.#totalSteps)
      throw new LockstepError("invariant", `gradient: step ${step}, but the run ends with step ${this.#totalSteps}`);
    const startMs = performance.now();
    this.#options.context.parameters.set(params_P);

    const contributions: ShardContribution[] = [];
    for (const { subtree, vector_P } of roots) {
      if (isClosing) {
        for (let shard = subtree.first; shard < subtree.end; shard++) contributions.push(this.#nothing(shard));
        vector_P.fill(0);
      } else {
        const scratch = this.#vectorsFor(subtree);
        const leaf = (shard: number, place: Float32Array | null): Float32Array => {
          const leaf_P = place ?? (scratch.at(-1) as Float32Array);
          contributions.push(this.#leaf(shard, step, leaf_P));
          return leaf_P;
        };
        vector_P.set(sumSubtree(subtree, this.#options.settings.shards, leaf, scratch));
      }
    }
    contributions.sort((a, b) => a.shard - b.shard);
    const gradientEndMs = performance.now();
    if (step === 0 || stepInEpoch !== 0) return { contributions, computeMs: gradientEndMs - startMs, evaluationMs: 0 };

    this.#options.context.parameters.load();
    const evaluated = contributions.map((contribution) => {
      const { test, validation } = this.#loaded(contribution.shard);
      const evaluation = evaluateShard(this.#options.context, test);
      return { ...contribution, evaluation, ...(validation && { validation: evaluateShard(this.#options.context, validation) }) };
    });
    return { contributions: evaluated, computeMs: gradientEndMs - startMs, evaluationMs: performance.now() - gradientEndMs };
  }

  /**
   * Gathers what this step takes of the roots' shards, so that {@link compute} need not: for while the step before waits. Any compute may
   * follow.
   */
  prepare(step: number, roots: readonly SubtreeRoot[]): void {
    if (step >= this.#totalSteps) return;
    for (const { subtree } of roots) {
      for (let shard = subtree.first; shard < subtree.end; shard++) {
        const loaded = this.#shards.get(shard);
        if (loaded !== undefined) this.#batches.batch(shard, step, loaded.train);
      }
    }
  }

  #leaf(shard: number, step: number, leaf_P: Float32Array): ShardContribution {
    const { samples, places, digest } = this.#batches.batch(shard, step, this.#loaded(shard).train);
    const { seed } = this.#options.settings;
    const batch_P = this.#vectors.at(-1) as Float32Array;
    const sums = accumulatedGradient(this.#options.context, samples, places, this.#perBatch, leaf_P, batch_P, { seed, step, shard });
    const nonFinite = this.#nonFinitePlace(sums.lossSum, leaf_P);
    return {
      shard,
      worker: this.#options.workerName,
      samples: samples.count,
      digest,
      ...sums,
      ...(nonFinite !== null && { nonFinite }),
    };
  }

  /** Of the shard whose gradient has just been computed. */
  #nonFinitePlace(lossSum: number, leaf_P: Float32Array): NonFinitePlace | null {
    return Number.isFinite(lossSum) ? firstNonFinite(leaf_P, this.#gradientLimit) : "loss";
  }

  #nothing(shard: number): ShardContribution {
    return { shard, worker: this.#options.workerName, samples: 0, digest: new Uint8Array(0), lossSum: 0, correct: 0 };
  }

  #loaded(shard: number): LoadedShard {
    const loaded = this.#shards.get(shard);
    if (loaded === undefined) throw new LockstepError("invariant", `gradient: the samples of shard ${shard} are not loaded`);
    return loaded;
  }

  /** The scratch of the sum and, at the end, a vector for a shard that is not the first. In memory that kernels work on, unlike the roots, which the main thread reads too. */
  #vectorsFor(subtree: Subtree): readonly Float32Array[] {
    const count = scratchVectorsFor(subtree) + (isLeaf(subtree) ? 0 : 1);
    const { settings, parameterCount } = this.#options;
    const forBatches = (settings.accumulate ?? 1) > 1 ? 1 : 0;
    if (this.#vectors.length < count + forBatches) this.#vectors = allocateVectors(count + forBatches, parameterCount);
    return this.#vectors.slice(0, count);
  }
}

function batchPerKernel(perShard: number, accumulate: number): number {
  if (perShard % accumulate === 0) return perShard / accumulate;
  throw new LockstepError(
    "configuration",
    `a step takes ${perShard} samples of a shard, which ${accumulate} batches cannot share equally; accumulate must be a divisor of that`,
  );
}

function requireSamples(what: string, samples: ShardSamples, ids: Uint32Array, format: DataShape): void {
  const count = ids.length;
  const bytes = sampleBytes(format);
  const featureBytes = count * bytes.features;
  const fits =
    samples.count === count &&
    samples.features.length === featureBytes &&
    samples.labels.length === count * bytes.label &&
    samples.ids.length === count &&
    samples.digests.length === 32 * count;
  if (!fits) {
    throw new LockstepError(
      "data",
      `${what}: expected ${count} samples of ${bytes.features} bytes, ` +
        `found ${samples.count} with ${samples.features.length} feature bytes in all`,
    );
  }
  const strange = ids.findIndex((id, position) => samples.ids[position] !== id);
  if (strange >= 0) {
    throw new LockstepError(
      "data",
      `${what}: expected sample ${ids[strange]} at position ${strange}, found sample ${samples.ids[strange]}`,
    );
  }
  if (format.targets) return;
  const wrong = samples.labels.findIndex((label) => label >= format.classes);
  if (wrong >= 0)
    throw new LockstepError("data", `${what}: label ${samples.labels[wrong]} of sample ${wrong} is outside 0..${format.classes - 1}`);
}

import {
  batchDigest,
  samplesAt,
  stepPosition,
  type Augmenter,
  type Samples,
  type ShardPlan,
  type ShardSamples,
} from "@lockstep/core/local";

/** What one step takes of one shard. */
export interface ShardBatch {
  /** in batch order, augmented if the run augments; valid until the shard's next batch is gathered */
  readonly samples: Samples;
  /** 0 .. samples.count - 1 */
  readonly places: Uint32Array;
  /** SHA-256 of the samples as they came, see batchDigest; empty without samples */
  readonly digest: Uint8Array;
}

/**
 * Gathers batches from the samples of shards that lie anywhere in memory: which samples a step takes follows from (seed, step, shard). Can be
 * told to do so in advance, while the step before waits for other processes.
 */
export class ShardBatches {
  readonly #plan: ShardPlan;
  readonly #augmenter: Augmenter | null;
  /** by shard: the last batch, and its memory */
  readonly #gathered = new Map<number, { readonly step: number; readonly from: ShardSamples; readonly batch: ShardBatch }>();

  constructor(plan: ShardPlan, augmenter: Augmenter | null) {
    this.#plan = plan;
    this.#augmenter = augmenter;
  }

  /** @param train all samples of this shard */
  batch(shard: number, step: number, train: ShardSamples): ShardBatch {
    const last = this.#gathered.get(shard);
    if (last?.step === step && last.from === train) return last.batch;
    const batch = this.#gather(shard, step, train, last?.batch.samples);
    this.#gathered.set(shard, { step, from: train, batch });
    return batch;
  }

  #gather(shard: number, step: number, train: ShardSamples, memory: Samples | undefined): ShardBatch {
    const { epoch, stepInEpoch } = stepPosition(step, this.#plan.stepsPerEpoch);
    const positions = this.#plan.batchPositions(shard, epoch, stepInEpoch);
    const samples = samplesAt(train, positions, memory);
    this.#augmenter?.augment(train, positions, epoch, samples.features);
    const digest = samples.count === 0 ? new Uint8Array(0) : batchDigest(train.ids, train.digests, positions);
    return { samples, places: Uint32Array.from(positions.keys()), digest };
  }
}

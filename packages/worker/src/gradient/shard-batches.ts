import { batchDigest, stepPosition, type Augmenter, type Samples, type ShardPlan, type ShardSamples } from "@lockstep/core/local";

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
    const count = positions.length;
    const features = memoryOf(memory?.features, count * rowBytes(train.features, train.count));
    if (this.#augmenter === null) copyRows(train.features, positions, features);
    else this.#augmenter.augment(train, positions, epoch, features);
    const labels = memoryOf(memory?.labels, count * rowBytes(train.labels, train.count));
    copyRows(train.labels, positions, labels);
    // A copy, because the digest may lie in a pooled buffer that would be cloned whole on its way to another thread.
    const digest = count === 0 ? new Uint8Array(0) : new Uint8Array(batchDigest(train.ids, train.digests, positions));
    return { samples: { count, features, labels }, places: Uint32Array.from(positions.keys()), digest };
  }
}

function rowBytes(rows: Uint8Array, count: number): number {
  return count === 0 ? 0 : rows.length / count;
}

/** So many bytes of memory: what there is, if it has this size. */
function memoryOf(memory: Uint8Array | undefined, bytes: number): Uint8Array {
  return memory?.length === bytes ? memory : new Uint8Array(bytes);
}

function copyRows(from: Uint8Array, rows: Uint32Array, to: Uint8Array): void {
  const bytes = rowBytes(to, rows.length);
  for (let i = 0; i < rows.length; i++) {
    const first = (rows[i] as number) * bytes;
    to.set(from.subarray(first, first + bytes), i * bytes);
  }
}

import { LockstepError } from "../errors.ts";
import { CounterRandom } from "../random/counter-random.ts";

/** What decides which samples a step takes. Nothing else does: not the workers, not the order of anything that arrives. */
export interface ShardPlanSettings {
  /** N: training samples, 1 .. 2^32 - 1 */
  readonly samples: number;
  /** V, 1 .. N */
  readonly shards: number;
  /** samples a step over all shards; a multiple of V */
  readonly batchSize: number;
  /** uint32 */
  readonly seed: number;
}

/** Positions [from, to) in the order of an epoch; empty where from = to. */
export interface BatchBounds {
  readonly from: number;
  readonly to: number;
}

export interface StepPosition {
  /** 0-based */
  readonly epoch: number;
  readonly stepInEpoch: number;
}

/**
 * Throws a LockstepError "configuration" unless N samples can be dealt to V shards and a step's batch divided among them.
 * The sentence names the nearest values that would do.
 */
export function checkShardPlan(samples: number, shards: number, batchSize: number): void {
  requireCount("the number of training samples", samples);
  requireCount("shards", shards);
  requireCount("the batch size", batchSize);
  if (shards > samples) {
    throw new LockstepError(
      "configuration",
      `${shards} shards for ${samples} training samples: every shard needs at least one; choose at most ${samples} shards`,
    );
  }
  if (batchSize % shards !== 0) {
    const below = batchSize - (batchSize % shards);
    const nearest = below === 0 ? `${shards}` : `${below} or ${below + shards}`;
    throw new LockstepError(
      "configuration",
      `the batch size must be a multiple of the number of shards, found ${batchSize} with ${shards} shards; the nearest that fits: ${nearest}`,
    );
  }
}

function requireCount(what: string, value: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= 0xffff_ffff) return;
  throw new LockstepError("configuration", `${what} must be an integer from 1 to 4294967295, found ${value}`);
}

/** Sample i of a random order goes to shard i mod V, so that sizes differ by at most one. Returns the sample numbers of each shard, in shard order. */
export function dealShards(samples: number, shards: number, seed: number): readonly Uint32Array[] {
  checkShardPlan(samples, shards, shards);
  const order = new CounterRandom(seed, "dealShards", 0, 0).permutation(samples);
  return deal(samples, shards, (position) => order[position] as number);
}

/** The test samples of each shard: sample i belongs to shard i mod V. A shard is empty where there are fewer samples than shards. */
export function dealTestShards(samples: number, shards: number): readonly Uint32Array[] {
  requireCount("shards", shards);
  return deal(samples, shards, (position) => position);
}

function deal(samples: number, shards: number, sampleAt: (position: number) => number): readonly Uint32Array[] {
  return Array.from({ length: shards }, (_, shard) =>
    Uint32Array.from({ length: shardSize(samples, shards, shard) }, (_unused, i) => sampleAt(i * shards + shard)),
  );
}

/** How many of N samples shard v of V has. */
export function shardSize(samples: number, shards: number, shard: number): number {
  return Math.max(0, Math.ceil((samples - shard) / shards));
}

/** Positions inside the shard (0 .. size - 1) in the order in which this epoch takes them. */
export function epochOrder(seed: number, epoch: number, shard: number, size: number): Uint32Array {
  return new CounterRandom(seed, "shuffleEpoch", epoch, shard).permutation(size);
}

/** Steps until the largest shard is through. */
export function stepsPerEpoch(samples: number, batchSize: number, shards: number): number {
  checkShardPlan(samples, shards, batchSize);
  return Math.ceil(shardSize(samples, shards, 0) / (batchSize / shards));
}

/** N of docs/protocol.md: updates of the whole run; the closing step has this number. */
export function totalSteps(epochs: number, stepsPerEpoch: number): number {
  return epochs * stepsPerEpoch;
}

export function stepPosition(step: number, stepsPerEpoch: number): StepPosition {
  return { epoch: Math.floor(step / stepsPerEpoch), stepInEpoch: step % stepsPerEpoch };
}

/** Which part of a shard's epoch order a step takes: `perShard` positions, what is left in the shard's last step, none after it. */
export function batchBounds(shardSize: number, perShard: number, stepInEpoch: number): BatchBounds {
  const from = Math.min(stepInEpoch * perShard, shardSize);
  return { from, to: Math.min(from + perShard, shardSize) };
}

/** The functions above for one run; keeps what is asked for again and again (the deal, each shard's order of the last epoch asked for). */
export class ShardPlan {
  readonly settings: ShardPlanSettings;
  /** batchSize / V */
  readonly perShard: number;
  readonly stepsPerEpoch: number;
  #dealt: readonly Uint32Array[] | undefined;
  readonly #orders = new Map<number, { epoch: number; order: Uint32Array }>();

  /** Throws a LockstepError "configuration" where {@link checkShardPlan} does. */
  constructor(settings: ShardPlanSettings) {
    const { samples, shards, batchSize } = settings;
    this.stepsPerEpoch = stepsPerEpoch(samples, batchSize, shards);
    this.perShard = batchSize / shards;
    this.settings = settings;
  }

  /** Sample numbers of a shard, in shard order. */
  shardIds(shard: number): Uint32Array {
    const { samples, shards, seed } = this.settings;
    this.#dealt ??= dealShards(samples, shards, seed);
    const ids = this.#dealt[shard];
    if (ids === undefined) throw new RangeError(`ShardPlan: no shard ${shard} of ${shards}`);
    return ids;
  }

  /** Positions inside the shard that this step takes, in batch order. Empty in the last step of an epoch if the shard is through. */
  batchPositions(shard: number, epoch: number, stepInEpoch: number): Uint32Array {
    const { samples, shards, seed } = this.settings;
    if (!(shard >= 0 && shard < shards)) throw new RangeError(`ShardPlan: no shard ${shard} of ${shards}`);
    const size = shardSize(samples, shards, shard);
    let kept = this.#orders.get(shard);
    if (kept?.epoch !== epoch) {
      kept = { epoch, order: epochOrder(seed, epoch, shard, size) };
      this.#orders.set(shard, kept);
    }
    const { from, to } = batchBounds(size, this.perShard, stepInEpoch);
    return kept.order.subarray(from, to);
  }

  /** Numbers of the samples that this step takes of this shard, in batch order. */
  batchIds(shard: number, epoch: number, stepInEpoch: number): Uint32Array {
    const ids = this.shardIds(shard);
    return this.batchPositions(shard, epoch, stepInEpoch).map((position) => ids[position] as number);
  }
}

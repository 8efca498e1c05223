import { crc32 } from "node:zlib";
import { batchDigest, fillInitialValues, ShardPlan } from "@lockstep/core";
import { shardCount } from "../task/tiny-task.ts";
import type { TinyTask } from "../task/tiny-task.ts";
import { tinyEvaluation, tinyGradient } from "../task/tiny-gradient.ts";

/** What a ledger must say of one shard in one step. */
export interface ReferenceShard {
  readonly samples: number;
  /** hex */
  readonly digest: string;
  readonly lossSum: number;
  readonly correct: number;
  /** ids of the samples */
  readonly ids: readonly number[];
}

export interface ReferenceStep {
  readonly shards: readonly ReferenceShard[];
  /** the mean gradient of all P parameters; null in the closing step and in one that is skipped */
  readonly gradient_P: Float32Array | null;
  /** summed loss of the evaluation; null where none is due */
  readonly evaluationLossSum: number | null;
}

/**
 * A run as a single process would do it, in one go: no ranges, no slices, no chunks, no commits. The sum, the mean and the loop are written
 * out here once more, so that a mistake in the distributed ones shows as a difference.
 */
export class ReferenceRun {
  /** by version, 0 to the last */
  readonly versions: readonly Float32Array[];
  /** optimizer slots by version */
  readonly slots: readonly (readonly Float32Array[])[];
  /** by step, 0 to the closing one */
  readonly steps: readonly ReferenceStep[];

  constructor(task: TinyTask) {
    const { seed, parameters, trainSamples, batchSize } = task.shape;
    const optimizer = task.optimizer();
    const plan = new ShardPlan({ samples: trainSamples, shards: shardCount, batchSize, seed });
    let current = new Float32Array(parameters);
    fillInitialValues(task.layout, seed, 0, parameters, current);
    let slots: readonly Float32Array[] = optimizer.slots.map(() => new Float32Array(parameters));
    const versions = [current];
    const allSlots = [slots];
    const steps: ReferenceStep[] = [];
    let updates = 0;
    for (let step = 0; step <= task.end; step++) {
      const done = stepOf(task, plan, current, step);
      const next = current.slice();
      const nextSlots = slots.map((slot) => slot.slice());
      if (done.gradient_P !== null) optimizer.apply(updates++, current, slots, done.gradient_P, next, nextSlots, 0, parameters);
      steps.push(done);
      versions.push(next);
      allSlots.push(nextSlots);
      current = next;
      slots = nextSlots;
    }
    this.versions = versions;
    this.slots = allSlots;
    this.steps = steps;
  }

  /** CRC-32 of elements [start, end) of a step's mean gradient, as a ledger has it; null for a step that is skipped. */
  gradientCrc32(step: number, start: number, end: number): string | null {
    const known = this.steps[step]?.gradient_P ?? null;
    if (known === null && step + 1 < this.steps.length) return null;
    const gradient = known ?? new Float32Array(end);
    const bytes = new Uint8Array(gradient.buffer, start * 4, (end - start) * 4);
    return crc32(bytes).toString(16).padStart(8, "0");
  }
}

function stepOf(task: TinyTask, plan: ShardPlan, parameters_P: Float32Array, step: number): ReferenceStep {
  const closing = step === task.end;
  const epoch = Math.floor(step / task.stepsPerEpoch);
  const gradients: Float32Array[] = [];
  const shards: ReferenceShard[] = [];
  let evaluationLossSum = 0;
  let samples = 0;
  for (let shard = 0; shard < shardCount; shard++) {
    const train = task.samplesOf("train", shard);
    const positions = closing ? new Uint32Array() : plan.batchPositions(shard, epoch, step % task.stepsPerEpoch);
    const gradient = new Float32Array(parameters_P.length);
    const sums = tinyGradient(parameters_P, step, shard, train, positions, gradient);
    gradients.push(gradient);
    samples += positions.length;
    const digest = positions.length === 0 ? "" : Buffer.from(batchDigest(train.ids, train.digests, positions)).toString("hex");
    shards.push({ samples: positions.length, digest, ...sums, ids: [...positions].map((position) => train.ids[position] as number) });
    evaluationLossSum += tinyEvaluation(parameters_P, step, shard, task.samplesOf("test", shard)).lossSum;
  }
  const evaluates = step > 0 && step % task.stepsPerEpoch === 0;
  return {
    shards,
    gradient_P: closing || task.shape.brokenSteps.includes(step) ? null : treeSum(gradients, 0, shardCount).map((sum) => sum / samples),
    evaluationLossSum: evaluates ? evaluationLossSum : null,
  };
}

/** Sum of the vectors [first, end): left half plus right half. */
export function treeSum(vectors: readonly Float32Array[], first: number, end: number): Float32Array {
  if (end - first === 1) return vectors[first] as Float32Array;
  const middle = (first + end) >> 1;
  const right = treeSum(vectors, middle, end);
  return treeSum(vectors, first, middle).map((value, i) => value + (right[i] as number));
}

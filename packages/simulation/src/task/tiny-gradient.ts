import type { ShardSamples } from "@lockstep/core";
import { classCount } from "./tiny-task.ts";

/*
 * A stand-in for a model: each element of a gradient depends on every parameter, on the step, the shard and the samples of the batch, in
 * float32 arithmetic whose order matters. Whoever computes from one wrong or torn parameter gets another gradient.
 */

export interface BatchSums {
  readonly lossSum: number;
  readonly correct: number;
}

/** -1 <= x < 1, from three numbers */
function noise(a: number, b: number, c: number): number {
  let mixed = Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca6b) ^ Math.imul(c + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) | 0) / 2_147_483_648;
}

/** One number of all the parameters, float32. */
function summary(parameters_P: Float32Array, step: number, shard: number): number {
  let sum = 0;
  for (let i = 0; i < parameters_P.length; i++)
    sum = Math.fround(sum + Math.fround((parameters_P[i] as number) * Math.fround(noise(step, shard, i))));
  return sum;
}

/** Sum over the samples at `positions` of a shard; zeros for no samples. */
export function tinyGradient(
  parameters_P: Float32Array,
  step: number,
  shard: number,
  samples: ShardSamples,
  positions: Uint32Array,
  out_P: Float32Array,
): BatchSums {
  const count = positions.length;
  if (count === 0) {
    out_P.fill(0);
    return { lossSum: 0, correct: 0 };
  }
  const whole = summary(parameters_P, step, shard);
  const batch = positions.reduce(
    (sum, position) => Math.imul(sum, 31) + (samples.features[position * 2] as number) + (samples.labels[position] as number),
    7,
  );
  const length = parameters_P.length;
  for (let i = 0; i < length; i++) {
    const own = Math.fround(Math.fround((parameters_P[i] as number) * 0.25) + Math.fround(whole * 0.03125));
    // The shards' gradients differ in size by so much that another order of their sum shows in its bits.
    const scale = shard % 2 === 0 ? 1 : 37.5;
    out_P[i] = Math.fround(count * Math.fround(own + Math.fround(scale * Math.fround(noise(batch, step * 4 + shard, i)))));
  }
  return { lossSum: Math.abs(whole) * count + 1 / (3 + shard), correct: Math.abs(batch) % (count + 1) };
}

/** Sums over all samples of a test shard for a version of the parameters. */
export function tinyEvaluation(
  parameters_P: Float32Array,
  version: number,
  shard: number,
  samples: ShardSamples,
): { readonly samples: number; readonly correct: number; readonly lossSum: number; readonly confusion: readonly number[] } {
  const whole = summary(parameters_P, version, shard + 1000);
  const confusion = Array.from({ length: classCount * classCount }, () => 0);
  let correct = 0;
  for (let i = 0; i < samples.count; i++) {
    const label = samples.labels[i] as number;
    const predicted = Math.floor(Math.abs(whole) * 1000 + i) % classCount;
    const cell = label * classCount + predicted;
    confusion[cell] = (confusion[cell] ?? 0) + 1;
    if (predicted === label) correct += 1;
  }
  return { samples: samples.count, correct, lossSum: Math.abs(whole) * samples.count, confusion };
}

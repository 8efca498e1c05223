import type { Layout } from "../model/layout.ts";
import type { NonFinitePlace } from "./contribution.ts";

/** A shard of a step, as contributions and ledger lines have it. */
export interface MarkedShard {
  readonly shard: number;
  readonly worker: string;
  readonly lossSum: number;
  readonly nonFinite?: NonFinitePlace;
}

/** What people want to know of a step with a shard that is not finite: which, who computed it, and what of it. null: every shard is finite. */
export function describeNonFinite(
  { step, epoch, shards }: { readonly step: number; readonly epoch: number; readonly shards: readonly MarkedShard[] },
  layout: Layout,
): string | null {
  const [first, ...others] = shards.filter(({ nonFinite }) => nonFinite !== undefined);
  if (first?.nonFinite === undefined) return null;
  const { shard, worker, lossSum, nonFinite } = first;
  const what = nonFinite === "loss" ? `the loss of shard ${shard} is ${lossSum}` : `the gradient of shard ${shard} is not finite`;
  const where = nonFinite === "loss" ? "" : `, first in ${placeOf(nonFinite, layout)}`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more ${others.length === 1 ? "shard" : "shards"})`;
  return `step ${step} (epoch ${epoch + 1}): ${what}, computed by ${worker}${where}${more}`;
}

/**
 * The first parameter that is NaN or infinite, and its tensor. null: every one is finite.
 * @param values elements of P from `start` on
 */
export function describeNonFiniteParameter(values: Float32Array, start: number, layout: Layout): string | null {
  const index = values.findIndex((value) => !Number.isFinite(value));
  return index < 0 ? null : `${placeOf(start + index, layout)} is ${values[index]}`;
}

function placeOf(element: number, { tensors }: Layout): string {
  const tensor = tensors.find(({ offset, length }) => element >= offset && element < offset + length);
  return tensor === undefined ? `element ${element}` : `element ${element - tensor.offset} of tensor ${tensor.name}`;
}

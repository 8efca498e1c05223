import { divideBySamples } from "../reduce/mean.ts";
import { planSlices } from "../reduce/partition.ts";
import type { Slice } from "../reduce/partition.ts";
import { AllGather } from "./all-gather.ts";
import type { CollectiveOptions, CollectivePlan, PlanPlace, ProcessGroup } from "./process-group.ts";
import { oneShardEach, ownSubtrees } from "./rank-shards.ts";
import { ReduceScatter } from "./reduce-scatter.ts";

/*
 * All-reduce: every rank has a vector of P elements; afterwards every rank has their sum (or mean). A reduce-scatter followed by an
 * all-gather of what the owners reduced.
 *
 *                    direct (this)     ring
 *   message steps    2                 2
 *   bytes sent       8P (R-1)/R        8P (R-1)/R
 *   additions        P (R-1)/R         P (R-1)/R
 *
 * The sum is canonical with one shard a rank (V = R): float32, along the fixed tree, so it is the same bits on every rank and
 * whatever the order of arrival. A vector below 128 KiB has one owner: a second would cost more in messages than it saves.
 */

export interface AllReduceOptions extends CollectiveOptions {
  /** default "sum"; "mean" divides by R, float32 */
  readonly operation?: "sum" | "mean";
}

/**
 * Replaces `vector` by its sum or mean over all ranks. It must not be changed before the call returns.
 * @throws LockstepError "peer-lost" if a rank falls silent; "aborted" if the signal aborts
 */
export function allReduce(group: ProcessGroup, vector: Float32Array, options: AllReduceOptions = {}): Promise<void> {
  return group.perform(
    `all-reduce ${vector.length}`,
    options,
    (place) => new AllReducePlan(group, vector.length, place),
    (plan, step) => plan.run(step, vector, options.operation ?? "sum"),
  );
}

const noHeader: Uint8Array = new Uint8Array(0);

class AllReducePlan implements CollectivePlan {
  readonly #group: ProcessGroup;
  readonly #slices: readonly Slice[];
  readonly #reduceScatter: ReduceScatter;
  readonly #allGather: AllGather;
  /**
   * One suffices: the own slice is only written when every rank has sent its part of this step, so has read the result of the last
   * one; and no other slice can come in before this rank has sent its part.
   */
  readonly #result: Float32Array;

  constructor(group: ProcessGroup, length: number, place: PlanPlace) {
    const { exchange, rank, size } = group;
    this.#group = group;
    this.#slices = planSlices(length, 1, size);
    this.#result = new Float32Array(length);
    const shared = { exchange, rank, ranks: oneShardEach(group), slices: this.#slices, ...place };
    this.#reduceScatter = new ReduceScatter({ ...shared, shards: size });
    this.#allGather = new AllGather({ ...shared, destination: () => this.#result });
  }

  async run(step: number, vector: Float32Array, operation: "sum" | "mean"): Promise<void> {
    const { size } = this.#group;
    const roots = ownSubtrees(this.#group).map((subtree) => ({ subtree, vector_P: vector }));
    const reduced = await this.#reduceScatter.run(step, roots, noHeader);
    for (const { sliceIndex, sum } of reduced) {
      if (operation === "mean") divideBySamples(sum, size);
      this.#result.set(sum, this.#slices[sliceIndex]?.start ?? 0);
      this.#allGather.own(step, sliceIndex).complete();
    }
    await this.#allGather.complete(step);
    vector.set(this.#result);
  }

  close(): void {
    this.#reduceScatter.close();
    this.#allGather.close();
  }
}

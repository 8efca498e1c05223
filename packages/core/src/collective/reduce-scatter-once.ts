import type { Slice } from "../reduce/partition.ts";
import type { CollectiveOptions, CollectivePlan, PlanPlace, ProcessGroup } from "./process-group.ts";
import { oneShardEach, ownSubtrees } from "./rank-shards.ts";
import { ReduceScatter } from "./reduce-scatter.ts";

/**
 * The sum over all ranks of this rank's part of `vector`: elements [floor(P r / R), floor(P (r + 1) / R)), canonical (see allReduce).
 * Costs one message step and 4P (R-1)/R bytes sent. `vector` and the result may be changed as soon as the call returns.
 * @throws LockstepError "peer-lost" if a rank falls silent; "aborted" if the signal aborts
 */
export function reduceScatter(group: ProcessGroup, vector: Float32Array, options: CollectiveOptions = {}): Promise<Float32Array> {
  return group.perform(
    `reduce-scatter ${vector.length}`,
    options,
    (place) => new ReduceScatterPlan(group, vector.length, place),
    (plan, step) => plan.run(step, vector),
  );
}

const noHeader: Uint8Array = new Uint8Array(0);

class ReduceScatterPlan implements CollectivePlan {
  readonly #group: ProcessGroup;
  readonly #reduceScatter: ReduceScatter;
  /** copies of the vector that take turns: slower ranks still read the last step's */
  readonly #staged: readonly [Float32Array, Float32Array];

  constructor(group: ProcessGroup, length: number, place: PlanPlace) {
    const { exchange, rank, size } = group;
    this.#group = group;
    this.#staged = [new Float32Array(length), new Float32Array(length)];
    const cut = (part: number): number => Math.floor((length * part) / size);
    const slices = group.ranks.map((_, owner): Slice => ({ start: cut(owner), end: cut(owner + 1), range: 0, owner }));
    this.#reduceScatter = new ReduceScatter({ exchange, rank, ranks: oneShardEach(group), slices, shards: size, stagedSteps: 2, ...place });
  }

  async run(step: number, vector: Float32Array): Promise<Float32Array> {
    const staged = this.#staged[(step & 1) as 0 | 1];
    staged.set(vector);
    const roots = ownSubtrees(this.#group).map((subtree) => ({ subtree, vector_P: staged }));
    const [reduced] = await this.#reduceScatter.run(step, roots, noHeader);
    return reduced ? reduced.sum.slice() : new Float32Array(0);
  }

  close(): void {
    this.#reduceScatter.close();
  }
}

import type { Slice } from "../reduce/partition.ts";
import { AllGather } from "./all-gather.ts";
import type { CollectivePlan, PlanPlace, ProcessGroup } from "./process-group.ts";

/** Ranks show each other vectors: rank r its `lengths[r]` elements, all ranks the same list of lengths. A length of 0 still says "I am here". */
export class GatherPlan implements CollectivePlan {
  readonly #rank: number;
  readonly #allGather: AllGather;
  readonly #own: Slice;
  /** take turns: slower ranks still read the last step's */
  readonly #gathered: readonly [Float32Array, Float32Array];

  constructor(group: ProcessGroup, lengths: readonly number[], place: PlanPlace) {
    const { exchange, rank, ranks } = group;
    let end = 0;
    const slices = lengths.map((length, owner): Slice => {
      const start = end;
      end += length;
      return { start, end, range: 0, owner };
    });
    this.#rank = rank;
    this.#own = slices[rank] ?? { start: 0, end: 0, range: 0, owner: rank };
    this.#gathered = [new Float32Array(end), new Float32Array(end)];
    this.#allGather = new AllGather({
      exchange,
      rank,
      ranks: ranks.map((name) => ({ name })),
      slices,
      destination: (step) => this.#gathered[(step & 1) as 0 | 1],
      ...place,
    });
  }

  /**
   * @param vector this rank's elements
   * @returns the vectors of all ranks, one after the other; overwritten by the operation after the next
   */
  async run(step: number, vector: Float32Array): Promise<Float32Array> {
    const gathered = this.#gathered[(step & 1) as 0 | 1];
    gathered.set(vector, this.#own.start);
    this.#allGather.own(step, this.#rank).complete();
    await this.#allGather.complete(step);
    return gathered;
  }

  close(): void {
    this.#allGather.close();
  }
}

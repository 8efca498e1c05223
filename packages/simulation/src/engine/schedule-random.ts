import type { ScheduleRandom } from "./world.ts";

/**
 * A small 32-bit generator (mulberry32, Tommy Ettinger 2017): one word of state, so that a seed of a schedule is a number that fits in a
 * line. Only for what happens to a run; the numbers of the training have their own generator.
 */
export class SeededRandom implements ScheduleRandom {
  #state: number;

  /** @param seed whole; two seeds next to each other give unrelated numbers */
  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
  }

  u32(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  float(): number {
    return this.u32() / 4_294_967_296;
  }

  int(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.float() < probability;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError("nothing to pick from");
    return list[this.int(0, list.length - 1)] as T;
  }
}

import { systemClock } from "@lockstep/core";
import type { ScheduledCall } from "@lockstep/core";
import { Process } from "../engine/process.ts";
import { SeededRandom } from "../engine/schedule-random.ts";
import type { ScheduleRandom, SimulatedProcess, World } from "../engine/world.ts";

/**
 * A world for suites that sleep and look at the clock themselves: its processes live in real time. Its network is faster than life, since
 * such a suite expects connections to be there within a millisecond or two.
 */
export class WallClockWorld implements World {
  readonly random: ScheduleRandom;
  readonly #speed = 20;
  #instances = 0;

  constructor(seed: number) {
    this.random = new SeededRandom(seed);
  }

  get nowMs(): number {
    return performance.now() * this.#speed;
  }

  after(delayMs: number, event: () => void): ScheduledCall {
    return systemClock.after(delayMs / this.#speed, event);
  }

  process(name: string): SimulatedProcess {
    const host = {
      get nowMs(): number {
        return performance.now();
      },
      random: this.random,
      after: (delayMs: number, event: () => void): ScheduledCall => systemClock.after(delayMs, event),
      enter: (): void => {},
      crashed: (_: SimulatedProcess, error: unknown): void => {
        throw error;
      },
    };
    return new Process(host, name, ++this.#instances);
  }

  tell(): void {}

  fail(problem: string): void {
    throw new Error(problem);
  }
}

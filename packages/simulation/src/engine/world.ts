import type { Clock, ScheduledCall } from "@lockstep/core";

/** Random numbers of one schedule: the same for the same seed, on every machine. */
export interface ScheduleRandom {
  /** whole, 0 .. 2^32 - 1 */
  u32(): number;
  /** 0 <= x < 1 */
  float(): number;
  /** whole, from `low` to `high`, both included */
  int(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
}

/** One simulated process. Its code runs only inside {@link run}; nothing of it runs once it is dead, everything waits while it is paused. */
export interface SimulatedProcess {
  readonly name: string;
  /** different for every start of a process of one name */
  readonly instance: number;
  readonly alive: boolean;
  readonly paused: boolean;
  /** timers of this process; cancelled by its death, late after a pause */
  readonly clock: Clock;
  /** Runs `work` as this process now, later if it is paused, never if it is dead. */
  run(work: () => void): void;
  /** Called once when it dies, whatever of. */
  onDeath(told: () => void): void;
}

/** A simulated world: one queue of events in the order of their (simulated) time, one source of chance. */
export interface World {
  /** simulated milliseconds since the beginning */
  readonly nowMs: number;
  readonly random: ScheduleRandom;
  /** An event of the world itself (a message that arrives, a disk that answers): happens whatever the processes do. */
  after(delayMs: number, event: () => void): ScheduledCall;
  /** One line of the schedule's story, shown when it fails. */
  tell(line: string): void;
  /** A promise of the product is broken: the schedule ends here. */
  fail(problem: string): void;
}

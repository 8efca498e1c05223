import type { ScheduledCall } from "@lockstep/core";
import { EventQueue } from "./event-queue.ts";
import { Process } from "./process.ts";
import { SeededRandom } from "./schedule-random.ts";
import type { ScheduleRandom, World } from "./world.ts";

export interface SimulatedWorldOptions {
  readonly seed: number;
  /** Hears the story line by line; without it nothing is kept. */
  readonly onLine?: (line: string) => void;
  /** Code of a process threw, or a promise of it was rejected and nobody had asked. */
  readonly onCrash?: (process: Process, error: unknown) => void;
  /** Called after every event, when all promises have settled, with the process whose code ran in it; null: nobody's. */
  readonly afterEvent?: (process: Process | null) => void;
}

/** Why a world stood still. */
export type WorldEnd = "failed" | "time" | "stopped" | "nothing left to happen";

// Node settles all promises between two immediates of one batch; a batch spares a turn of its event loop for each event.
const batchSize = 64;

/**
 * The world of one schedule. One event happens at a time, and all promises that it settles run their course before the next one, as in
 * Node. Nothing in it takes real time.
 */
export class SimulatedWorld implements World {
  readonly random: ScheduleRandom;
  readonly #options: SimulatedWorldOptions;
  readonly #events = new EventQueue();
  #nowMs = 0;
  #count = 0;
  #instances = 0;
  #trace = 0x811c9dc5;
  #running: Process | null = null;
  #problem: string | null = null;
  #stopped = false;

  constructor(options: SimulatedWorldOptions) {
    this.#options = options;
    this.random = new SeededRandom(options.seed);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** what failed first, or null */
  get problem(): string | null {
    return this.#problem;
  }

  /** events that happened so far */
  get count(): number {
    return this.#count;
  }

  /** Hash over all that happened: equal for equal schedules. */
  get trace(): number {
    return this.#trace >>> 0;
  }

  after(delayMs: number, event: () => void): ScheduledCall {
    const queued = this.#events.push(this.#nowMs + Math.max(0, delayMs), event);
    return {
      cancel: () => {
        queued.call = null;
      },
    };
  }

  tell(line: string): void {
    this.#options.onLine?.(`${this.#nowMs.toFixed(1).padStart(9)} ${line}`);
  }

  fail(problem: string): void {
    this.#problem ??= problem;
    this.tell(`!! ${problem}`);
  }

  /** Ends {@link run} after this event. */
  stop(): void {
    this.#stopped = true;
  }

  process(name: string): Process {
    return new Process(this, name, ++this.#instances);
  }

  enter(process: Process): void {
    this.#running = process;
    this.#note(process.instance);
  }

  crashed(process: Process, error: unknown): void {
    this.#options.onCrash?.(process, error);
  }

  /** Lets things happen until a promise of the product is broken, {@link stop} is called, the time is up or nothing is left to happen. */
  async run(untilMs: number): Promise<WorldEnd> {
    const rejected = (error: unknown): void => {
      if (this.#running === null) this.fail(`a promise nobody waits for was rejected: ${String(error)}`);
      else this.crashed(this.#running, error);
    };
    process.on("unhandledRejection", rejected);
    try {
      return await new Promise<WorldEnd>((resolve, reject) => {
        let end: WorldEnd | null = null;
        const step = (): void => {
          if (end !== null) return;
          try {
            end = this.#step(untilMs);
          } catch (error) {
            end = "failed";
            reject(error);
          }
          if (end !== null) resolve(end);
        };
        const batch = (): void => {
          if (end !== null) return;
          for (let i = 0; i < batchSize; i++) setImmediate(step);
          setImmediate(batch);
        };
        batch();
      });
    } finally {
      process.off("unhandledRejection", rejected);
    }
  }

  #step(untilMs: number): WorldEnd | null {
    if (this.#count > 0) this.#options.afterEvent?.(this.#running);
    if (this.#problem !== null) return "failed";
    if (this.#stopped) return "stopped";
    let event = this.#events.pop();
    while (event !== undefined && event.call === null) event = this.#events.pop();
    if (event === undefined || event.call === null) return "nothing left to happen";
    if (event.atMs > untilMs) return "time";
    this.#nowMs = event.atMs;
    this.#running = null;
    this.#count += 1;
    this.#note(event.sequence);
    this.#note(Math.round(event.atMs * 1000));
    event.call();
    return null;
  }

  #note(value: number): void {
    this.#trace = Math.imul(this.#trace ^ value, 0x01000193);
  }
}

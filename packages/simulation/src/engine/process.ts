import type { Clock, ScheduledCall } from "@lockstep/core";
import type { ScheduleRandom, SimulatedProcess } from "./world.ts";

/** What a process needs of the world it lives in. */
export interface ProcessHost {
  readonly nowMs: number;
  readonly random: ScheduleRandom;
  after(delayMs: number, event: () => void): ScheduledCall;
  /** Says whose code runs now, until another process's does. */
  enter(process: Process): void;
  /** The code of a process threw. */
  crashed(process: Process, error: unknown): void;
}

interface Waiting {
  readonly isTimer: boolean;
  readonly call: () => void;
}

/**
 * One simulated process. While it is paused, what concerns it waits; afterwards each thing comes as an event of its own, in order, so that
 * promises settle in between as they do in Node.
 */
export class Process implements SimulatedProcess {
  readonly name: string;
  readonly instance: number;
  readonly clock: Clock;
  readonly #host: ProcessHost;
  readonly #told: (() => void)[] = [];
  #alive = true;
  #paused = false;
  #backlog: Waiting[] = [];

  constructor(host: ProcessHost, name: string, instance: number) {
    this.#host = host;
    this.name = name;
    this.instance = instance;
    this.clock = {
      now: () => host.nowMs,
      after: (delayMs, call) => this.#timer(delayMs, call),
      every: (periodMs, call) => this.#repeat(periodMs, call),
    };
  }

  get alive(): boolean {
    return this.#alive;
  }

  get paused(): boolean {
    return this.#paused;
  }

  run(work: () => void): void {
    this.#do({ isTimer: false, call: work });
  }

  onDeath(told: () => void): void {
    if (this.#alive) this.#told.push(told);
    else told();
  }

  /** Ends it at once: no line of its code runs any more. */
  die(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#backlog = [];
    for (const told of this.#told.splice(0)) told();
  }

  /** SIGSTOP */
  pause(): void {
    if (this.#alive) this.#paused = true;
  }

  /** SIGCONT: what came meanwhile is done now. */
  resume(): void {
    if (!this.#alive || !this.#paused) return;
    this.#paused = false;
    // A process that slept in the kernel sees its timers and its sockets in either order.
    if (this.#host.random.chance(0.5)) {
      this.#backlog = [...this.#backlog.filter(({ isTimer }) => isTimer), ...this.#backlog.filter(({ isTimer }) => !isTimer)];
    }
    if (this.#backlog.length > 0) this.#host.after(0, this.#catchUp);
  }

  readonly #catchUp = (): void => {
    if (!this.#alive || this.#paused) return;
    const next = this.#backlog.shift();
    if (next !== undefined) this.#execute(next.call);
    if (this.#backlog.length > 0) this.#host.after(0, this.#catchUp);
  };

  #do(waiting: Waiting): void {
    if (!this.#alive) return;
    if (this.#paused || this.#backlog.length > 0) this.#backlog.push(waiting);
    else this.#execute(waiting.call);
  }

  #execute(call: () => void): void {
    this.#host.enter(this);
    try {
      call();
    } catch (error) {
      this.#host.crashed(this, error);
    }
  }

  #timer(delayMs: number, call: () => void): ScheduledCall {
    let due = true;
    const event = this.#host.after(Math.max(1, delayMs), () =>
      this.#do({
        isTimer: true,
        call: () => {
          if (!due) return;
          due = false;
          call();
        },
      }),
    );
    return {
      cancel: () => {
        due = false;
        event.cancel();
      },
    };
  }

  /** As Node's setInterval: the next one is counted from when the last one came, so that those missed in a pause are one. */
  #repeat(periodMs: number, call: () => void): ScheduledCall {
    let timer: ScheduledCall;
    let cancelled = false;
    const again = (): void => {
      timer = this.#timer(periodMs, () => {
        call();
        if (!cancelled) again();
      });
    };
    again();
    return {
      cancel: () => {
        cancelled = true;
        timer.cancel();
      },
    };
  }
}

import type { PhaseTimes } from "@lockstep/core";

/** The four phases of a step, in order. `idle`: between steps or waiting for a generation. */
export type StepPhase = "gradient" | "reduceScatter" | "commit" | "allGather";

/**
 * Where a rank's time goes: mean milliseconds a step in each phase since the process started, and what it is doing now.
 * Observes only: no number of the training depends on it.
 */
export class PhaseClock {
  readonly #totalMs: Record<StepPhase, number> = { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 };
  readonly #now: () => number;
  #steps = 0;
  #phase: StepPhase | null = null;
  #enteredMs = 0;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  get phase(): StepPhase | "idle" {
    return this.#phase ?? "idle";
  }

  /** Ends the phase before, if any, and begins this one. */
  enter(phase: StepPhase): void {
    this.#leave();
    this.#phase = phase;
  }

  /** The step is done: its four phases count. */
  endStep(): void {
    this.#leave();
    this.#steps += 1;
  }

  /** The step was given up: it ends with its generation, and the time spent in it counts as nobody's. */
  abandon(): void {
    this.#phase = null;
  }

  means(): PhaseTimes {
    const perStep = (phase: StepPhase): number => (this.#steps === 0 ? 0 : this.#totalMs[phase] / this.#steps);
    return {
      gradient: perStep("gradient"),
      reduceScatter: perStep("reduceScatter"),
      commit: perStep("commit"),
      allGather: perStep("allGather"),
    };
  }

  #leave(): void {
    const now = this.#now();
    if (this.#phase !== null) this.#totalMs[this.#phase] += now - this.#enteredMs;
    this.#enteredMs = now;
    this.#phase = null;
  }
}

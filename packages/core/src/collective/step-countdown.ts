import { LockstepError } from "../errors.ts";
import { deferred } from "../run/deferred.ts";
import type { Deferred } from "../run/deferred.ts";

/** Waits until a fixed number of vectors of a step are in place. Arrivals of a later step may come before its wait. */
export class StepCountdown {
  readonly #expected: number;
  readonly #signal: AbortSignal;
  readonly #arrived = new Map<number, number>();
  readonly #waits = new Map<number, Deferred<void>>();

  /** @param signal its abort rejects every wait with its reason */
  constructor(expected: number, signal: AbortSignal) {
    this.#expected = expected;
    this.#signal = signal;
  }

  arrive(step: number): void {
    const arrived = (this.#arrived.get(step) ?? 0) + 1;
    this.#arrived.set(step, arrived);
    if (arrived >= this.#expected) this.#waits.get(step)?.resolve();
  }

  /** Resolves once every vector of the step is in place. To be called once a step, in ascending order. */
  async reached(step: number): Promise<void> {
    this.#signal.throwIfAborted();
    if ((this.#arrived.get(step) ?? 0) < this.#expected) await this.#wait(step);
    for (const earlier of this.#arrived.keys()) if (earlier <= step) this.#arrived.delete(earlier);
  }

  async #wait(step: number): Promise<void> {
    if (this.#waits.has(step)) throw new LockstepError("invariant", `step ${step} is waited for twice`);
    const wait = deferred();
    const abort = (): void => wait.reject(this.#signal.reason);
    this.#waits.set(step, wait);
    this.#signal.addEventListener("abort", abort, { once: true });
    try {
      await wait.promise;
    } finally {
      this.#signal.removeEventListener("abort", abort);
      this.#waits.delete(step);
    }
  }
}

import { LockstepError } from "@lockstep/core";

/** A number that only rises, and waits for it. All waits are rejected with the signal's reason when it aborts. */
export class SignalledWait {
  #reached: number;
  readonly #signal: AbortSignal;
  readonly #waiters: { readonly target: number; readonly resolve: () => void; readonly reject: (reason: unknown) => void }[] = [];

  constructor(reached: number, signal: AbortSignal) {
    this.#reached = reached;
    this.#signal = signal;
    signal.addEventListener("abort", () => this.#rejectAll(), { once: true });
  }

  get reached(): number {
    return this.#reached;
  }

  reach(value: number): void {
    if (value <= this.#reached) return;
    this.#reached = value;
    for (let i = this.#waiters.length - 1; i >= 0; i--) {
      const waiter = this.#waiters[i];
      if (waiter && waiter.target <= value) {
        this.#waiters.splice(i, 1);
        waiter.resolve();
      }
    }
  }

  wait(target: number): Promise<void> {
    if (this.#signal.aborted) return Promise.reject(LockstepError.from(this.#signal.reason, "generation-ended"));
    if (target <= this.#reached) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ target, resolve, reject }));
  }

  #rejectAll(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.reject(LockstepError.from(this.#signal.reason, "generation-ended"));
  }
}

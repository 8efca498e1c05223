/**
 * How many messages a peer may send on one stream: so many at once, and so many a second in the long run. No correct peer comes near it; one
 * that sends as fast as it can has its stream ended instead of this process's memory and time filled.
 */
export class MessageBudget {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  #left: number;
  #countedMs: number;

  /** @param now monotonic clock, ms */
  constructor(burst: number, perSecond: number, now: () => number = () => performance.now()) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#now = now;
    this.#left = burst;
    this.#countedMs = now();
  }

  /** A message has come. @returns false: it is one too many */
  take(): boolean {
    if (this.#left < 1) {
      const nowMs = this.#now();
      this.#left = Math.min(this.#burst, this.#left + ((nowMs - this.#countedMs) / 1000) * this.#perSecond);
      this.#countedMs = nowMs;
      if (this.#left < 1) return false;
    }
    this.#left -= 1;
    return true;
  }
}

import type { Logger } from "./logger.ts";

/** A kind of message is logged so often at most. */
const everyMs = 10_000;
/** Kinds are words of this program; a mistake must not fill the memory all the same. */
const maxKinds = 64;

/**
 * Warnings whose number somebody else decides: a peer that sends nonsense as fast as it can must not fill the disk with the log of it. Of each
 * kind the first is logged, and later one in ten seconds with the number of those that were not.
 */
export class SeldomLog {
  readonly #logger: Logger;
  readonly #now: () => number;
  readonly #kinds = new Map<string, { loggedMs: number; omitted: number }>();

  /** @param now monotonic clock, ms */
  constructor(logger: Logger, now: () => number = () => performance.now()) {
    this.#logger = logger;
    this.#now = now;
  }

  /** @param kind what the messages have in common, in a word */
  warn(kind: string, fields: object, message: string): void {
    const nowMs = this.#now();
    const known = this.#kinds.get(kind);
    if (known !== undefined && nowMs - known.loggedMs < everyMs) {
      known.omitted += 1;
      return;
    }
    if (known === undefined && this.#kinds.size >= maxKinds) return;
    const omitted = known?.omitted ?? 0;
    this.#kinds.set(kind, { loggedMs: nowMs, omitted: 0 });
    this.#logger.warn(omitted > 0 ? { ...fields, omitted } : fields, message);
  }
}

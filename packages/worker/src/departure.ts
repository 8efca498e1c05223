import { deferred } from "@lockstep/core";
import type { Logger } from "@lockstep/core";

export interface DepartureOptions {
  /** aborted: the worker is to leave */
  readonly signal: AbortSignal;
  /** how long it works on at most until the coordinator lets it go */
  readonly timeoutMs: number;
  /** asks the coordinator, until it answers Bye; see SessionClient.leave */
  readonly ask: () => void;
  readonly logger: Logger;
}

/**
 * A worker's way out before the end of its run: it asks to leave and works on until the coordinator says Bye, so that the others need not
 * wait for its shards. The coordinator lets nobody go whom nobody can replace (docs/protocol.md rule 8), so patience has a limit.
 */
export class Departure {
  /** resolves when the worker has asked and waited for long enough; never before it was told to leave */
  readonly overdue: Promise<void>;
  readonly #options: DepartureOptions;
  #timer: NodeJS.Timeout | null = null;
  readonly #overdue = deferred();

  /** Watches the signal at once. */
  constructor(options: DepartureOptions) {
    this.#options = options;
    this.overdue = this.#overdue.promise;
    if (options.signal.aborted) this.#begin();
    else options.signal.addEventListener("abort", this.#begin, { once: true });
  }

  close(): void {
    this.#options.signal.removeEventListener("abort", this.#begin);
    if (this.#timer !== null) clearTimeout(this.#timer);
  }

  readonly #begin = (): void => {
    const { timeoutMs, ask, logger } = this.#options;
    logger.info({ timeoutMs }, `told to leave; works on until the coordinator lets it go, ${timeoutMs / 1000} s at most`);
    this.#timer = setTimeout(() => {
      logger.warn({}, `not let go within ${timeoutMs / 1000} s (nobody can take over, or no coordinator answers): leaves all the same`);
      this.#overdue.resolve();
    }, timeoutMs);
    ask();
  };
}

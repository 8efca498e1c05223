import { deferred, failpoint, systemClock } from "@lockstep/core";
import type { Clock, Logger, ScheduledCall } from "@lockstep/core";

export interface DepartureOptions {
  /** aborted: the worker is to leave */
  readonly signal: AbortSignal;
  /** how long it works on at most until the coordinator lets it go */
  readonly timeoutMs: number;
  /** asks the coordinator, until it answers Bye; see MemberSession.leave */
  readonly ask: () => void;
  readonly logger: Logger;
  /** default: the system's */
  readonly clock?: Clock;
}

/**
 * A worker's way out before the end of its run: it asks to leave and works on until the coordinator says Bye, so that the others need not
 * wait for its shards. The coordinator lets nobody go whom nobody can replace (docs/protocol.md rule 8), so patience has a limit.
 */
export class Departure {
  /** resolves when the worker has asked and waited for long enough; never before it was told to leave */
  readonly overdue: Promise<void>;
  readonly #options: DepartureOptions;
  #patience: ScheduledCall | null = null;
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
    this.#patience?.cancel();
  }

  readonly #begin = (): void => {
    const { timeoutMs, ask, logger, clock = systemClock } = this.#options;
    logger.info({ timeoutMs }, `told to leave; works on until the coordinator lets it go, ${timeoutMs / 1000} s at most`);
    failpoint("worker.leaving");
    this.#patience = clock.after(timeoutMs, () => {
      logger.warn({}, `not let go within ${timeoutMs / 1000} s (nobody can take over, or no coordinator answers): leaves all the same`);
      this.#overdue.resolve();
    });
    ask();
  };
}

import { leaseMs, LockstepError } from "@lockstep/core";
import type { Logger, RunEvent } from "@lockstep/core";
import type { CoordinatorState, Member } from "./coordinator-state.ts";
import type { Journal } from "./journal.ts";

export interface RunAbortOptions {
  /** N */
  readonly steps: number;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
  /** ends this process with the error */
  readonly onFatal: (error: LockstepError) => void;
}

/** How long members that are not connected at the moment may take to come and be told. */
const answerMs = 3 * leaseMs;

/**
 * The end of a run that can never be finished, because the same step would end it again: every member is told why, so that all processes
 * end with this reason and none waits for ever; then the coordinator ends too (LockstepError "configuration"). One that is started again
 * on the same run does the same at once: whoever starts again what ends would else have the run come to this step for ever.
 */
export class RunAbort {
  readonly #options: RunAbortOptions;
  readonly #state: CoordinatorState;
  #aborted: { readonly reason: string; readonly sinceMs: number } | null = null;

  constructor(options: RunAbortOptions, state: CoordinatorState) {
    this.#options = options;
    this.#state = state;
    const before = options.journal.aborted(options.steps);
    if (before !== null) this.#end(before);
  }

  get begun(): boolean {
    return this.#aborted !== null;
  }

  /** What another server says of the same step is the same. */
  begin(reason: string): void {
    if (this.#aborted !== null) return;
    const { journal, steps, logger } = this.#options;
    try {
      journal.abort(steps, reason);
    } catch (error) {
      const { code, message } = LockstepError.from(error);
      if (code !== "io") throw error;
      logger.warn(
        {},
        `the run would be tried again by a coordinator that is started anew, because the disk does not keep why it ends: ${message}`,
      );
    }
    this.#end(reason);
  }

  #end(reason: string): void {
    const { logger, report, now } = this.#options;
    this.#aborted = { reason, sinceMs: now() };
    logger.error({}, `the run ends: ${reason}`);
    report({ type: "aborted", reason });
    for (const member of this.#state.members.values()) this.tell(member);
  }

  /** Nothing before {@link begin}. */
  tell({ session }: Member): void {
    if (this.#aborted !== null) session.send({ kind: "aborted", reason: this.#aborted.reason });
  }

  /** To be called every tick once it has begun. */
  check(nowMs: number): void {
    if (this.#aborted === null) return;
    const { reason, sinceMs } = this.#aborted;
    // Members that the coordinator before has not told are coming back.
    if (nowMs < this.#state.settleUntilMs) return;
    if (this.#state.members.size > 0 && nowMs - sinceMs <= answerMs) return;
    this.#options.onFatal(new LockstepError("configuration", `the run has ended: ${reason}`));
  }
}

import { leaseMs, LockstepError } from "@lockstep/core";
import type { Logger, RunEvent } from "@lockstep/core";
import type { CoordinatorState, Member } from "./coordinator-state.ts";

export interface RunAbortOptions {
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
 * end with this reason and none waits for ever; then the coordinator ends too (LockstepError "configuration").
 */
export class RunAbort {
  readonly #options: RunAbortOptions;
  readonly #state: CoordinatorState;
  #aborted: { readonly reason: string; readonly sinceMs: number } | null = null;

  constructor(options: RunAbortOptions, state: CoordinatorState) {
    this.#options = options;
    this.#state = state;
  }

  get begun(): boolean {
    return this.#aborted !== null;
  }

  /** What another server says of the same step is the same. */
  begin(reason: string): void {
    if (this.#aborted !== null) return;
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
    if (this.#state.members.size > 0 && nowMs - sinceMs <= answerMs) return;
    this.#options.onFatal(new LockstepError("configuration", `the run has ended: ${reason}`));
  }
}

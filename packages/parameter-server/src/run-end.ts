import { LockstepError, stopsEarly, validationOf } from "@lockstep/core";
import type { EarlyStopSettings, LedgerFile, ShardContribution } from "@lockstep/core";

export interface RunEndOptions {
  /** N */
  readonly steps: number;
  /** null: the run has all its steps */
  readonly earlyStop: EarlyStopSettings | null;
  readonly ledger: Pick<LedgerFile, "validations" | "file">;
}

/**
 * Which step closes the run: N, or an earlier one that brings the validation by which the run is to end (docs/protocol.md rule 27). It follows
 * from this server's own ledger and the contributions of the step, which all servers have alike, so they end with the same step without a
 * word.
 */
export class RunEnd {
  readonly #options: RunEndOptions;
  #step: number;
  #reason: string | null = null;

  constructor(options: RunEndOptions) {
    this.#options = options;
    this.#step = options.steps;
  }

  /** Number of the closing step, as far as it is known now. */
  get step(): number {
    return this.#step;
  }

  /** Why that is before step N; null: it is not. */
  get early(): string | null {
    return this.#reason;
  }

  /**
   * A generation begins with version `start`: lines of the ledger from there on do not count any more.
   * @throws LockstepError "configuration" if the ledger goes on after the step with which it should have ended
   */
  restart(start: number): void {
    const { steps, earlyStop, ledger } = this.#options;
    this.#step = steps;
    this.#reason = null;
    if (earlyStop === null) return;
    const { result, reason } = stopsEarly(
      ledger.validations.filter(({ version }) => version < start),
      earlyStop,
    );
    if (result === null) return;
    if (start > result.version + 1)
      throw new LockstepError(
        "configuration",
        `${ledger.file} holds ${start} steps, but with the run's early stopping it ends with step ${result.version} (${reason}): go on with the settings that the run began with`,
      );
    if (result.version < steps) this.#endWith(result.version, reason);
  }

  /** Takes what the shards contributed to the step that comes next. @returns whether the run ends early with it */
  judge(step: number, contributions: readonly ShardContribution[]): boolean {
    const { earlyStop, ledger } = this.#options;
    if (earlyStop === null || step >= this.#step) return false;
    const validation = validationOf(step, contributions);
    if (validation === null) return false;
    const { result, reason } = stopsEarly([...ledger.validations, validation], earlyStop);
    if (result === null) return false;
    this.#endWith(step, reason);
    return true;
  }

  #endWith(step: number, reason: string): void {
    this.#step = step;
    this.#reason = reason;
  }
}

/** What a closing step says of its shards: nothing is applied in it, and only what was evaluated counts. */
export function closingContributions(contributions: readonly ShardContribution[]): readonly ShardContribution[] {
  return contributions.map(({ shard, worker, evaluation, validation }) => ({
    shard,
    worker,
    samples: 0,
    digest: new Uint8Array(),
    lossSum: 0,
    correct: 0,
    ...(evaluation && { evaluation }),
    ...(validation && { validation }),
  }));
}

import type { LedgerFile, Logger } from "@lockstep/core";

/** A disk that refuses the ledger's lines does not stop the training, but somebody has to know. */
export class LedgerAlarm {
  readonly #ledger: LedgerFile;
  readonly #logger: Logger;
  #problem: string | null = null;

  constructor(ledger: LedgerFile, logger: Logger) {
    this.#ledger = ledger;
    this.#logger = logger;
  }

  /** To be called after lines were written, or could not be. */
  check(): void {
    const problem = this.#ledger.problem?.message ?? null;
    if (problem !== null && this.#problem === null)
      this.#logger.error({ alarm: "ledger" }, `${problem}; training goes on, the lines wait in memory`);
    if (problem === null && this.#problem !== null)
      this.#logger.info({ alarmOver: "ledger" }, "the ledger is written again, nothing of it is missing");
    this.#problem = problem;
  }
}

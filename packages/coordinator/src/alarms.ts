import type { Logger, RunEvent } from "@lockstep/core";

export interface AlarmsOptions {
  readonly logger: Logger;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
}

const repeatMs = 10_000;

/** What somebody has to know. Says a thing once; again only if it is still so after a while. */
export class Alarms {
  readonly #options: AlarmsOptions;
  /** when each text was said last */
  readonly #said = new Map<string, number>();

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  raise(message: string): void {
    const { logger, report, now } = this.#options;
    const nowMs = now();
    for (const [text, saidMs] of this.#said) if (nowMs - saidMs > repeatMs) this.#said.delete(text);
    if (this.#said.has(message)) return;
    this.#said.set(message, nowMs);
    logger.warn({ alarm: true }, message);
    report({ type: "alarm", message });
  }
}

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
  /** when each thing was said last */
  readonly #said = new Map<string, number>();

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** @param about what it is about, where the message is another one every time it is so; default: the message */
  raise(message: string, about: string = message): void {
    const { logger, report, now } = this.#options;
    const nowMs = now();
    for (const [thing, saidMs] of this.#said) if (nowMs - saidMs > repeatMs) this.#said.delete(thing);
    if (this.#said.has(about)) return;
    this.#said.set(about, nowMs);
    logger.warn({ alarm: true }, message);
    report({ type: "alarm", message });
  }
}

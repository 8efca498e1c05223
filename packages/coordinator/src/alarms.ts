import type { Logger, RunEvent } from "@lockstep/core";

export interface AlarmsOptions {
  readonly logger: Logger;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
}

const repeatMs = 10_000;

/** What somebody has to know: what has happened, and what is wrong for as long as it is. */
export class Alarms {
  readonly #options: AlarmsOptions;
  /** when each thing was said last */
  readonly #said = new Map<string, number>();
  /** texts by where they come from: "member NAME", or a part of this process */
  readonly #lasting = new Map<string, readonly string[]>();
  /** what the one problem of a source is about, see {@link Alarms.concerning} */
  readonly #about = new Map<string, string>();

  constructor(options: AlarmsOptions) {
    this.#options = options;
  }

  /** Something happened. Said once; again only if it happens still after a while. */
  raise(message: string): void {
    const nowMs = this.#options.now();
    for (const [thing, saidMs] of this.#said) if (nowMs - saidMs > repeatMs) this.#said.delete(thing);
    if (this.#said.has(message)) return;
    this.#said.set(message, nowMs);
    this.#tell(message);
  }

  /** All that is wrong at a source now: what is new is said, and what is over. */
  lasting(source: string, messages: readonly string[]): void {
    const { logger, report } = this.#options;
    const before = this.#lasting.get(source) ?? [];
    if (messages.length === 0) this.#lasting.delete(source);
    else this.#lasting.set(source, messages);
    for (const message of messages) if (!before.includes(message)) this.#tell(message);
    for (const message of before) {
      if (messages.includes(message)) continue;
      logger.info({}, `no longer: ${message}`);
      report({ type: "alarm-over", message });
    }
  }

  /** One thing is wrong at a source; said in its first words until {@link Alarms.over}. */
  begin(source: string, message: string): void {
    if (!this.#lasting.has(source)) this.lasting(source, [message]);
  }

  over(source: string): void {
    this.lasting(source, []);
  }

  /**
   * One thing is wrong at a source, whose words are others every time one looks (they tell since when): said when it begins.
   * @param about what it is, in words that stay the same as long as it is so; null: nothing is wrong
   */
  concerning(source: string, about: string | null, message: string): void {
    if ((this.#about.get(source) ?? null) === about) return;
    this.over(source);
    if (about === null) {
      this.#about.delete(source);
      return;
    }
    this.#about.set(source, about);
    this.begin(source, message);
  }

  #tell(message: string): void {
    const { logger, report } = this.#options;
    logger.warn({ alarm: true }, message);
    report({ type: "alarm", message });
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { LedgerScanner, LockstepError, readLedger, RpcClient } from "@lockstep/core";
import type { LedgerLine, Logger, RunCredentials } from "@lockstep/core";

/** Where the followed ledger is served at this moment. */
export interface LedgerSource {
  readonly address: string;
  /** version that the server says it has reached */
  readonly version: number;
}

/** A line that counts. */
export interface FollowedLine {
  readonly line: LedgerLine;
  /** when it was written, by this process's monotonic clock, in ms; when it came here if the server does not know any more */
  readonly atMs: number;
}

export interface LedgerFollowerOptions {
  readonly credentials: RunCredentials;
  /** null: parameter server 0 has no session now */
  readonly source: () => LedgerSource | null;
  /** Lines that count, in order, a few at a time. */
  readonly onLines: (lines: readonly FollowedLine[]) => void;
  /** Everything told so far is void: the ledger is read again from its beginning. */
  readonly onRestart: () => void;
  readonly logger: Logger;
}

const retryMs = 250;
const watchMs = 500;
/** The server has committed steps whose lines do not come: the connection is dead without having been closed. */
const silentMs = 3000;

/**
 * Tails the ledger of parameter server 0, over restarts of the server and changes of the generation: a broken stream goes on at the
 * byte where it stopped. When the bytes there do not continue what was read (the server lost lines in a crash and wrote others), all is
 * read again.
 */
export class LedgerFollower {
  readonly #options: LedgerFollowerOptions;
  readonly #stopping = new AbortController();
  readonly #running: Promise<void>;
  #scanner: LedgerScanner;
  /** of the piece that is being read; null: a line that does not count */
  #lines: (LedgerLine | null)[] = [];

  constructor(options: LedgerFollowerOptions) {
    this.#options = options;
    this.#scanner = this.#newScanner();
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#stopping.abort(new LockstepError("aborted", "the ledger is not followed any more"));
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const source = this.#options.source();
      try {
        if (source !== null) await this.#follow(source);
      } catch (error) {
        if (!signal.aborted) this.#options.logger.debug({}, `ledger of parameter server 0: ${LockstepError.from(error).message}`);
      }
      await sleep(retryMs, undefined, { signal }).catch(() => {});
    }
  }

  async #follow({ address }: LedgerSource): Promise<void> {
    const client = new RpcClient(address, this.#options.credentials);
    const stale = new AbortController();
    let heardMs = performance.now();
    const watch = setInterval(() => {
      const current = this.#options.source();
      const behind = current !== null && current.version > this.#scanner.position.next && performance.now() - heardMs > silentMs;
      if (current?.address !== address || behind)
        stale.abort(new LockstepError("peer-lost", `parameter server 0 at ${address} serves no ledger any more`));
    }, watchMs);
    this.#scanner.dropRest();
    try {
      const signal = AbortSignal.any([this.#stopping.signal, stale.signal]);
      for await (const { data, agesMs } of readLedger(client, { offset: this.#scanner.goodBytes, follow: true, signal })) {
        heardMs = performance.now();
        if (!this.#take(data, agesMs)) return;
      }
    } finally {
      clearInterval(watch);
      client.close();
    }
  }

  /** @returns false if the stream is of no use any more */
  #take(data: Uint8Array, agesMs: readonly number[]): boolean {
    this.#scanner.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1"));
    const nowMs = performance.now();
    const unknown = this.#lines.length - agesMs.length;
    const lines = this.#lines.flatMap((line, index) => (line === null ? [] : [{ line, atMs: nowMs - (agesMs[index - unknown] ?? 0) }]));
    this.#lines = [];
    if (lines.length > 0) this.#options.onLines(lines);
    if (this.#scanner.problem === null) return true;
    this.#options.logger.warn({}, `ledger of parameter server 0 is read again from its beginning: ${this.#scanner.problem}`);
    this.#scanner = this.#newScanner();
    this.#options.onRestart();
    return false;
  }

  #newScanner(): LedgerScanner {
    return new LedgerScanner((line, _lineNumber, verdict) => {
      this.#lines.push(verdict.result === "counts" ? line : null);
    });
  }
}

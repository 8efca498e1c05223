import type { LockstepError } from "../errors.ts";
import type { Clock, ScheduledCall } from "../run/clock.ts";
import type { Logger } from "../run/logger.ts";
import { SeldomLog } from "../run/seldom-log.ts";
import type { ExchangeCounters } from "./exchange.ts";
import { Subscriptions } from "./subscriptions.ts";
import type { Dial, PullStream, StreamEvents } from "./transport.ts";

/**
 * A link on which nothing came for this long is dead: ten beats. Longer than a lease, so that a process that stands still has lost its
 * session before its links are judged.
 */
export const silenceMs = 2200;
/** How often a dead link is reported. */
const reportEveryMs = 1000;
const firstBackoffMs = 100;
const maxBackoffMs = 1000;

export interface PeerLinkOptions {
  readonly peer: string;
  readonly address: string;
  readonly dial: Dial;
  readonly counters: ExchangeCounters;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * The receiver's side of one peer: a stream that is dialled again whenever it is lost or silent, and the subscriptions that each new
 * stream takes up where the last one stopped. A silent stream is given up together with its connection, since a connection that
 * survives a partition would wait out its own retransmission back-off after the partition has healed.
 */
export class PeerLink {
  readonly peer: string;
  readonly address: string;
  readonly subscriptions: Subscriptions;
  readonly #options: PeerLinkOptions;
  readonly #warnings: SeldomLog;
  #stream: PullStream | null = null;
  #redial: ScheduledCall | null = null;
  #backoffMs = 0;
  #closed = false;
  #dialledAtMs = 0;
  #heardAtMs: number;
  /** on the stream of this moment */
  #receivedBytes = 0;
  #reportedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PeerLinkOptions) {
    this.#options = options;
    this.peer = options.peer;
    this.address = options.address;
    this.#warnings = new SeldomLog(options.logger, () => options.clock.now());
    this.subscriptions = new Subscriptions(options.peer, options.counters, (pull) => this.#stream?.pull(pull), {
      readShared: (place, offset, target) => this.#stream?.readShared?.(place, offset, target) ?? false,
      onRefused: (reason) => this.#warnings.warn("refused", { peer: this.peer }, `chunk of ${this.peer} refused: ${reason}`),
      onMissed: (reason) => options.logger.debug({ peer: this.peer }, reason),
    });
    this.#heardAtMs = options.clock.now();
    this.#dial();
  }

  /**
   * To be called a few times a second.
   * @param onDead called if the link is dead, something is awaited on it, and it was not called in the last second
   */
  tick(onDead: (peer: string) => void): void {
    const now = this.#options.clock.now();
    // On a slow link a chunk takes longer than a dead link's silence: every byte of it is a sign of life.
    const receivedBytes = this.#stream?.receivedBytes?.() ?? 0;
    if (receivedBytes > this.#receivedBytes) this.#heardAtMs = now;
    this.#receivedBytes = receivedBytes;
    const silentMs = now - this.#heardAtMs;
    if (silentMs < silenceMs) return;
    if (this.#stream && now - this.#dialledAtMs >= silenceMs) {
      this.#options.logger.warn(
        { peer: this.peer, address: this.address, silentMs: Math.round(silentMs) },
        "link is silent; dialling again",
      );
      this.#lose();
    }
    if (this.subscriptions.size > 0 && now - this.#reportedAtMs >= reportEveryMs) {
      this.#reportedAtMs = now;
      onDead(this.peer);
    }
  }

  /** This process itself did not run for a while, so silence proves nothing: start counting again. */
  forgive(): void {
    this.#heardAtMs = this.#options.clock.now();
  }

  /** A generation begins: what the one before awaited is over, and so is its silence, for the peer may just have come back. */
  beginGeneration(generation: number): void {
    this.subscriptions.reset(generation);
    this.forgive();
  }

  close(): void {
    this.#closed = true;
    this.subscriptions.reset(0);
    this.#redial?.cancel();
    this.#stream?.close();
    this.#stream = null;
  }

  #dial(): void {
    this.#redial = null;
    this.#dialledAtMs = this.#options.clock.now();
    this.#receivedBytes = 0;
    const stream: PullStream = this.#options.dial(
      this.address,
      this.#events(() => this.#stream === stream),
    );
    this.#stream = stream;
    for (const pull of this.subscriptions.pulls()) stream.pull(pull);
  }

  #events(current: () => boolean): StreamEvents {
    const heard = (): void => {
      this.#heardAtMs = this.#options.clock.now();
    };
    return {
      opened: () => {
        if (current()) heard();
      },
      chunk: (chunk) => {
        if (!current()) return;
        heard();
        // A stream that carried data may be dialled again at once when it breaks; one that fails before that may not.
        this.#backoffMs = chunk.beat || chunk.stale ? Math.min(this.#backoffMs, firstBackoffMs) : 0;
        if (chunk.beat) return;
        try {
          this.subscriptions.accept(chunk);
        } catch (error) {
          // A sink failed. That is its owner's error, not the stream's: raise it where no transport can swallow it.
          this.#options.clock.after(0, () => {
            throw error;
          });
        }
      },
      malformed: (error) => {
        if (!current()) return;
        heard();
        this.#options.counters.refused += 1;
        this.#warnings.warn("malformed", { peer: this.peer }, error.message);
      },
      lost: (reason) => {
        if (current()) this.#lose(reason);
      },
    };
  }

  #lose(reason?: LockstepError): void {
    this.#stream?.close();
    this.#stream = null;
    if (this.#closed) return;
    if (reason) this.#options.logger.debug({ peer: this.peer, redialInMs: this.#backoffMs }, `stream lost: ${reason.message}`);
    this.#redial = this.#options.clock.after(this.#backoffMs, () => this.#dial());
    this.#backoffMs = Math.min(Math.max(firstBackoffMs, this.#backoffMs * 2), maxBackoffMs);
  }
}

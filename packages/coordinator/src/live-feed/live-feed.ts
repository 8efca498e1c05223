import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { diffStatus, feedProtocol, LockstepError } from "@lockstep/core";
import type { FeedMessage, Logger, RunStatus } from "@lockstep/core";
import { WebSocketServer } from "ws";
import { FeedClient } from "./feed-client.ts";
import type { FeedLimits } from "./feed-limits.ts";

export interface LiveFeedOptions {
  readonly status: () => RunStatus;
  readonly limits: FeedLimits;
  readonly logger: Logger;
  /** monotonic clock, ms */
  readonly now: () => number;
}

const goingAway = 1001;
const normalEnd = 1000;

/**
 * Tells the run's status to everybody who watches `/feed`: a snapshot, then numbered deltas. Watchers cannot slow the run: the state is looked
 * at and written as JSON once a tick for all of them together, not at all while nobody takes it, and what waits for one that does not
 * read is bounded.
 */
export class LiveFeed {
  readonly #options: LiveFeedOptions;
  readonly #sockets: WebSocketServer;
  readonly #clients = new Set<FeedClient>();
  #timer: NodeJS.Timeout | null = null;
  #published: { readonly seq: number; readonly status: RunStatus } | null = null;
  /** of what was published last; made when somebody needs it */
  #snapshot: Buffer | null = null;
  #publishedMs = -Infinity;
  #closing = false;
  #onEmpty: () => void = () => {};

  constructor(options: LiveFeedOptions) {
    this.#options = options;
    const { maxMessageBytes, closeGraceMs } = options.limits;
    // Compression would cost the coordinator, not the watcher.
    const settings = {
      noServer: true,
      maxPayload: maxMessageBytes,
      perMessageDeflate: false,
      clientTracking: false,
      closeTimeout: closeGraceMs,
    };
    this.#sockets = new WebSocketServer(settings);
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Makes a checked HTTP request a client. @returns false if there is no place for it; the connection is then as it was */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { limits, now } = this.#options;
    if (this.#closing || this.#clients.size >= limits.maxClients) return false;
    this.#sockets.handleUpgrade(request, socket, head, (connection) => {
      const client = new FeedClient(connection, limits, now, () => this.#remove(client));
      this.#clients.add(client);
      this.#timer ??= setInterval(() => this.#tick(), limits.tickMs);
      this.#welcome(client);
    });
    return true;
  }

  /** Tells everybody the last state and ends; clients that do not read are cut off. */
  async close(): Promise<void> {
    this.#closing = true;
    if (this.#clients.size > 0) {
      this.#tick();
      const finished = this.#published?.status.state === "finished";
      for (const client of this.#clients)
        client.close(finished ? normalEnd : goingAway, finished ? "the run is finished" : "the coordinator ends");
      await this.#untilEmpty();
    }
    this.#stopTimer();
  }

  #untilEmpty(): Promise<void> {
    return new Promise((resolve) => {
      const tooLate = setTimeout(() => {
        for (const client of this.#clients) client.terminate();
        resolve();
      }, this.#options.limits.closeGraceMs);
      this.#onEmpty = () => {
        clearTimeout(tooLate);
        resolve();
      };
      if (this.#clients.size === 0) this.#onEmpty();
    });
  }

  #remove(client: FeedClient): void {
    this.#clients.delete(client);
    if (this.#clients.size > 0) return;
    this.#stopTimer();
    this.#onEmpty();
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The first message. Many who come together cost one look at the state. */
  #welcome(client: FeedClient): void {
    const { limits, now } = this.#options;
    if (now() - this.#publishedMs >= limits.tickMs) this.#tick();
    else this.#guard(() => client.sendSnapshot(this.#snapshotText()));
  }

  #tick(): void {
    this.#guard(() => this.#publish());
  }

  /** Runs on timers and events of the coordinator: whatever goes wrong here ends the feed's connections, not the run. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.logger.error({ err: error }, `the live feed cannot tell the status: ${LockstepError.from(error).message}`);
      this.#published = null;
      this.#publishedMs = -Infinity;
      for (const client of this.#clients) client.terminate();
    }
  }

  #publish(): void {
    const { status, now } = this.#options;
    const nowMs = now();
    const takers = [...this.#clients]
      .map((client) => ({ client, step: client.step(nowMs) }))
      .filter(({ step }) => step === "delta" || step === "snapshot");
    if (takers.length === 0) return;
    this.#publishedMs = nowMs;
    const delta = this.#look(status());
    let deltaText: Buffer | null = null;
    for (const { client, step } of takers) {
      if (step === "snapshot") client.sendSnapshot(this.#snapshotText());
      else if (delta !== null) client.sendDelta((deltaText ??= encode(delta)));
    }
  }

  /** Makes `next` the published state. @returns what changed, null if nothing */
  #look(next: RunStatus): FeedMessage | null {
    if (this.#published === null) {
      this.#published = { seq: 1, status: next };
      return null;
    }
    const patch = diffStatus(this.#published.status, next);
    if (patch === null) return null;
    const seq = this.#published.seq + 1;
    this.#published = { seq, status: next };
    this.#snapshot = null;
    return { type: "delta", seq, patch };
  }

  #snapshotText(): Buffer {
    if (this.#published === null) throw new LockstepError("invariant", "the feed has published nothing yet");
    this.#snapshot ??= encode({ type: "snapshot", protocol: feedProtocol, ...this.#published });
    return this.#snapshot;
  }
}

const encode = (message: FeedMessage): Buffer => Buffer.from(JSON.stringify(message));

import type { WebSocket } from "ws";
import type { FeedLimits } from "./feed-limits.ts";
import { feedStep } from "./feed-step.ts";
import type { FeedStep } from "./feed-step.ts";

const policyViolation = 1008;
const windowMs = 1000;

/** One connection of the feed: what it has been sent, whether it is alive, how much it says. */
export class FeedClient {
  readonly #socket: WebSocket;
  readonly #limits: FeedLimits;
  #inSync = false;
  #behindSinceMs: number | null = null;
  #pingedMs: number;
  #answered = true;
  #window: { readonly sinceMs: number; readonly messages: number };

  /** @param onGone called once, when the connection has ended */
  constructor(socket: WebSocket, limits: FeedLimits, now: () => number, onGone: () => void) {
    this.#socket = socket;
    this.#limits = limits;
    this.#pingedMs = now();
    this.#window = { sinceMs: now(), messages: 0 };
    // What broke the connection ends it: there is nothing else to do about it.
    socket.on("error", () => {});
    socket.once("close", onGone);
    socket.on("ping", () => this.#heard(now()));
    socket.on("pong", () => {
      this.#answered = true;
      this.#heard(now());
    });
    socket.on("message", (data, isBinary) => {
      this.#heard(now());
      // ws gives one Buffer unless it is told otherwise
      if (!isBinary && isResync((data as Buffer).toString("utf8"))) this.#inSync = false;
      else this.close(policyViolation, 'a client may say {"type":"resync"} and nothing else');
    });
  }

  /** What it gets at this tick; whoever asks must then do so. */
  step(nowMs: number): FeedStep {
    if (!this.#open) return "wait";
    this.#beat(nowMs);
    const state = { bufferedBytes: this.#socket.bufferedAmount, inSync: this.#inSync, behindSinceMs: this.#behindSinceMs };
    const { result } = feedStep(nowMs, state, this.#limits);
    if (result === "wait") this.#behindSinceMs ??= nowMs;
    if (result === "close") this.terminate();
    return result;
  }

  /** @param text UTF-8, shared by all clients */
  sendSnapshot(text: Buffer): void {
    this.#inSync = true;
    this.#behindSinceMs = null;
    this.#send(text);
  }

  /** @param text UTF-8, shared by all clients */
  sendDelta(text: Buffer): void {
    this.#send(text);
  }

  close(code: number, reason: string): void {
    if (this.#open) this.#socket.close(code, reason);
  }

  /** Without a word: it would not read it. */
  terminate(): void {
    this.#socket.terminate();
  }

  get #open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  #send(text: Buffer): void {
    this.#socket.send(text, { binary: false }, () => {});
  }

  #beat(nowMs: number): void {
    if (nowMs - this.#pingedMs < this.#limits.pingMs) return;
    if (!this.#answered) return this.terminate();
    this.#pingedMs = nowMs;
    this.#answered = false;
    this.#socket.ping();
  }

  /** Pings count too: each makes this process answer. */
  #heard(nowMs: number): void {
    const { sinceMs, messages } = this.#window;
    this.#window = nowMs - sinceMs >= windowMs ? { sinceMs: nowMs, messages: 1 } : { sinceMs, messages: messages + 1 };
    if (this.#window.messages > this.#limits.maxMessagesPerSecond) this.close(policyViolation, "too many messages");
  }
}

function isResync(text: string): boolean {
  try {
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type === "resync";
  } catch {
    return false;
  }
}

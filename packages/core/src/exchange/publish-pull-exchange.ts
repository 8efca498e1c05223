import { LockstepError } from "../errors.ts";
import { lateTickMs } from "../membership/timing.ts";
import { systemClock } from "../run/clock.ts";
import type { Clock, ScheduledCall } from "../run/clock.ts";
import type { Logger } from "../run/logger.ts";
import { maxTopicNumber } from "./chunk-codec.ts";
import type { ExchangeCounters, Publication, SubscribeOptions, Subscription, TensorExchange, Topic, VectorSink } from "./exchange.ts";
import { PeerLink } from "./peer-link.ts";
import { Publisher } from "./publisher.ts";
import type { Sharing } from "./publisher.ts";
import { describeTopic } from "./topic-key.ts";
import type { Dial } from "./transport.ts";

/** Every stream carries a beat in this time: how far apart two receivers may notice that one sender has gone silent. */
const beatMs = 200;
const tickMs = 100;

export interface PublishPullOptions {
  readonly dial: Dial;
  readonly logger: Logger;
  readonly chunkBytes: number;
  readonly maxMessageBytes: number;
  /** most subscriptions of others, see {@link PublisherOptions.maxTopics} */
  readonly maxTopics?: number;
  /** see {@link PublisherOptions.sharing} */
  readonly sharing?: Sharing;
  /** default: the system's */
  readonly clock?: Clock;
}

/** Generations, links and timers of an exchange; what carries the messages is the subclass's business. */
export abstract class PublishPullExchange implements TensorExchange {
  abstract readonly address: string;
  readonly counters: ExchangeCounters = { vectors: 0, dropped: 0, refused: 0, bytesReceived: 0, bytesShared: 0, bytesSent: 0 };
  protected readonly publisher: Publisher;
  readonly #options: PublishPullOptions;
  readonly #links = new Map<string, PeerLink>();
  readonly #clock: Clock;
  readonly #ticks: ScheduledCall;
  #peers: ReadonlyMap<string, string> = new Map();
  #onDeadLink: (peer: string) => void = () => {};
  #generation = 0;
  /** every generation up to this one is over */
  #fence = 0;
  #closed = false;
  #tickedAtMs: number;
  #beatAtMs: number;

  protected constructor(options: PublishPullOptions) {
    const { chunkBytes, maxMessageBytes, maxTopics, sharing } = options;
    if (!Number.isInteger(chunkBytes) || chunkBytes < 1 || chunkBytes > 1 << 20) {
      throw new LockstepError("configuration", `chunkBytes is ${chunkBytes}; it must be a whole number from 1 to ${1 << 20}`);
    }
    this.#options = options;
    this.publisher = new Publisher({
      chunkBytes,
      maxMessageBytes,
      counters: this.counters,
      ...(maxTopics !== undefined && { maxTopics }),
      ...(sharing && { sharing }),
    });
    this.#clock = options.clock ?? systemClock;
    this.#tickedAtMs = this.#clock.now();
    this.#beatAtMs = this.#tickedAtMs;
    this.#ticks = this.#clock.every(tickMs, () => this.#tick());
  }

  get generation(): number {
    return this.#generation;
  }

  openGeneration(generation: number, peers: ReadonlyMap<string, string>, onDeadLink: (peer: string) => void = () => {}): void {
    if (this.#closed) throw new LockstepError("aborted", "the exchange is closed");
    if (generation <= this.#fence) {
      throw new LockstepError("invariant", `generation ${generation} cannot be opened: every generation up to ${this.#fence} is over here`);
    }
    for (const link of this.#links.values()) {
      if (peers.get(link.peer) === link.address) link.beginGeneration(generation);
      else {
        link.close();
        this.#links.delete(link.peer);
      }
    }
    this.#generation = generation;
    this.#fence = generation;
    this.#peers = new Map(peers);
    this.#onDeadLink = onDeadLink;
    this.publisher.open(generation, generation);
  }

  closeGeneration(fence: number): void {
    this.#generation = 0;
    this.#fence = Math.max(this.#fence, fence);
    for (const link of this.#links.values()) link.subscriptions.reset(0);
    this.publisher.open(0, this.#fence + 1);
  }

  sharesMemoryWith(_address: string): boolean {
    return false;
  }

  disconnect(): void {
    for (const link of this.#links.values()) link.close();
    this.#links.clear();
  }

  publish(topic: Topic, step: number, vector: Uint8Array): Publication {
    this.#demandOpen(topic, step);
    return this.publisher.publish(topic, step, vector);
  }

  subscribe(topic: Topic, peer: string, firstStep: number, sink: VectorSink, options: SubscribeOptions = {}): Subscription {
    this.#demandOpen(topic, firstStep);
    const address = this.#peers.get(peer);
    if (address === undefined) {
      throw new LockstepError(
        "invariant",
        `${peer} is not a peer of generation ${this.#generation}, which has ${[...this.#peers.keys()].join(", ")}`,
      );
    }
    let link = this.#links.get(peer);
    if (!link) {
      const { dial, logger } = this.#options;
      link = new PeerLink({ peer, address, dial, logger, counters: this.counters, clock: this.#clock });
      link.subscriptions.reset(this.#generation);
      this.#links.set(peer, link);
    }
    return link.subscriptions.add(topic, firstStep, sink, options);
  }

  async close(graceMs = 0): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#generation = 0;
    this.disconnect();
    await this.closeTransport(graceMs);
    this.#ticks.cancel();
    this.publisher.open(0, this.#fence + 1);
    this.#options.sharing?.segment.close();
  }

  /** Ends what serves this exchange, at the latest after `graceMs`, or as soon as it serves no stream. */
  protected abstract closeTransport(graceMs: number): Promise<void>;

  #demandOpen(topic: Topic, step: number): void {
    if (this.#generation === 0)
      throw new LockstepError("generation-ended", `no generation is open (${describeTopic(topic)}, step ${step})`);
    const fits = (value: number, limit: number): boolean => Number.isInteger(value) && value >= 0 && value < limit;
    if (!fits(topic.slice, maxTopicNumber) || !fits(topic.subtree, maxTopicNumber) || !fits(step, 2 ** 32)) {
      throw new LockstepError("invariant", `${describeTopic(topic)}, step ${step}: out of the range of the wire format`);
    }
  }

  #tick(): void {
    const now = this.#clock.now();
    const late = now - this.#tickedAtMs > tickMs + lateTickMs;
    this.#tickedAtMs = now;
    if (now - this.#beatAtMs >= beatMs) {
      this.#beatAtMs = now;
      this.publisher.beat();
    }
    for (const link of this.#links.values()) {
      if (late) link.forgive();
      else link.tick(this.#onDeadLink);
    }
  }
}

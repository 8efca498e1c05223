import { LockstepError } from "../errors.ts";
import { payloadBytes } from "./chunk-codec.ts";
import type { Chunk, Pull } from "./chunk-codec.ts";
import { copyBytes } from "./copy-bytes.ts";
import type { ExchangeCounters, SubscribeOptions, Subscription, Topic, VectorSink } from "./exchange.ts";
import { describeTopic, topicKey } from "./topic-key.ts";
import type { TopicKey } from "./topic-key.ts";
import type { PullStream } from "./transport.ts";

/** Steps granted at once; renewed when half of them are used, so that no request is ever on the critical path. */
const grantWindowSteps = 64;

const maxStep = 2 ** 32 - 1;

export interface SubscriptionsOptions {
  /** see {@link PullStream}; default: there is none */
  readonly readShared?: NonNullable<PullStream["readShared"]>;
  /** hears of a chunk that no correct peer sends */
  readonly onRefused?: (reason: string) => void;
  /** hears of a chunk that was not in shared memory any more */
  readonly onMissed?: (reason: string) => void;
}

/** What this process wants from one peer in the open generation, and how far each vector has come. */
export class Subscriptions {
  readonly #peer: string;
  readonly #counters: ExchangeCounters;
  readonly #send: (pull: Pull) => void;
  readonly #options: SubscriptionsOptions;
  #generation = 0;
  #active = new Map<TopicKey, ActiveSubscription>();

  /**
   * @param send puts a pull on the peer's stream if there is one; a new stream starts with {@link pulls}
   */
  constructor(peer: string, counters: ExchangeCounters, send: (pull: Pull) => void, options: SubscriptionsOptions = {}) {
    this.#options = options;
    this.#peer = peer;
    this.#counters = counters;
    this.#send = send;
  }

  get size(): number {
    return this.#active.size;
  }

  /** Ends every subscription; from now on only chunks of `generation` are taken (0: none). */
  reset(generation: number): void {
    for (const subscription of this.#active.values()) subscription.cancelled = true;
    this.#active = new Map();
    this.#generation = generation;
  }

  add(topic: Topic, firstStep: number, sink: VectorSink, options: SubscribeOptions): Subscription {
    const key = topicKey(topic);
    if (this.#active.has(key)) throw new LockstepError("invariant", `subscribed twice to ${describeTopic(topic)} of ${this.#peer}`);
    const subscription = new ActiveSubscription(this.#generation, topic, firstStep, sink, options.lastStep ?? maxStep);
    if (firstStep <= subscription.lastStep) {
      this.#active.set(key, subscription);
      this.#send(subscription.pull());
    }
    return {
      cancel: () => {
        if (subscription.cancelled) return;
        subscription.cancelled = true;
        if (this.#active.get(key) !== subscription) return;
        this.#active.delete(key);
        this.#send(subscription.withdrawal());
      },
    };
  }

  /** What a new stream has to ask for: every vector from the byte where the last stream left off. */
  pulls(): Pull[] {
    return [...this.#active.values()].map((subscription) => subscription.pull());
  }

  /** Takes a chunk of this peer if it is the one expected next; anything else changes nothing and is counted. */
  accept(chunk: Chunk): void {
    if (chunk.stale) return;
    const key = topicKey(chunk);
    const subscription = this.#active.get(key);
    if (
      !subscription ||
      chunk.generation !== this.#generation ||
      chunk.step !== subscription.step ||
      chunk.offset !== subscription.receivedBytes
    ) {
      this.#counters.dropped += 1;
      return;
    }
    const misfit = subscription.misfit(chunk);
    if (misfit !== null) {
      this.#counters.refused += 1;
      this.#options.onRefused?.(`${describeTopic(chunk)}, step ${chunk.step}: ${misfit}`);
      return;
    }
    const { place } = chunk;
    if (place === null) subscription.copy(chunk);
    else if (this.#options.readShared?.(place, chunk.offset, subscription.target(chunk.offset, place.length)) !== true) {
      this.#options.onMissed?.(`${describeTopic(chunk)}, step ${chunk.step}: not in shared memory any more; asked for as a message`);
      subscription.inline = true;
      this.#send(subscription.pull());
      return;
    } else this.#counters.bytesShared += place.length;
    const length = payloadBytes(chunk);
    this.#counters.bytesReceived += length;
    const completed = subscription.took(length);
    if (completed) {
      this.#counters.vectors += 1;
      if (subscription.step > subscription.lastStep) this.#active.delete(key);
      else {
        const renewal = subscription.renewal();
        if (renewal) this.#send(renewal);
      }
    }
    subscription.report(chunk, completed);
  }
}

class ActiveSubscription {
  readonly lastStep: number;
  /** the step whose vector is being received */
  step: number;
  receivedBytes = 0;
  cancelled = false;
  /** shared memory has failed it: from now on it takes its bytes in messages only */
  inline = false;
  readonly #generation: number;
  readonly #topic: Topic;
  readonly #sink: VectorSink;
  #grantedStep: number;
  #destination: Uint8Array | null = null;

  constructor(generation: number, topic: Topic, firstStep: number, sink: VectorSink, lastStep: number) {
    this.#generation = generation;
    this.#topic = { phase: topic.phase, slice: topic.slice, subtree: topic.subtree };
    this.#sink = sink;
    this.step = firstStep;
    this.lastStep = lastStep;
    this.#grantedStep = Math.min(firstStep + grantWindowSteps - 1, lastStep);
  }

  pull(): Pull {
    return this.#grant(this.step, this.#grantedStep, this.receivedBytes);
  }

  withdrawal(): Pull {
    return this.#grant(1, 0, 0);
  }

  renewal(): Pull | null {
    if (this.#grantedStep === this.lastStep || this.#grantedStep - this.step >= grantWindowSteps / 2) return null;
    const first = this.#grantedStep + 1;
    this.#grantedStep = Math.min(this.#grantedStep + grantWindowSteps, this.lastStep);
    return this.#grant(first, this.#grantedStep, 0);
  }

  /** Why a chunk of the expected step and offset is none that a correct peer sends; null: it is one. */
  misfit(chunk: Chunk): string | null {
    const { offset, total, place, header } = chunk;
    if (place !== null && this.inline) return "a place in shared memory, which was not asked for";
    const length = payloadBytes(chunk);
    const expected = this.#expected().byteLength;
    const end = offset + length;
    if (total !== expected) return `a vector of ${total} bytes; ${expected} are expected`;
    if (end > total) return `bytes [${offset}, ${end}) of ${total}`;
    if (end < total && header.length > 0) return `a header before the last chunk`;
    return length > 0 || total === 0 ? null : "a chunk without data";
  }

  copy(chunk: Chunk): void {
    copyBytes(this.#expected(), chunk.offset, chunk.data);
  }

  /** Where bytes of the vector go. */
  target(offset: number, length: number): Uint8Array {
    return this.#expected().subarray(offset, offset + length);
  }

  /** The vector's next bytes are in place. @returns whether it is whole */
  took(length: number): boolean {
    this.receivedBytes += length;
    if (this.receivedBytes < this.#expected().byteLength) return false;
    this.step += 1;
    this.receivedBytes = 0;
    this.#destination = null;
    return true;
  }

  report(chunk: Chunk, completed: boolean): void {
    if (!this.cancelled) this.#sink.received?.(chunk.step, chunk.offset + payloadBytes(chunk));
    // A copy: the header is a view of the message, and whoever keeps it must not keep a whole chunk alive. (Buffer.slice would not copy.)
    if (completed && !this.cancelled) this.#sink.complete(chunk.step, new Uint8Array(chunk.header));
  }

  #expected(): Uint8Array {
    this.#destination ??= this.#sink.destination(this.step);
    return this.#destination;
  }

  #grant(firstStep: number, lastStep: number, offset: number): Pull {
    const { phase, slice, subtree } = this.#topic;
    return {
      generation: this.#generation,
      phase,
      slice,
      subtree,
      firstStep,
      lastStep,
      offset,
      ...(!this.inline && { sharedMemory: true }),
    };
  }
}

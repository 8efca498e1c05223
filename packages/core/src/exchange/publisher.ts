import { LockstepError } from "../errors.ts";
import { ChunkFrame, maxChunkOverheadBytes, payloadBytes } from "./chunk-codec.ts";
import type { Pull } from "./chunk-codec.ts";
import type { ExchangeCounters, Publication, Topic } from "./exchange.ts";
import type { MemorySegment, SegmentSlot } from "./memory-segment.ts";
import type { SharedPlace } from "./segment-format.ts";
import { describeTopic, topicKey } from "./topic-key.ts";
import type { TopicKey } from "./topic-key.ts";

/** The serving end of one subscriber's stream. */
export interface ChunkStream {
  /** @returns false if the stream takes no more now; {@link Publisher.drained} says when it does */
  send(frame: ChunkFrame): boolean;
}

/** What goes by shared memory to those who can read it. */
export interface Sharing {
  readonly segment: MemorySegment;
  /** chunks of so many bytes and more */
  readonly leastBytes: number;
}

export interface PublisherOptions {
  /** bytes of a vector in one message */
  readonly chunkBytes: number;
  /** bytes of a message, everything included */
  readonly maxMessageBytes: number;
  readonly counters: ExchangeCounters;
  /** most subscriptions, and pulls kept for a later generation, of all streams; default {@link leastTopicsOfAll} */
  readonly maxTopics?: number;
  /** default: nothing is shared */
  readonly sharing?: Sharing;
}

/** Most streams served at once. */
export const maxStreams = 1024;
/** Most topics that one stream may subscribe to, and most pulls kept for a later generation; see checkExchangeLimits. */
export const maxTopicsPerStream = 16_384;
/** The same over all streams, unless a run needs more ({@link PublisherOptions.maxTopics}): about 30 MiB. */
export const leastTopicsOfAll = 65_536;
/** Longest header of a vector. */
export const maxHeaderBytes: number = 1 << 20;

/** Which vector, and which byte of it, a stream gets next. */
interface Grant {
  readonly stream: ServedStream;
  readonly topic: PublishedTopic;
  step: number;
  offset: number;
  lastStep: number;
  sharedMemory: boolean;
}

interface ServedStream {
  readonly chunks: ChunkStream;
  readonly grants: Map<TopicKey, Grant>;
  /** pulls of one generation that is still to be opened here */
  kept: { readonly generation: number; readonly pulls: Map<TopicKey, Pull> } | null;
  full: boolean;
}

interface PublishedTopic extends Topic {
  readonly grants: Set<Grant>;
  /** oldest first, at most two */
  readonly publications: LivePublication[];
}

/**
 * The serving half of an exchange, whatever the transport: who subscribed to what, and which bytes may leave.
 * Nothing is buffered: a stream that is full gets its next chunk when it has drained, cut from the published memory at that time.
 * A subscriber that is more than two steps behind (impossible in lockstep) gets nothing more on that topic.
 */
export class Publisher {
  readonly #options: PublisherOptions;
  readonly #maxTopics: number;
  readonly #streams = new Map<ChunkStream, ServedStream>();
  #topics = new Map<TopicKey, PublishedTopic>();
  #generation = 0;
  #oldestServed = 1;
  /** grants, and pulls kept for later, of all streams */
  #held = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#maxTopics = options.maxTopics ?? leastTopicsOfAll;
  }

  /** Serves `generation` (0: none) and answers pulls below `oldestServed` as stale. Whatever was published or granted before is gone. */
  open(generation: number, oldestServed: number): void {
    for (const topic of this.#topics.values()) for (const publication of topic.publications) publication.retire();
    this.#options.sharing?.segment.clear();
    this.#topics = new Map();
    this.#generation = generation;
    this.#oldestServed = oldestServed;
    for (const stream of this.#streams.values()) {
      this.#held -= stream.grants.size;
      stream.grants.clear();
      const kept = stream.kept;
      if (kept === null || (kept.generation !== generation && kept.generation >= oldestServed)) continue;
      this.#dropKept(stream);
      for (const pull of kept.pulls.values()) this.#grant(stream, pull);
    }
  }

  publish(topic: Topic, step: number, vector: Uint8Array): Publication {
    const published = this.#topic(topic);
    const latest = published.publications.at(-1);
    if (latest && latest.step >= step) {
      throw new LockstepError(
        "invariant",
        `step ${step} published after step ${latest.step} (${describeTopic(topic)}): steps of a topic must ascend`,
      );
    }
    const publication = new LivePublication(this.#options, step, vector, () => this.#flushTopic(published));
    published.publications.push(publication);
    if (published.publications.length > 2) published.publications.shift()?.retire();
    return publication;
  }

  /** @throws LockstepError "unavailable" if too many streams are served */
  accept(chunks: ChunkStream): void {
    if (this.#streams.size >= maxStreams)
      throw new LockstepError("unavailable", `this process already serves ${maxStreams} streams, the most allowed`);
    this.#streams.set(chunks, { chunks, grants: new Map(), kept: null, full: false });
  }

  leave(chunks: ChunkStream): void {
    const stream = this.#streams.get(chunks);
    if (!stream) return;
    this.#streams.delete(chunks);
    this.#dropKept(stream);
    this.#held -= stream.grants.size;
    for (const grant of stream.grants.values()) this.#revoke(grant);
  }

  pull(chunks: ChunkStream, pull: Pull): void {
    const stream = this.#streams.get(chunks);
    if (stream) this.#grant(stream, pull);
  }

  drained(chunks: ChunkStream): void {
    const stream = this.#streams.get(chunks);
    if (!stream) return;
    stream.full = false;
    for (const grant of stream.grants.values()) {
      if (stream.full) return;
      this.#flush(grant);
    }
  }

  /** Says on every stream that this process lives; what a full one still carries says so too. */
  beat(): void {
    for (const stream of this.#streams.values()) if (!stream.full) this.#send(stream, new ChunkFrame({ beat: true }));
  }

  #topic(topic: Topic): PublishedTopic {
    const key = topicKey(topic);
    let published = this.#topics.get(key);
    if (!published) {
      published = { phase: topic.phase, slice: topic.slice, subtree: topic.subtree, grants: new Set(), publications: [] };
      this.#topics.set(key, published);
    }
    return published;
  }

  #grant(stream: ServedStream, pull: Pull): void {
    if (pull.generation < this.#oldestServed) this.#answerStale(stream, pull);
    else if (pull.generation !== this.#generation) this.#keep(stream, pull);
    else this.#serve(stream, pull);
  }

  #answerStale(stream: ServedStream, pull: Pull): void {
    const { generation, phase, slice, subtree, firstStep: step } = pull;
    if (!stream.full) this.#send(stream, new ChunkFrame({ generation, phase, slice, subtree, step, stale: true }));
  }

  #keep(stream: ServedStream, pull: Pull): void {
    if (stream.kept === null || stream.kept.generation < pull.generation) {
      this.#dropKept(stream);
      stream.kept = { generation: pull.generation, pulls: new Map() };
    }
    const { generation, pulls } = stream.kept;
    const key = topicKey(pull);
    const isNew = !pulls.has(key);
    if (generation !== pull.generation || (isNew && !this.#hasRoom(pulls.size))) {
      this.#options.counters.refused += 1;
      return;
    }
    if (isNew) this.#held += 1;
    pulls.set(key, pull);
  }

  #dropKept(stream: ServedStream): void {
    this.#held -= stream.kept?.pulls.size ?? 0;
    stream.kept = null;
  }

  /** @param topics that the stream has already */
  #hasRoom(topics: number): boolean {
    return topics < maxTopicsPerStream && this.#held < this.#maxTopics;
  }

  #serve(stream: ServedStream, pull: Pull): void {
    const key = topicKey(pull);
    const earlier = stream.grants.get(key);
    // A renewal follows the earlier grant without a gap: what that one still has to send must not be sent twice.
    if (earlier && pull.firstStep === earlier.lastStep + 1 && pull.offset === 0 && pull.lastStep >= pull.firstStep) {
      earlier.lastStep = pull.lastStep;
      earlier.sharedMemory = pull.sharedMemory === true;
      this.#flush(earlier);
      return;
    }
    if (earlier) this.#end(earlier, key);
    if (pull.lastStep < pull.firstStep) return;
    if (!this.#hasRoom(stream.grants.size)) {
      this.#options.counters.refused += 1;
      return;
    }
    this.#held += 1;
    const topic = this.#topic(pull);
    const { firstStep: step, lastStep, offset, sharedMemory = false } = pull;
    const grant: Grant = { stream, topic, step, offset, lastStep, sharedMemory };
    stream.grants.set(key, grant);
    topic.grants.add(grant);
    this.#flush(grant);
  }

  #end(grant: Grant, key: TopicKey): void {
    if (grant.stream.grants.delete(key)) this.#held -= 1;
    this.#revoke(grant);
  }

  #revoke(grant: Grant): void {
    grant.topic.grants.delete(grant);
    if (grant.topic.grants.size === 0 && grant.topic.publications.length === 0) this.#topics.delete(topicKey(grant.topic));
  }

  #flushTopic(topic: PublishedTopic): void {
    for (const grant of topic.grants) this.#flush(grant);
  }

  #flush(grant: Grant): void {
    const { stream, topic } = grant;
    while (!stream.full && grant.step <= grant.lastStep) {
      const publication = topic.publications.find((candidate) => candidate.step === grant.step);
      if (!publication) return;
      const length = publication.vector.byteLength;
      if (grant.offset > 0 && grant.offset >= length) {
        this.#options.counters.refused += 1;
        this.#end(grant, topicKey(topic));
        return;
      }
      const end = publication.cutAfter(grant.offset);
      if (end === null) return;
      const last = publication.completed && end === length;
      const place = grant.sharedMemory ? publication.place(grant.offset, end) : null;
      const frame = new ChunkFrame({
        generation: this.#generation,
        step: grant.step,
        phase: topic.phase,
        slice: topic.slice,
        subtree: topic.subtree,
        offset: grant.offset,
        total: length,
        ...(last ? { header: publication.header } : {}),
        ...(place === null ? { data: publication.vector.subarray(grant.offset, end) } : { place }),
      });
      grant.step += last ? 1 : 0;
      grant.offset = last ? 0 : end;
      this.#send(stream, frame);
    }
  }

  #send(stream: ServedStream, frame: ChunkFrame): void {
    this.#options.counters.bytesSent += payloadBytes(frame);
    if (!stream.chunks.send(frame)) stream.full = true;
  }
}

const noHeader: Uint8Array = new Uint8Array(0);

/** One step's vector and how much of it may leave. */
class LivePublication implements Publication {
  readonly step: number;
  readonly vector: Uint8Array;
  header: Uint8Array = noHeader;
  completed = false;
  readonly #options: PublisherOptions;
  readonly #flush: () => void;
  #readyBytes = 0;
  #retired = false;
  #slot: SegmentSlot | null = null;
  /** bytes that the slot holds already */
  #sharedBytes = 0;

  constructor(options: PublisherOptions, step: number, vector: Uint8Array, flush: () => void) {
    this.#options = options;
    this.step = step;
    this.vector = vector;
    this.#flush = flush;
  }

  advance(readyBytes: number): void {
    if (this.#retired || this.completed) return;
    if (readyBytes > this.vector.byteLength) {
      throw new LockstepError("invariant", `advance(${readyBytes}) on a vector of ${this.vector.byteLength} bytes`);
    }
    const { chunkBytes } = this.#options;
    const ready = Math.floor(Math.min(readyBytes, this.vector.byteLength - 1) / chunkBytes) * chunkBytes;
    if (ready <= this.#readyBytes) return;
    this.#readyBytes = ready;
    this.#flush();
  }

  complete(header: Uint8Array = noHeader): void {
    if (this.#retired) return;
    if (this.completed) throw new LockstepError("invariant", `the vector of step ${this.step} was completed twice`);
    if (header.length > maxHeaderBytes)
      throw new LockstepError("invariant", `header of ${header.length} bytes; at most ${maxHeaderBytes} can be sent with a vector`);
    this.header = header;
    this.completed = true;
    this.#readyBytes = this.vector.byteLength;
    this.#flush();
  }

  /** Its generation or its time is over: nothing of it is sent any more, whatever its owner still calls. */
  retire(): void {
    this.#retired = true;
    if (this.#slot !== null) this.#options.sharing?.segment.give(this.#slot);
    this.#slot = null;
  }

  /** Where bytes [offset, end), which may leave, lie in shared memory, written there if no other subscriber's are; null: nowhere. */
  place(offset: number, end: number): SharedPlace | null {
    const { sharing } = this.#options;
    if (!sharing || end - offset < sharing.leastBytes) return null;
    this.#slot ??= sharing.segment.take(this.vector.byteLength);
    if (this.#slot === null) return null;
    if (end > this.#sharedBytes) {
      if (!sharing.segment.write(this.#slot, this.#sharedBytes, this.vector.subarray(this.#sharedBytes, end))) return null;
      this.#sharedBytes = end;
    }
    return { slot: this.#slot.position, sequence: this.#slot.sequence, length: end - offset };
  }

  /** End of the chunk that starts at `offset`; null if it may not leave yet. */
  cutAfter(offset: number): number | null {
    const { chunkBytes, maxMessageBytes } = this.#options;
    const end = Math.min((Math.floor(offset / chunkBytes) + 1) * chunkBytes, this.#readyBytes);
    if (!this.completed) return end > offset ? end : null;
    if (end < this.vector.byteLength) return end;
    // A long header takes room from the last chunk; what no longer fits goes ahead in a chunk of its own.
    const room = maxMessageBytes - maxChunkOverheadBytes - this.header.length;
    return Math.min(end, offset + room);
  }
}

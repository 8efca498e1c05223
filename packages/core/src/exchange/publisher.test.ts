import fs from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { silentLogger } from "../run/logger.ts";
import { hasSharedMemory } from "../testing/has-shared-memory.ts";
import type { ChunkFrame, Pull } from "./chunk-codec.ts";
import { Phase } from "./exchange.ts";
import type { ExchangeCounters, Topic } from "./exchange.ts";
import { MemorySegment } from "./memory-segment.ts";
import type { WriteSync } from "./memory-segment.ts";
import { maxHeaderBytes, maxStreams, maxTopicsPerStream, Publisher } from "./publisher.ts";
import type { ChunkStream } from "./publisher.ts";
import { parseAnnouncement } from "./segment-format.ts";
import { SegmentReader } from "./segment-reader.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

class RecordingStream implements ChunkStream {
  readonly frames: ChunkFrame[] = [];
  /** takes no more once it holds this many */
  room = Infinity;

  send(frame: ChunkFrame): boolean {
    this.frames.push(frame);
    return this.frames.length < this.room;
  }

  take(): readonly ChunkFrame[] {
    return this.frames.splice(0);
  }
}

const topic: Topic = { phase: Phase.gradient, slice: 3, subtree: 0 };

function publisherOf(chunkBytes = 10): {
  readonly publisher: Publisher;
  readonly counters: ExchangeCounters;
  readonly stream: RecordingStream;
} {
  const counters: ExchangeCounters = { vectors: 0, dropped: 0, refused: 0, bytesReceived: 0, bytesShared: 0, bytesSent: 0 };
  const publisher = new Publisher({ chunkBytes, maxMessageBytes: chunkBytes + 100, counters });
  const stream = new RecordingStream();
  publisher.accept(stream);
  return { publisher, counters, stream };
}

const pullOf = (fields: Partial<Pull>): Pull => ({ ...topic, generation: 1, firstStep: 0, lastStep: 63, offset: 0, ...fields });
const spans = (frames: readonly ChunkFrame[]): readonly string[] =>
  frames.map((frame) => `${frame.step}:${frame.offset}+${frame.data.length}`);

describe("Publisher", () => {
  it("answers a pull of a generation that is over as stale, and keeps one of a later generation", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(5, 5);
    publisher.publish(topic, 0, new Uint8Array(4)).complete();
    publisher.pull(stream, pullOf({ generation: 4 }));
    expect(stream.take()).toMatchObject([{ generation: 4, stale: true, phase: topic.phase, slice: topic.slice }]);
    publisher.pull(stream, pullOf({ generation: 6 }));
    expect(stream.take()).toEqual([]);
    publisher.open(6, 6);
    publisher.publish(topic, 0, new Uint8Array(4)).complete();
    expect(stream.take()).toMatchObject([{ generation: 6, step: 0, stale: false }]);
  });

  it("answers a pull it kept as stale when a fence passes its generation", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    publisher.pull(stream, pullOf({ generation: 3 }));
    publisher.open(0, 3);
    expect(stream.take()).toEqual([]);
    publisher.open(0, 4);
    expect(stream.take()).toMatchObject([{ generation: 3, stale: true }]);
  });

  it("extends a grant by one that follows it, and replaces it by any other", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    publisher.pull(stream, pullOf({ lastStep: 0 }));
    const publication = publisher.publish(topic, 0, new Uint8Array(25));
    publication.advance(12);
    publisher.pull(stream, pullOf({ firstStep: 1, lastStep: 64 }));
    publication.complete();
    publisher.publish(topic, 1, new Uint8Array(25)).complete();
    expect(spans(stream.take())).toEqual(["0:0+10", "0:10+10", "0:20+5", "1:0+10", "1:10+10", "1:20+5"]);
    publisher.pull(stream, pullOf({ firstStep: 1, lastStep: 64, offset: 10 }));
    expect(spans(stream.take())).toEqual(["1:10+10", "1:20+5"]);
    publisher.pull(stream, pullOf({ firstStep: 1, lastStep: 0 }));
    publisher.publish(topic, 2, new Uint8Array(25)).complete();
    expect(stream.take()).toEqual([]);
  });

  it("cuts chunks at its own boundaries, whatever the offset", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    publisher.pull(stream, pullOf({ offset: 7 }));
    publisher.publish(topic, 0, new Uint8Array(25)).complete();
    expect(spans(stream.take())).toEqual(["0:7+3", "0:10+10", "0:20+5"]);
  });

  it("hands nothing to a full stream, and goes on where it stopped when it has drained", () => {
    const { publisher, stream, counters } = publisherOf();
    publisher.open(1, 1);
    publisher.pull(stream, pullOf({}));
    stream.room = 2;
    const vector = new Uint8Array(45);
    publisher.publish(topic, 0, vector).complete();
    expect(spans(stream.take())).toEqual(["0:0+10", "0:10+10"]);
    publisher.publish(topic, 1, new Uint8Array(5)).complete();
    publisher.beat();
    expect(stream.take()).toEqual([]);
    expect(counters.bytesSent).toBe(20);
    publisher.drained(stream);
    expect(spans(stream.take())).toEqual(["0:20+10", "0:30+10"]);
    publisher.drained(stream);
    expect(spans(stream.take())).toEqual(["0:40+5", "1:0+5"]);
  });

  it("forgets steps before the latest two, so that a stuck subscriber costs nothing", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    for (let step = 0; step < 5; step += 1) publisher.publish(topic, step, new Uint8Array(1)).complete();
    publisher.pull(stream, pullOf({ firstStep: 2 }));
    expect(stream.take()).toEqual([]);
    publisher.pull(stream, pullOf({ firstStep: 3 }));
    expect(spans(stream.take())).toEqual(["3:0+1", "4:0+1"]);
  });

  it("beats on a stream, whatever was sent on it since the last time", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    publisher.beat();
    expect(stream.take().map((frame) => frame.beat)).toEqual([true]);
    publisher.pull(stream, pullOf({}));
    publisher.publish(topic, 0, new Uint8Array(4)).complete();
    publisher.beat();
    expect(stream.take().map((frame) => frame.beat)).toEqual([false, true]);
  });

  it("serves a stream that has left no more", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    publisher.pull(stream, pullOf({}));
    publisher.leave(stream);
    publisher.publish(topic, 0, new Uint8Array(4)).complete();
    publisher.pull(stream, pullOf({}));
    publisher.beat();
    expect(stream.take()).toEqual([]);
  });

  it("refuses an offset beyond the vector", () => {
    const { publisher, stream, counters } = publisherOf();
    publisher.open(1, 1);
    publisher.publish(topic, 0, new Uint8Array(25)).complete();
    publisher.pull(stream, pullOf({ offset: 25 }));
    expect(stream.take()).toEqual([]);
    expect(counters.refused).toBe(1);
  });

  it("bounds topics, kept pulls, streams and headers", () => {
    const { publisher, stream, counters } = publisherOf();
    publisher.open(1, 1);
    for (const generation of [1, 2]) {
      counters.refused = 0;
      for (let slice = 0; slice < maxTopicsPerStream + 3; slice += 1) publisher.pull(stream, pullOf({ generation, slice }));
      expect(counters.refused).toBe(3);
    }
    for (let other = 0; other < 8; other += 1) {
      const another = new RecordingStream();
      publisher.accept(another);
      counters.refused = 0;
      for (let slice = 0; slice < maxTopicsPerStream; slice += 1) publisher.pull(another, pullOf({ generation: 1, slice }));
    }
    // All streams together have no room for more, until one of them leaves or the generation ends.
    expect(counters.refused).toBe(maxTopicsPerStream);
    publisher.leave(stream);
    const late = new RecordingStream();
    publisher.accept(late);
    counters.refused = 0;
    for (let slice = 0; slice < maxTopicsPerStream; slice += 1) publisher.pull(late, pullOf({ generation: 1, slice }));
    expect(counters.refused).toBe(0);
    publisher.open(2, 2);
    for (let slice = 0; slice < maxTopicsPerStream; slice += 1) publisher.pull(late, pullOf({ generation: 2, slice }));
    expect(counters.refused).toBe(0);
    expect(() => publisher.publish(topic, 0, new Uint8Array(1)).complete(new Uint8Array(maxHeaderBytes + 1))).toThrowError(
      expect.objectContaining({ code: "invariant" }),
    );
    for (let count = 9; count < maxStreams; count += 1) publisher.accept(new RecordingStream());
    expect(() => publisher.accept(new RecordingStream())).toThrowError(expect.objectContaining({ code: "unavailable" }));
  });

  it("bounds the topics of all streams as it is told to", () => {
    const counters: ExchangeCounters = { vectors: 0, dropped: 0, refused: 0, bytesReceived: 0, bytesShared: 0, bytesSent: 0 };
    const publisher = new Publisher({ chunkBytes: 10, maxMessageBytes: 100, counters, maxTopics: 5 });
    publisher.open(1, 1);
    for (const generation of [1, 2, 1]) {
      const stream = new RecordingStream();
      publisher.accept(stream);
      for (let slice = 0; slice < 2; slice += 1) publisher.pull(stream, pullOf({ generation, slice }));
    }
    expect(counters.refused).toBe(1);
  });

  it("makes room for a long header in the last chunk", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    publisher.pull(stream, pullOf({}));
    publisher.publish(topic, 0, new Uint8Array(20)).complete(new Uint8Array(41));
    const frames = stream.take();
    expect(spans(frames)).toEqual(["0:0+10", "0:10+5", "0:15+5"]);
    expect(frames.map((frame) => frame.header.length)).toEqual([0, 0, 41]);
  });

  it("lets an owner go on with a publication whose generation is over, without effect", () => {
    const { publisher, stream } = publisherOf();
    publisher.open(1, 1);
    const publication = publisher.publish(topic, 0, new Uint8Array(25));
    publisher.open(2, 2);
    publisher.pull(stream, pullOf({ generation: 2 }));
    publication.advance(25);
    publication.complete();
    publication.complete();
    expect(stream.take()).toEqual([]);
  });
});

describe.skipIf(!hasSharedMemory())("Publisher, to those who read shared memory (skipped where there is no /dev/shm)", () => {
  const shared = pullOf({ sharedMemory: true });
  const wholeStep = (frames: readonly ChunkFrame[], at: number): readonly string[] =>
    frames
      .slice(at)
      .map(({ step, offset, place, data }) => (place ? `${step}:${offset}@${place.length}` : `${step}:${offset}+${data.length}`));

  function sharingOf(write?: WriteSync): {
    readonly publisher: Publisher;
    readonly segment: MemorySegment;
    readonly streams: readonly RecordingStream[];
    readonly read: (frame: ChunkFrame | undefined) => readonly number[] | null;
  } {
    const counters: ExchangeCounters = { vectors: 0, dropped: 0, refused: 0, bytesReceived: 0, bytesShared: 0, bytesSent: 0 };
    const segment = new MemorySegment({ logger: silentLogger, ...(write && { write }) });
    const announcement = parseAnnouncement(segment.announcement() ?? "");
    if (announcement === null) throw new Error("no segment");
    const reader = SegmentReader.open(announcement);
    const publisher = new Publisher({ chunkBytes: 10, maxMessageBytes: 200, counters, sharing: { segment, leastBytes: 5 } });
    const streams = [new RecordingStream(), new RecordingStream(), new RecordingStream()];
    for (const stream of streams) publisher.accept(stream);
    publisher.open(1, 1);
    cleanups.push(() => {
      reader.close();
      segment.close();
    });
    return {
      publisher,
      segment,
      streams,
      read: (frame) => {
        if (!frame?.place) return null;
        const bytes = new Uint8Array(frame.place.length);
        return reader.read(frame.place, frame.offset, bytes) ? [...bytes] : null;
      },
    };
  }

  it("writes a chunk once when it may leave, however many there are, and tells each where it is", () => {
    const { publisher, segment, streams, read } = sharingOf();
    for (const stream of streams) publisher.pull(stream, shared);
    const vector = Uint8Array.from({ length: 23 }, (_, index) => index);
    const publication = publisher.publish(topic, 0, vector);
    publication.advance(22);
    expect(segment.writtenBytes).toBe(20);
    publication.complete(Uint8Array.of(9));
    // The last chunk is too short to be worth it.
    for (const { frames } of streams) expect(wholeStep(frames, 0)).toEqual(["0:0@10", "0:10@10", "0:20+3"]);
    expect(segment.writtenBytes).toBe(20);
    for (const { frames } of streams) {
      expect(read(frames[0])).toEqual([...vector.subarray(0, 10)]);
      expect(read(frames[1])).toEqual([...vector.subarray(10, 20)]);
      expect(frames[0]?.data).toHaveLength(0);
    }
  });

  it("has two slots for a topic, and a third step's vector ends the first", () => {
    const { publisher, streams, read } = sharingOf();
    const [stream = new RecordingStream()] = streams;
    publisher.pull(stream, shared);
    for (let step = 0; step < 5; step += 1) publisher.publish(topic, step, new Uint8Array(8).fill(step)).complete();
    const slots = stream.frames.map(({ place }) => place?.slot);
    expect(new Set(slots).size).toBe(2);
    expect(stream.frames.map(read)).toEqual([null, null, null, [...new Uint8Array(8).fill(3)], [...new Uint8Array(8).fill(4)]]);
  });

  it("sends bytes to whoever does not ask for shared memory, or asks no more", () => {
    const { publisher, streams, segment } = sharingOf();
    const [first = new RecordingStream(), second = new RecordingStream()] = streams;
    publisher.pull(first, shared);
    publisher.pull(second, pullOf({}));
    publisher.publish(topic, 0, new Uint8Array(8)).complete();
    publisher.pull(first, pullOf({ firstStep: 1 }));
    publisher.publish(topic, 1, new Uint8Array(8)).complete();
    expect(wholeStep(first.take(), 0)).toEqual(["0:0@8", "1:0+8"]);
    expect(wholeStep(second.take(), 0)).toEqual(["0:0+8", "1:0+8"]);
    // A renewal says so anew.
    publisher.pull(first, pullOf({ firstStep: 64, lastStep: 128, sharedMemory: true }));
    publisher.publish(topic, 2, new Uint8Array(8)).complete();
    expect(wholeStep(first.take(), 0)).toEqual(["2:0@8"]);
    expect(segment.writtenBytes).toBe(16);
  });

  it("goes on in messages when memory is full, in the middle of a vector", () => {
    let writes = 0;
    const write: WriteSync = (...call) => {
      writes += 1;
      // The segment's beginning, the slot's header, the first chunk.
      if (writes > 3) throw new Error("ENOSPC: no space left on device, write");
      return fs.writeSync(...call);
    };
    const { publisher, streams, read } = sharingOf(write);
    for (const stream of streams) publisher.pull(stream, shared);
    const vector = Uint8Array.from({ length: 30 }, (_, index) => index);
    for (const step of [0, 1]) publisher.publish(topic, step, vector).complete();
    for (const { frames } of streams) {
      expect(wholeStep(frames, 0)).toEqual(["0:0@10", "0:10+10", "0:20+10", "1:0+10", "1:10+10", "1:20+10"]);
      expect(read(frames[0])).toEqual([...vector.subarray(0, 10)]);
      expect([...(frames[1]?.data ?? [])]).toEqual([...vector.subarray(10, 20)]);
    }
  });

  it("frees the slots of a generation that ends: who comes late finds nothing, and the next one has the room", () => {
    const { publisher, streams, read } = sharingOf();
    const [stream = new RecordingStream()] = streams;
    publisher.pull(stream, shared);
    for (const step of [0, 1]) publisher.publish(topic, step, new Uint8Array(8).fill(1)).complete();
    const old = stream.take();
    publisher.open(2, 2);
    expect(old.map(read)).toEqual([null, null]);
    publisher.pull(stream, { ...shared, generation: 2 });
    publisher.publish(topic, 0, new Uint8Array(8).fill(2)).complete();
    const [fresh] = stream.take();
    expect(read(fresh)).toEqual([...new Uint8Array(8).fill(2)]);
    expect(fresh?.place?.slot).toBe(old[0]?.place?.slot);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LockstepError } from "../errors.ts";
import { systemClock } from "../run/clock.ts";
import { silentLogger } from "../run/logger.ts";
import { VectorRecorder } from "../testing/vector-recorder.ts";
import { ChunkFrame } from "./chunk-codec.ts";
import type { Pull } from "./chunk-codec.ts";
import { Phase } from "./exchange.ts";
import { PeerLink, silenceMs } from "./peer-link.ts";
import type { PullStream, StreamEvents } from "./transport.ts";

class FakeStream implements PullStream {
  readonly events: StreamEvents;
  readonly dialledAtMs: number;
  readonly pulls: Pull[] = [];
  closed = false;
  bytes = 0;

  constructor(events: StreamEvents) {
    this.events = events;
    this.dialledAtMs = performance.now();
  }

  pull(pull: Pull): void {
    this.pulls.push(pull);
  }

  receivedBytes(): number {
    return this.bytes;
  }

  close(): void {
    this.closed = true;
  }

  lose(): void {
    this.events.lost(new LockstepError("peer-lost", "test"));
  }
}

const topic = { phase: Phase.parameters, slice: 0, subtree: 0 };
const chunk = (step: number, offset: number, length: number): ChunkFrame =>
  new ChunkFrame({ ...topic, generation: 1, step, offset, total: 30, data: new Uint8Array(length) });
const beat = new ChunkFrame({ beat: true });

function linkOf(): { readonly link: PeerLink; readonly streams: FakeStream[]; readonly latest: () => FakeStream } {
  const streams: FakeStream[] = [];
  const link = new PeerLink({
    peer: "peer",
    address: "here:1",
    dial: (_, events) => {
      const stream = new FakeStream(events);
      streams.push(stream);
      return stream;
    },
    counters: { vectors: 0, dropped: 0, refused: 0, bytesReceived: 0, bytesShared: 0, bytesSent: 0 },
    logger: silentLogger,
    clock: systemClock,
  });
  link.subscriptions.reset(1);
  const latest = (): FakeStream => {
    const stream = streams.at(-1);
    if (!stream) throw new Error("nothing dialled");
    return stream;
  };
  return { link, streams, latest };
}

describe("PeerLink", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("takes up every vector where the lost stream left off", () => {
    const { link, streams, latest } = linkOf();
    const recorder = new VectorRecorder(30);
    link.subscriptions.add(topic, 4, recorder, {});
    expect(latest().pulls).toMatchObject([{ firstStep: 4, lastStep: 67, offset: 0 }]);
    latest().events.chunk(chunk(4, 0, 30));
    latest().events.chunk(chunk(5, 0, 10));
    latest().lose();
    vi.advanceTimersByTime(0);
    expect(streams).toHaveLength(2);
    expect(latest().pulls).toMatchObject([{ firstStep: 5, lastStep: 67, offset: 10 }]);
    // What the old stream still delivers is nobody's any more.
    streams[0]?.events.chunk(chunk(5, 10, 20));
    expect(recorder.vectors).toHaveLength(1);
    latest().events.chunk(chunk(5, 10, 20));
    expect(recorder.vectors.map((vector) => vector.step)).toEqual([4, 5]);
    link.close();
  });

  it("dials a peer that fails with growing patience, and one that served at once", () => {
    const { link, streams, latest } = linkOf();
    const gaps: number[] = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      const before = latest();
      before.lose();
      const lostAtMs = performance.now();
      while (latest() === before) vi.advanceTimersByTime(10);
      gaps.push(latest().dialledAtMs - lostAtMs);
    }
    expect(gaps.map((gap) => Math.round(gap / 100) * 100)).toEqual([0, 100, 200, 400, 800, 1000, 1000]);
    link.subscriptions.add(topic, 0, new VectorRecorder(30), {});
    latest().events.chunk(chunk(0, 0, 5));
    latest().lose();
    const count = streams.length;
    vi.advanceTimersByTime(0);
    expect(streams).toHaveLength(count + 1);
    link.close();
  });

  it("gives up a silent stream, reports it once a second while something is awaited, and is content with beats", () => {
    const { link, streams, latest } = linkOf();
    const reports: number[] = [];
    const tick = (ms: number): void => {
      for (let passed = 0; passed < ms; passed += 100) {
        vi.advanceTimersByTime(100);
        link.tick(() => reports.push(performance.now()));
      }
    };
    tick(3000);
    expect(reports).toEqual([]);
    link.subscriptions.add(topic, 0, new VectorRecorder(30), {});
    latest().events.chunk(beat);
    const heardAtMs = performance.now();
    for (let count = 0; count < 6; count += 1) {
      tick(500);
      latest().events.chunk(beat);
    }
    expect(reports).toEqual([]);
    const last = latest();
    const silentFromMs = performance.now();
    expect(silentFromMs - heardAtMs).toBeGreaterThan(silenceMs);
    tick(5000);
    expect(last.closed).toBe(true);
    expect(streams.length).toBeGreaterThan(2);
    const after = reports.map((at) => Math.round((at - silentFromMs) / 100) * 100);
    expect(after).toEqual([2200, 3200, 4200]);
    latest().events.opened();
    tick(2000);
    expect(reports).toHaveLength(3);
    link.close();
  });

  it("takes every byte of a chunk that is long on its way for a sign of life, and none of the stream before", () => {
    const { link, streams, latest } = linkOf();
    link.subscriptions.add(topic, 0, new VectorRecorder(30), {});
    let reports = 0;
    const tick = (): void => {
      vi.advanceTimersByTime(100);
      link.tick(() => (reports += 1));
    };
    for (let passed = 0; passed < 10_000; passed += 1000) {
      latest().bytes += 1000;
      for (let count = 0; count < 10; count += 1) tick();
    }
    expect([reports, streams.length]).toEqual([0, 1]);
    for (let count = 0; count < 30; count += 1) tick();
    expect([reports, streams.length]).toEqual([2, 2]);
    // The new stream begins to count from nothing.
    latest().bytes = 1;
    tick();
    for (let count = 0; count < 20; count += 1) tick();
    expect(reports).toBe(2);
    link.close();
  });

  it("forgives silence that this process slept through", () => {
    const { link, latest } = linkOf();
    link.subscriptions.add(topic, 0, new VectorRecorder(30), {});
    const first = latest();
    vi.advanceTimersByTime(10_000);
    link.forgive();
    let reported = false;
    link.tick(() => {
      reported = true;
    });
    expect(reported).toBe(false);
    expect(first.closed).toBe(false);
    link.close();
  });

  it("stays closed", () => {
    const { link, streams, latest } = linkOf();
    latest().lose();
    link.close();
    vi.advanceTimersByTime(5000);
    expect(streams).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLogger } from "../run/logger.ts";
import { VectorRecorder } from "../testing/vector-recorder.ts";
import { ChunkFrame } from "./chunk-codec.ts";
import { Phase } from "./exchange.ts";
import { PublishPullExchange } from "./publish-pull-exchange.ts";
import type { ChunkStream } from "./publisher.ts";
import type { StreamEvents } from "./transport.ts";

class TestExchange extends PublishPullExchange {
  readonly address = "here";
  readonly closed: number[] = [];
  dials = 0;
  hangUps = 0;
  events: StreamEvents | null = null;

  constructor(chunkBytes = 1000) {
    super({
      dial: (_, events) => {
        this.dials += 1;
        this.events = events;
        return { pull: () => {}, close: () => (this.hangUps += 1) };
      },
      logger: silentLogger,
      chunkBytes,
      maxMessageBytes: 10_000,
    });
  }

  accept(stream: ChunkStream): void {
    this.publisher.accept(stream);
  }

  protected closeTransport(graceMs: number): Promise<void> {
    this.closed.push(graceMs);
    return Promise.resolve();
  }
}

const topic = { phase: Phase.gradient, slice: 0, subtree: 0 };

describe("PublishPullExchange", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("hangs up on everybody when told to, and dials nobody again", () => {
    const exchange = new TestExchange();
    const reports: string[] = [];
    exchange.openGeneration(1, new Map([["peer", "there"]]), (peer) => reports.push(peer));
    exchange.subscribe(topic, "peer", 0, new VectorRecorder(1));
    exchange.disconnect();
    vi.advanceTimersByTime(60_000);
    expect({ dials: exchange.dials, hangUps: exchange.hangUps, reports }).toEqual({ dials: 1, hangUps: 1, reports: [] });
  });

  it("takes a silence that it slept through itself for nothing, and one that lasts for a dead link", async () => {
    const exchange = new TestExchange();
    const reports: string[] = [];
    exchange.openGeneration(1, new Map([["peer", "there"]]), (peer) => reports.push(peer));
    exchange.subscribe(topic, "peer", 0, new VectorRecorder(1));
    vi.advanceTimersByTime(500);
    const beforeMs = performance.now();
    const clock = vi.spyOn(performance, "now").mockReturnValue(beforeMs + 60_000);
    vi.advanceTimersByTime(100);
    expect(reports).toEqual([]);
    clock.mockRestore();
    await exchange.close();

    const awake = new TestExchange();
    awake.openGeneration(1, new Map([["peer", "there"]]), (peer) => reports.push(peer));
    awake.subscribe(topic, "peer", 0, new VectorRecorder(1));
    vi.advanceTimersByTime(2500);
    expect(reports).toEqual(["peer"]);
    await awake.close();
  });

  it("gives a link that was dead in the last generation time to come back before it reports it in the next", async () => {
    const exchange = new TestExchange();
    const reports: [generation: number, peer: string][] = [];
    const begin = (generation: number): void => {
      exchange.openGeneration(generation, new Map([["peer", "there"]]), (peer) => reports.push([generation, peer]));
      exchange.subscribe(topic, "peer", 0, new VectorRecorder(1));
    };
    begin(1);
    vi.advanceTimersByTime(5000);
    expect(reports).toEqual([
      [1, "peer"],
      [1, "peer"],
      [1, "peer"],
    ]);
    begin(2);
    vi.advanceTimersByTime(2000);
    expect(reports).toHaveLength(3);
    vi.advanceTimersByTime(500);
    expect(reports.at(-1)).toEqual([2, "peer"]);
    await exchange.close();
  });

  it("beats every 200 ms on every stream", async () => {
    const exchange = new TestExchange();
    const frames: ChunkFrame[] = [];
    exchange.accept({ send: (frame) => frames.push(frame) > 0 });
    vi.advanceTimersByTime(850);
    expect(frames.map((frame) => frame.beat)).toEqual([true, true, true, true]);
    await exchange.close();
  });

  it("hangs up on peers that are no longer there or have another address, and on no others", async () => {
    const exchange = new TestExchange();
    exchange.openGeneration(
      1,
      new Map([
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
      ]),
    );
    for (const peer of ["a", "b", "c"]) exchange.subscribe(topic, peer, 0, new VectorRecorder(1));
    expect(exchange.dials).toBe(3);
    exchange.openGeneration(
      2,
      new Map([
        ["a", "1"],
        ["b", "9"],
      ]),
    );
    expect(exchange.hangUps).toBe(2);
    for (const peer of ["a", "b"]) exchange.subscribe(topic, peer, 0, new VectorRecorder(1));
    expect(exchange.dials).toBe(4);
    expect(() => exchange.subscribe(topic, "c", 0, new VectorRecorder(1))).toThrowError(expect.objectContaining({ code: "invariant" }));
    await exchange.close();
    expect(exchange.hangUps).toBe(4);
  });

  it("raises the failure of a sink as an uncaught exception, and the stream lives on", async () => {
    const exchange = new TestExchange();
    exchange.openGeneration(1, new Map([["peer", "there"]]));
    const failure = new Error("a sink's bug");
    const completed: number[] = [];
    const bytes = new Uint8Array(1);
    exchange.subscribe(topic, "peer", 0, {
      destination: () => bytes,
      complete: (step) => {
        completed.push(step);
        if (step === 0) throw failure;
      },
    });
    for (const step of [0, 1]) exchange.events?.chunk(new ChunkFrame({ ...topic, generation: 1, step, total: 1, data: new Uint8Array(1) }));
    expect(completed).toEqual([0, 1]);
    expect(() => vi.advanceTimersByTime(0)).toThrow(failure);
    await exchange.close();
  });

  it("calls no sink of a generation that another sink has ended", async () => {
    const exchange = new TestExchange();
    exchange.openGeneration(1, new Map([["peer", "there"]]));
    const calls: string[] = [];
    exchange.subscribe(topic, "peer", 0, {
      destination: () => new Uint8Array(1),
      received: () => {
        calls.push("received");
        exchange.openGeneration(2, new Map([["peer", "there"]]));
      },
      complete: () => calls.push("complete"),
    });
    exchange.events?.chunk(new ChunkFrame({ ...topic, generation: 1, total: 1, data: new Uint8Array(1) }));
    expect(calls).toEqual(["received"]);
    await exchange.close();
  });

  it("closes once, with the grace it is given, and leaves no timer", async () => {
    const exchange = new TestExchange();
    exchange.openGeneration(1, new Map([["peer", "there"]]));
    exchange.subscribe(topic, "peer", 0, new VectorRecorder(1));
    await exchange.close(7);
    await exchange.close(8);
    expect(exchange.closed).toEqual([7]);
    expect(vi.getTimerCount()).toBe(0);
    expect(() => exchange.publish(topic, 0, new Uint8Array(1))).toThrowError(expect.objectContaining({ code: "generation-ended" }));
  });

  it.each([0, 1.5, (1 << 20) + 1])("refuses chunks of %d bytes", (chunkBytes) => {
    expect(() => new TestExchange(chunkBytes)).toThrowError(expect.objectContaining({ code: "configuration" }));
    expect(vi.getTimerCount()).toBe(0);
  });
});

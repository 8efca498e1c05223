import { describe, expect, it } from "vitest";
import type { DirectionFaults } from "./link-faults.ts";
import { nextPiece } from "./next-piece.ts";
import type { PipeState } from "./next-piece.ts";

const now = 1000;
const state: PipeState = { waitingBytes: 5000, dueMs: now, freeMs: 0, carriedBytes: 0, drawn: 0 };
const next = (faults: DirectionFaults, changes: Partial<PipeState> = {}): unknown =>
  nextPiece(now, { ...state, ...changes }, faults).result;

describe("nextPiece", () => {
  it("sends everything where nothing is wrong, and idles where nothing waits", () => {
    expect(next({})).toEqual({ kind: "send", bytes: 5000 });
    expect(next({}, { waitingBytes: 0 })).toEqual({ kind: "idle" });
  });

  it("holds everything in a blackhole, whatever else is set", () => {
    expect(next({ blackhole: true, truncateAfterBytes: 0, sliceBytes: 1 })).toEqual({ kind: "hold" });
  });

  it("waits for latency and bandwidth, in whole milliseconds that are not too few", () => {
    expect(next({}, { dueMs: now + 0.2 })).toEqual({ kind: "wait", forMs: 1 });
    expect(next({}, { dueMs: now + 7, freeMs: now + 20.5 })).toEqual({ kind: "wait", forMs: 21 });
  });

  it("cuts what a bandwidth carries into pieces of 20 ms, of a byte at least", () => {
    expect(next({ bytesPerSecond: 100_000 })).toEqual({ kind: "send", bytes: 2000 });
    expect(next({ bytesPerSecond: 1 })).toEqual({ kind: "send", bytes: 1 });
  });

  it("draws slices of 1 to the given number of bytes", () => {
    const sizes = Array.from({ length: 700 }, (_, index) => next({ sliceBytes: 7 }, { drawn: index / 700 }));
    expect(new Set(sizes.map((piece) => JSON.stringify(piece)))).toEqual(
      new Set([1, 2, 3, 4, 5, 6, 7].map((bytes) => JSON.stringify({ kind: "send", bytes }))),
    );
  });

  it("resets as soon as the bytes that may pass have passed", () => {
    expect(next({ truncateAfterBytes: 4000 })).toEqual({ kind: "send", bytes: 4000 });
    expect(next({ truncateAfterBytes: 4000 }, { carriedBytes: 3999 })).toEqual({ kind: "send", bytes: 1 });
    expect(next({ truncateAfterBytes: 4000 }, { carriedBytes: 4000, waitingBytes: 0 })).toEqual({ kind: "reset" });
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { silentLogger } from "@lockstep/core";
import { Departure } from "./departure.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function depart(signal: AbortSignal): { readonly departure: Departure; asked: number; overdue: boolean } {
  const seen = { asked: 0, overdue: false };
  const departure = new Departure({ signal, timeoutMs: 20_000, ask: () => (seen.asked += 1), logger: silentLogger });
  void departure.overdue.then(() => (seen.overdue = true));
  return Object.assign(seen, { departure });
}

describe("Departure", () => {
  it("asks when it is told to", () => {
    const stopping = new AbortController();
    const seen = depart(stopping.signal);
    expect(seen.asked).toBe(0);
    stopping.abort();
    expect(seen.asked).toBe(1);
  });

  it("asks at once if it was told before", () => {
    expect(depart(AbortSignal.abort()).asked).toBe(1);
  });

  it("waits for the coordinator only so long", async () => {
    const stopping = new AbortController();
    const seen = depart(stopping.signal);
    await vi.advanceTimersByTimeAsync(60_000);
    stopping.abort();
    await vi.advanceTimersByTimeAsync(19_999);
    expect(seen.overdue).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen.overdue).toBe(true);
  });

  it("leaves no timer and no listener behind", () => {
    const stopping = new AbortController();
    const told = depart(stopping.signal);
    stopping.abort();
    told.departure.close();
    expect(vi.getTimerCount()).toBe(0);
    const later = new AbortController();
    const untold = depart(later.signal);
    untold.departure.close();
    later.abort();
    expect(untold.asked).toBe(0);
  });
});

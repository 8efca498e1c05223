import { describe, expect, it } from "vitest";
import { Pace } from "./pace.ts";

describe("Pace", () => {
  it("measures steps from the beginning of the generation on", () => {
    const pace = new Pace();
    expect([pace.samplesPerSecond(0), pace.total, pace.stepMs]).toEqual([
      0,
      { trainSeconds: 0, samplesPerSecond: 0 },
      { p50: 0, p90: 0, p99: 0 },
    ]);
    pace.began(1000);
    for (let i = 1; i <= 100; i += 1) pace.stepped(1000 + 20 * i, 2, 256);
    expect(pace.stepMs).toEqual({ p50: 10, p90: 10, p99: 10 });
    expect(pace.total).toEqual({ trainSeconds: 2, samplesPerSecond: 12_800 });
    expect(pace.samplesPerSecond(3000)).toBeCloseTo(12_800, -3);
  });

  it("counts no time in which no step could be made", () => {
    const pace = new Pace();
    pace.began(0);
    pace.stepped(10, 1, 10);
    pace.began(5000);
    pace.stepped(5010, 1, 10);
    pace.stepped(50_000, 1, 10);
    pace.stepped(50_010, 1, 10);
    expect(pace.total.trainSeconds).toBeCloseTo(0.03);
    expect(pace.stepMs.p99).toBe(10);
  });

  it("falls to zero when nothing comes any more", () => {
    const pace = new Pace();
    pace.began(0);
    pace.stepped(10, 1, 10);
    expect(pace.samplesPerSecond(6000)).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import { noTimes, Pace } from "./pace.ts";

describe("Pace", () => {
  it("measures steps from the beginning of the generation on", () => {
    const pace = new Pace(0);
    expect([pace.samplesPerSecond(0), pace.times(0), pace.stepMs]).toEqual([0, noTimes, { p50: 0, p90: 0, p99: 0 }]);
    pace.began(1000);
    for (let i = 1; i <= 100; i += 1) pace.stepped(1000 + 20 * i, 2, 256);
    expect(pace.stepMs).toEqual({ p50: 10, p90: 10, p99: 10 });
    expect(pace.times(4000)).toEqual({ wallSeconds: 4, trainSeconds: 2, trainedSamples: 25_600 });
    expect(pace.samplesPerSecond(3000)).toBeCloseTo(12_800, -3);
  });

  it("counts no time in which no step could be made", () => {
    const pace = new Pace(0);
    pace.began(0);
    pace.stepped(10, 1, 10);
    pace.began(5000);
    pace.stepped(5010, 1, 10);
    pace.stepped(50_000, 1, 10);
    pace.stepped(50_010, 1, 10);
    expect(pace.times(50_010).trainSeconds).toBeCloseTo(0.03);
    expect(pace.stepMs.p99).toBe(10);
  });

  it("goes on counting where the process before has ended, but takes no speed from it", () => {
    const pace = new Pace(7000, { wallSeconds: 100, trainSeconds: 80, trainedSamples: 1_000_000 });
    pace.began(8000);
    for (let i = 1; i <= 10; i += 1) pace.stepped(8000 + 100 * i, 1, 100);
    expect(pace.samplesPerSecond(9000)).toBeCloseTo(1000, -2);
    expect(pace.times(9000)).toEqual({ wallSeconds: 102, trainSeconds: 81, trainedSamples: 1_001_000 });
  });

  it("falls to zero when nothing comes any more", () => {
    const pace = new Pace(0);
    pace.began(0);
    pace.stepped(10, 1, 10);
    expect(pace.samplesPerSecond(6000)).toBe(0);
  });
});

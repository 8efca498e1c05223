import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cosPi } from "./cos-pi.ts";
import type { ScheduleSettings } from "./schedule-settings.ts";
import { scheduledRate } from "./scheduled-rate.ts";

interface Golden {
  readonly cases: readonly { readonly schedule: ScheduleSettings; readonly rates: readonly number[] }[];
}

const { cases } = JSON.parse(readFileSync(new URL("golden/schedules.json", import.meta.url), "utf8")) as Golden;
const timeline = { stepsPerEpoch: 10, totalSteps: 60 };

describe("against PyTorch", () => {
  // PyTorch computes most rates from the rate before, and rounds once more every time: 60 of them are some 1e-14. No rate is above 0.003.
  it.each(cases.map((item) => [JSON.stringify(item.schedule), item] as const))("%s", (_, { schedule, rates }) => {
    const rate = scheduledRate(schedule, 0.003, timeline);
    const worst = Math.max(...rates.map((expected, update) => Math.abs(rate(update) - expected)));
    expect(rates).toHaveLength(60);
    expect(worst).toBeLessThan(1e-14);
  });
});

describe("scheduledRate", () => {
  it("stays, where nothing else is said", () => {
    expect(scheduledRate(undefined, 0.003, timeline)(59)).toBe(0.003);
  });

  it.each(cases.map((item) => [JSON.stringify(item.schedule), item.schedule] as const))(
    "depends on the update alone: %s",
    (_, schedule) => {
      const used = scheduledRate(schedule, 0.003, timeline);
      for (const update of [0, 59, 3, 3, 17, 0]) expect(used(update)).toBe(scheduledRate(schedule, 0.003, timeline)(update));
    },
  );

  it("stays where it is when it has come to its end", () => {
    const end = { length: { epochs: 3 } } as const;
    const cosine = scheduledRate({ name: "cosine", min: 0.0005, ...end }, 0.003, timeline);
    expect([29, 30, 31, 1000].map(cosine).map((rate) => rate === 0.0005)).toEqual([false, true, true, true]);
    const cycle = scheduledRate({ name: "one-cycle", ...end }, 0.003, timeline);
    expect([29, 30, 1000].map((update) => cycle(update) / 1.2e-8)).toEqual([1, 1, 1]);
  });

  it("is never above the learning rate, never below 0", () => {
    const span = fc.oneof(
      fc.record({ steps: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ epochs: fc.double({ min: 0.1, max: 3, noNaN: true }) }),
    );
    const any = fc.oneof(
      fc.record({ name: fc.constant("constant" as const), warmup: span }),
      fc.record({ name: fc.constant("step" as const), every: span, factor: fc.double({ min: 0.01, max: 1, noNaN: true }), warmup: span }),
      fc.record({ name: fc.constant("cosine" as const), warmup: span, min: fc.constantFrom(0, 0.001, 0.003) }),
      fc.record({ name: fc.constant("one-cycle" as const), rise: fc.double({ min: 0.01, max: 0.99, noNaN: true }) }),
    );
    fc.assert(
      fc.property(any, (schedule) => {
        const rate = scheduledRate(schedule, 0.003, timeline);
        for (let update = 0; update < 80; update++) {
          expect(rate(update)).toBeGreaterThanOrEqual(0);
          expect(rate(update)).toBeLessThanOrEqual(0.003 * (1 + 1e-15));
        }
      }),
    );
  });

  const unfit: readonly (readonly [ScheduleSettings, RegExp])[] = [
    [{ name: "cosine", min: 0.01 }, /cosine: min is 0.01, above the learning rate of 0.003/],
    [{ name: "cosine", warmup: { epochs: 6 } }, /the warm-up of 60 steps leaves nothing of a schedule of 60/],
    [{ name: "cosine", warmup: { steps: 5 }, length: { steps: 4 } }, /the warm-up of 5 steps leaves nothing of a schedule of 4/],
    [{ name: "step", every: { epochs: 0.01 } }, /every is less than one step: an epoch has 10/],
  ];
  it.each(unfit)("refuses %j", (schedule, message) => {
    expect(() => scheduledRate(schedule, 0.003, timeline)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringMatching(message) as unknown }),
    );
  });
});

describe("cosPi", () => {
  it("is the cosine", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (x) => {
        expect(Math.abs(cosPi(x) - Math.cos(Math.PI * x))).toBeLessThan(5e-16);
      }),
      { numRuns: 2000 },
    );
  });

  it("is exact where it can be, and has the same bits everywhere", () => {
    expect([0, 0.5, 1].map(cosPi)).toEqual([1, 0, -1]);
    expect([0.1, 0.2, 0.3, 0.7].map(cosPi)).toEqual([0.9510565162951535, 0.8090169943749475, 0.5877852522924731, -0.587785252292473]);
  });
});

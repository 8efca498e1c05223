import { describe, expect, it } from "vitest";
import type { EarlyStopSettings } from "./early-stop-settings.ts";
import { checkEarlyStop } from "./early-stop-settings.ts";
import { stopsEarly } from "./stops-early.ts";

/** 1-based number of the epoch with which such a run ends; null: it goes on. */
function endOf(settings: EarlyStopSettings, ...losses: readonly number[]): number | null {
  const { result } = stopsEarly(
    losses.map((loss, index) => ({ version: 10 * (index + 1), loss })),
    settings,
  );
  return result === null ? null : result.version / 10;
}

describe("stopsEarly", () => {
  it("ends the run after `patience` epochs in a row that are not better", () => {
    expect(endOf({ patience: 1 }, 0.5, 0.4, 0.4)).toBe(3);
    expect(endOf({ patience: 2 }, 0.5, 0.4, 0.4)).toBeNull();
    expect(endOf({ patience: 2 }, 0.5, 0.4, 0.6, 0.39, 0.5, 0.45)).toBe(6);
    expect(endOf({ patience: 3 }, 0.5, 0.6, 0.7)).toBeNull();
    expect(endOf({ patience: 3 }, 0.5, 0.6, 0.7, 0.8)).toBe(4);
  });

  it("takes the first such epoch, whatever came later", () => {
    expect(endOf({ patience: 2 }, 0.5, 0.6, 0.6, 0.1, 0.05)).toBe(3);
  });

  it("never ends a run with its first epoch, nor one that gets better all the time", () => {
    expect(endOf({ patience: 1 }, 0.5)).toBeNull();
    expect(endOf({ patience: 1 }, 5, 4, 3, 2, 1, 0.5)).toBeNull();
    expect(endOf({ patience: 1 })).toBeNull();
  });

  it("counts as better only what is lower by more than minDelta than the last that was better, as Keras does", () => {
    expect(endOf({ patience: 2, minDelta: 0.125 }, 1, 0.875, 0.8)).toBeNull();
    // Exactly minDelta is not more. 0.9375 is the lowest, but was never better: 0.875 is compared with 1.
    expect(endOf({ patience: 2, minDelta: 0.125 }, 1, 0.9375, 0.875)).toBe(3);
    expect(endOf({ patience: 2, minDelta: 0.125 }, 1, 0.9375, 0.8125, 0.75)).toBeNull();
  });

  it("takes no loss for better that is no finite number", () => {
    expect(endOf({ patience: 2 }, 0.5, NaN, Infinity)).toBe(3);
    expect(endOf({ patience: 2 }, 0.5, -Infinity, 0.4)).toBeNull();
    expect(endOf({ patience: 2 }, NaN, Infinity)).toBe(2);
    expect(endOf({ patience: 2 }, NaN, 0.5, 0.6)).toBeNull();
  });

  it("says why", () => {
    const results = [0.25, 0.25, 0.5].map((loss, index) => ({ version: 3 * (index + 1), loss }));
    expect(stopsEarly(results, { patience: 2 }).reason).toBe("2 epochs without a validation loss lower than the 0.25 of version 3");
    expect(stopsEarly(results, { patience: 4, minDelta: 0.01 }).reason).toBe(
      "2 epochs of 4 without a validation loss lower by more than 0.01 than the 0.25 of version 3",
    );
    expect(stopsEarly([{ version: 3, loss: NaN }], { patience: 1 }).reason).toBe(
      "1 epoch without a validation loss that is a finite number",
    );
    expect(stopsEarly([], { patience: 1 }).reason).toBe("no epoch was validated");
  });
});

describe("checkEarlyStop", () => {
  const complain = (field: string, expected: string): never => {
    throw new Error(`${field}: ${expected}`);
  };

  it("gives back what is well formed, and nothing else of it", () => {
    expect(checkEarlyStop({ patience: 3, minDelta: 0, more: 1 }, complain)).toEqual({ patience: 3, minDelta: 0 });
    expect(checkEarlyStop({ patience: 1 }, complain)).toEqual({ patience: 1 });
  });

  it.each([
    ["earlyStop:", 3],
    ["earlyStop:", null],
    ["earlyStop.patience:", { patience: 0 }],
    ["earlyStop.patience:", { patience: 1.5 }],
    ["earlyStop.patience:", { minDelta: 1 }],
    ["earlyStop.minDelta:", { patience: 1, minDelta: -1 }],
    ["earlyStop.minDelta:", { patience: 1, minDelta: Infinity }],
    ["earlyStop.minDelta:", { patience: 1, minDelta: "1" }],
  ])("names %s for %j", (field, value) => {
    expect(() => checkEarlyStop(value, complain)).toThrow(field);
  });
});

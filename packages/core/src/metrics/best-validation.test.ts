import { describe, expect, it } from "vitest";
import { bestValidation } from "./best-validation.ts";

const best = (...losses: readonly number[]): number | null =>
  bestValidation(losses.map((loss, index) => ({ version: 10 * (index + 1), loss }))).result?.version ?? null;

describe("bestValidation", () => {
  it("is the lowest loss, of equal ones the earliest", () => {
    expect(best(0.5, 0.3, 0.4)).toBe(20);
    expect(best(0.5, 0.3, 0.3)).toBe(20);
    expect(best(0, -0, 0)).toBe(10);
  });

  it("is never a loss that is no finite number", () => {
    expect(best(NaN, 0.9, NaN, Infinity)).toBe(20);
    expect(best(-Infinity, 5)).toBe(20);
    expect(best(NaN, Infinity)).toBeNull();
    expect(best()).toBeNull();
  });

  it("says why", () => {
    expect(bestValidation([{ version: 3, loss: 0.25 }]).reason).toBe("version 3 has the lowest validation loss of 1: 0.25");
    expect(bestValidation([]).reason).toBe("nothing was validated");
  });
});

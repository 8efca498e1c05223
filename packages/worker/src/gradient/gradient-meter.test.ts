import { describe, expect, it } from "vitest";
import { GradientMeter } from "./gradient-meter.ts";

describe("GradientMeter", () => {
  it("times steps with the tape and by replay", async () => {
    const meter = await GradientMeter.open("wasm", "mnist-mlp-64x2");
    expect(meter.version).toMatch(/^\d+\.\d+/);
    const { tape, replay, reason } = meter.compare({ batch: 16, shards: 2 }, 1);
    expect(reason).toBeNull();
    for (const times of [tape, replay]) {
      expect(times?.steps).toBeGreaterThanOrEqual(5);
      expect(times?.minMs).toBeGreaterThan(0);
      expect(times?.medianMs).toBeGreaterThanOrEqual(times?.minMs ?? Infinity);
      expect(times?.p90Ms).toBeGreaterThanOrEqual(times?.medianMs ?? Infinity);
    }
  });

  it("says so where there is no replay", async () => {
    const meter = await GradientMeter.open("cpu", "mnist-mlp-64x2");
    expect(meter.compare({ batch: 1, shards: 1 }, 1)).toMatchObject({ replay: null, reason: "backend cpu has no replay" });
  });

  it("refuses a batch that the shards cannot share, and an unknown backend or recipe", async () => {
    const meter = await GradientMeter.open("wasm", "mnist-mlp-64x2");
    expect(() => meter.compare({ batch: 10, shards: 4 }, 1)).toThrow(expect.objectContaining({ code: "usage" }) as Error);
    await expect(GradientMeter.open("wasm", "mnist-mpl")).rejects.toMatchObject({ code: "configuration" });
  });
});

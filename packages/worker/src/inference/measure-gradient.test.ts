import type { BackendName } from "@lockstep/core/local";
import { describe, expect, it } from "vitest";
import { measureGradient } from "./measure-gradient.ts";

describe("measureGradient", () => {
  it("computes gradients on the named backend", async () => {
    const { version, milliseconds } = await measureGradient("wasm");
    expect(version).toMatch(/^\d+\.\d+/);
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(60_000);
  });

  it("says why a backend cannot", async () => {
    await expect(measureGradient("unheard" as BackendName)).rejects.toMatchObject({ code: "configuration" });
  });
});

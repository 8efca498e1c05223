import { LockstepError } from "@lockstep/core";
import type { BackendDescription } from "@lockstep/worker";
import { describe, expect, it } from "vitest";
import { checkBackends } from "./backend-checks.ts";
import { canTrain } from "./check.ts";

const descriptions: readonly BackendDescription[] = [
  { name: "tfjs-node-gpu", state: "missing", detail: "native addon not built" },
  { name: "tfjs-node", state: "broken", detail: "crashes" },
  { name: "wasm", state: "ready", detail: "comes along" },
  { name: "cpu", state: "ready", detail: "slow" },
];

describe("checkBackends", () => {
  it("measures the first that is ready, and only that", async () => {
    const measured: string[] = [];
    const checks = await checkBackends(descriptions, (name) => {
      measured.push(name);
      return Promise.resolve({ version: "4.22.0", milliseconds: 3.0713 });
    });
    expect(measured).toEqual(["wasm"]);
    expect(checks.map(({ name, state }) => [name, state])).toEqual([
      ["backend tfjs-node-gpu", "note"],
      ["backend tfjs-node", "warning"],
      ["backend wasm", "ok"],
      ["backend cpu", "ok"],
      ["gradient", "ok"],
    ]);
    expect(checks.at(-1)?.detail).toBe("3.1 ms for 32 images on wasm 4.22.0, which training takes by itself");
  });

  it("goes on to the next where a gradient fails, as training does", async () => {
    const checks = await checkBackends(descriptions, (name) =>
      name === "wasm" ? Promise.reject(new LockstepError("configuration", "no SIMD")) : Promise.resolve({ version: "1", milliseconds: 9 }),
    );
    expect(checks.at(-1)).toMatchObject({
      state: "warning",
      detail: expect.stringContaining("on cpu 1") as string,
      advice: expect.stringContaining("no SIMD") as string,
    });
    expect(canTrain(checks)).toBe(true);
  });

  it("fails where none computes a gradient, or none is ready", async () => {
    const broken = await checkBackends(descriptions, () => Promise.reject(new Error("no")));
    expect(broken.at(-1)).toMatchObject({ state: "failed", detail: "wasm: no; cpu: no" });
    const none = await checkBackends(descriptions.slice(0, 2), () => Promise.reject(new Error("never asked")));
    expect(none.at(-1)).toMatchObject({ state: "failed", detail: "no backend is ready" });
    expect(canTrain(none)).toBe(false);
  });
});

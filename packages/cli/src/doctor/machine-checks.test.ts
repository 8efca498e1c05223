import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { canTrain, checkLines } from "./check.ts";
import { checkMemory, checkNode, checkPackageManager, checkProcessor } from "./machine-checks.ts";

describe("checkNode", () => {
  it("agrees with what the package asks for", () => {
    const { engines } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { engines: { node: string } };
    expect(engines.node).toBe(">=20.19 <23");
    for (const version of ["20.19.0", "20.20.2", "21.1.0", "22.0.0", "22.22.1"]) expect(checkNode(version).state).toBe("ok");
    for (const version of ["18.20.0", "20.18.3", "23.0.0", "24.1.0"]) {
      expect(checkNode(version)).toMatchObject({
        state: "failed",
        detail: expect.stringContaining(version) as string,
        advice: expect.any(String) as string,
      });
    }
  });
});

describe("what makes training slow or awkward is a warning", () => {
  it.each([
    [checkPackageManager("npm", "11.0.0"), "ok"],
    [checkPackageManager("npm", null), "warning"],
    [checkPackageManager("pnpm", null), "note"],
    [checkProcessor(1), "warning"],
    [checkProcessor(2), "ok"],
    [checkMemory(4 * 2 ** 30), "ok"],
    [checkMemory(2 ** 28), "warning"],
  ] as const)("%j", (check, state) => {
    expect(check.state).toBe(state);
    expect(check.advice === undefined).toBe(state !== "warning");
    expect(canTrain([check])).toBe(true);
  });
});

describe("checkLines", () => {
  it("puts advice below the check", () => {
    const checks = [checkProcessor(8), { name: "MNIST", state: "failed", detail: "gone", advice: "install it" } as const];
    expect(checkLines(checks)).toEqual([
      "ok       processor               8 cores",
      "FAILED   MNIST                   gone",
      "                                 install it",
    ]);
    expect(canTrain(checks)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { parseSetupArguments, planSteps } from "./setup-plan.mjs";

describe("parseSetupArguments", () => {
  it.each([
    [[], { packageName: "tfjs-node", mode: "wheel", wheelFile: null }],
    [["--gpu"], { packageName: "tfjs-node-gpu", mode: "wheel", wheelFile: null }],
    [["--wheel", "a.whl"], { packageName: "tfjs-node", mode: "wheel", wheelFile: "a.whl" }],
    [["--stock", "--gpu"], { packageName: "tfjs-node-gpu", mode: "stock", wheelFile: null }],
    [["--remove"], { packageName: "tfjs-node", mode: "remove", wheelFile: null }],
    [["-h"], { packageName: "tfjs-node", mode: "help", wheelFile: null }],
  ])("%j", (commandLine, parsed) => {
    expect(parseSetupArguments(commandLine)).toEqual(parsed);
  });

  it.each([[["--nope"]], [["gpu"]], [["--wheel"]], [["--stock", "--remove"]], [["--stock", "--wheel", "a.whl"]]])(
    "refuses %j with exit code 2 and one line",
    (commandLine) => {
      let failure;
      try {
        parseSetupArguments(commandLine);
      } catch (error) {
        failure = error;
      }
      expect(failure).toMatchObject({ name: "SetupFailure", exitCode: 2 });
      expect(failure.message).not.toContain("\n");
    },
  );
});

describe("planSteps", () => {
  const fresh = { isStock: false, isCached: false, isPlaced: false, hasWheel: false };

  it("builds everything the first time, and changes the package last", () => {
    expect(planSteps(fresh)).toEqual(["download", "unpack", "strip", "compile", "check", "keep", "place"]);
    expect(planSteps({ ...fresh, hasWheel: true })[0]).toBe("verify");
  });

  it("takes what is in the cache", () => {
    expect(planSteps({ ...fresh, isCached: true })).toEqual(["check", "place"]);
    expect(planSteps({ ...fresh, isCached: true, isPlaced: true })).toEqual(["check"]);
  });

  it("builds again where the cache is damaged, although the addon is in its place", () => {
    expect(planSteps({ ...fresh, isPlaced: true })).toContain("compile");
  });

  it("never changes the package before a gradient was checked", () => {
    const answers = [false, true];
    const states = answers.flatMap((isStock) =>
      answers.flatMap((isCached) => answers.map((isPlaced) => ({ isStock, isCached, isPlaced, hasWheel: false }))),
    );
    for (const state of states) {
      const steps = planSteps(state);
      const check = steps.indexOf("check");
      expect(check).toBeGreaterThanOrEqual(0);
      expect(steps.slice(0, check)).not.toContain("place");
    }
  });
});

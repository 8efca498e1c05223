import { describe, expect, it } from "vitest";
import { injectedFaultsLine, plannedFaultLines } from "./fault-lines.ts";

const faults = ["kill worker-1 at step 3", "join at 2s"];
const planned = { type: "chaos", state: "planned", seed: null, faults, missed: [] } as const;

describe("what the user reads about faults", () => {
  it("names them before the start, with the seed they came from", () => {
    expect(plannedFaultLines(planned)).toEqual(["chaos: kill worker-1 at step 3; join at 2s"]);
    expect(plannedFaultLines({ ...planned, seed: 7 })).toEqual([
      "chaos: seed 7 (again with --chaos random:7): kill worker-1 at step 3; join at 2s",
    ]);
  });

  it("counts them at the end, with the words that inject the same again", () => {
    expect(injectedFaultsLine({ ...planned, state: "done", seed: 7 })).toBe(
      "chaos           2 faults injected: kill worker-1 at step 3; join at 2s; again with --chaos random:7",
    );
    expect(injectedFaultsLine({ ...planned, state: "done", faults: [], missed: faults })).toBe(
      "chaos           0 faults injected (not injected: kill worker-1 at step 3; join at 2s); again with --chaos 'kill worker-1 at step 3; join at 2s'",
    );
  });
});

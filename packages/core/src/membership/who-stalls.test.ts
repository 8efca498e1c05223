import { describe, expect, it } from "vitest";
import { whoStalls, type StallReport } from "./who-stalls.ts";

const nowMs = 70_000;
const report = (name: string, phase: string, waitingFor: readonly string[] = []): StallReport => ({
  name,
  step: 412,
  phase,
  phaseSinceMs: nowMs - 60_900,
  waitingFor,
  heardMs: nowMs - 300,
});
const processes = [
  report("worker-0", "reduceScatter", ["worker-1"]),
  report("worker-1", "gradient"),
  report("worker-2", "allGather", ["worker-0", "worker-1"]),
  { ...report("parameter-server-0", "step", ["worker-0"]), phaseSinceMs: nowMs - 62_000 },
];

describe("whoStalls", () => {
  it("says nothing while steps are committed", () => {
    expect(whoStalls(5000, { lastCommitMs: 1000, processes }, { stallMs: 4000 }).result).toBeNull();
  });

  it("names the process that others wait for and that waits for nobody: who waits, in which step and phase, since when, what it does", () => {
    const { result, reason } = whoStalls(nowMs, { lastCommitMs: nowMs - 61_000, processes }, { stallMs: 60_000 });
    expect(result).toEqual({ culprit: "worker-1", stalledMs: 61_000 });
    expect(reason).toBe(
      "no step was committed for 61 s: worker-1 has been awaited by worker-0 (reduceScatter of step 412) and worker-2 (allGather of step 412) for 61 s; " +
        "last heard 0.3 s ago: gradient of step 412 for 61 s, waiting for nobody",
    );
  });

  it("names nobody where everybody waits, but says where each is and for whom it waits", () => {
    const circle = [report("worker-0", "commit", ["parameter-server-0"]), report("parameter-server-0", "step", ["worker-0"])];
    const { result, reason } = whoStalls(nowMs, { lastCommitMs: 0, processes: circle }, { stallMs: 4000 });
    expect(result?.culprit).toBeNull();
    expect(reason).toBe(
      "no step was committed for 70 s and nobody can be singled out: worker-0: commit of step 412 for 61 s, waiting for parameter-server-0; " +
        "parameter-server-0: step of step 412 for 61 s, waiting for worker-0",
    );
  });
});

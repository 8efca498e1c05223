import { describe, expect, it } from "vitest";
import { whoStalls } from "./who-stalls.ts";

const process = (name: string, waitingFor: readonly string[]) => ({
  name,
  phase: waitingFor.length > 0 ? "waiting" : "gradient",
  waitingFor,
});
const processes = [
  process("worker-0", ["worker-1"]),
  process("worker-1", []),
  process("worker-2", ["worker-0", "worker-1"]),
  process("parameter-server-0", ["worker-0"]),
];

describe("whoStalls", () => {
  it("says nothing while steps are committed", () => {
    expect(whoStalls(5000, { lastCommitMs: 1000, processes }, { stallMs: 4000 }).result).toBeNull();
  });

  it("names the process that others wait for and that waits for nobody", () => {
    const { result, reason } = whoStalls(5001, { lastCommitMs: 1000, processes }, { stallMs: 4000 });
    expect(result).toEqual({ culprit: "worker-1", stalledMs: 4001 });
    expect(reason).toContain('worker-1, which is at "gradient"');
  });

  it("names nobody where everybody waits, but says where each is", () => {
    const { result, reason } = whoStalls(
      5001,
      { lastCommitMs: 0, processes: [process("worker-0", ["worker-1"]), process("worker-1", ["worker-0"])] },
      { stallMs: 4000 },
    );
    expect(result?.culprit).toBeNull();
    expect(reason).toContain('worker-1 is at "waiting"');
  });
});

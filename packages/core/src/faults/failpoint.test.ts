import { performance } from "node:perf_hooks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { armFailpoints, failpoint, waitingFailpoint } from "./failpoint.ts";
import { checkFailpointProcesses, failpointsOf, parseFailpoints } from "./failpoint-spec.ts";

afterEach(() => {
  armFailpoints([], () => {});
  vi.restoreAllMocks();
});

function arm(specification: string): string[] {
  const fired: string[] = [];
  armFailpoints(parseFailpoints(specification), (message) => fired.push(message));
  return fired;
}

describe("a failpoint", () => {
  it("does nothing unless it is set", () => {
    failpoint("server.committed");
    expect(waitingFailpoint("worker.step-done")).toBeUndefined();
    const fired = arm("server.released=error");
    failpoint("server.committed");
    expect(fired).toEqual([]);
  });

  it("fails at the pass it was set for, and at no other", () => {
    const fired = arm("server.committed=error@3");
    failpoint("server.committed");
    failpoint("server.committed");
    expect(() => failpoint("server.committed")).toThrow(expect.objectContaining({ code: "io" }));
    failpoint("server.committed");
    expect(fired).toEqual(["failpoint server.committed=error@3"]);
  });

  it("pauses the whole event loop", () => {
    arm("server.committed=pause(60)");
    const startedMs = performance.now();
    failpoint("server.committed");
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55);
  });

  it("delays only what waits for it", async () => {
    arm("worker.step-done=delay(60)");
    const startedMs = performance.now();
    const wait = waitingFailpoint("worker.step-done");
    expect(performance.now() - startedMs).toBeLessThan(40);
    await wait;
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(55);
  });

  it("says that it kills its process before it does", () => {
    const order: unknown[] = [];
    vi.spyOn(process, "kill").mockImplementation((...given) => {
      order.push(given);
      return true;
    });
    armFailpoints(parseFailpoints("worker.step-done=kill"), (message) => order.push(message));
    failpoint("worker.step-done");
    expect(order).toEqual(["failpoint worker.step-done=kill", [process.pid, "SIGKILL"]]);
  });
});

describe("parseFailpoints", () => {
  it("reads rules for one process or for all", () => {
    const rules = parseFailpoints(" worker-1:worker.gradient-computed=kill@40; server.ledger-appended=pause(5000)@100;;");
    expect(rules).toEqual([
      {
        process: "worker-1",
        point: "worker.gradient-computed",
        action: { kind: "kill" },
        pass: 40,
        text: "worker-1:worker.gradient-computed=kill@40",
      },
      {
        process: null,
        point: "server.ledger-appended",
        action: { kind: "pause", ms: 5000 },
        pass: 100,
        text: "server.ledger-appended=pause(5000)@100",
      },
    ]);
    const pointsOf = (process: string): readonly string[] => failpointsOf(process, rules).map(({ point }) => point);
    expect(pointsOf("worker-1")).toEqual(["worker.gradient-computed"]);
    expect(pointsOf("worker-0")).toEqual([]);
    expect(pointsOf("parameter-server-3")).toEqual(["server.ledger-appended"]);
    expect(pointsOf("coordinator")).toEqual([]);
    expect(parseFailpoints("")).toEqual([]);
  });

  it("refuses a process that the run never has, and names the nearest", () => {
    const names = ["coordinator", "parameter-server-0", "worker-0", "worker-1"];
    const check = (specification: string): void => checkFailpointProcesses(parseFailpoints(specification), names);
    check(
      "server.committed=kill; worker-1:worker.step-done=kill; coordinator:coordinator.need=kill; parameter-server-0:server.opened=kill",
    );
    for (const [process, nearest, point] of [
      ["worker-2", "worker-0", "worker.step-done"],
      ["woker-1", "worker-1", "worker.step-done"],
      ["parameter-server-1", "parameter-server-0", "server.committed"],
    ]) {
      expect(() => check(`server.committed=kill; ${process}:${point}=kill`)).toThrow(
        expect.objectContaining({
          code: "configuration",
          message: `LOCKSTEP_FAILPOINTS: "${process}:${point}=kill": this run has no process ${process}; the nearest is ${nearest}`,
        }),
      );
    }
  });

  it.each([
    ["server.ledger-append=kill", "there is no failpoint server.ledger-append; the nearest is server.ledger-appended"],
    ["worker.gradient-published", "expected [PROCESS:]POINT="],
    ["worker.step-done=explode", "there is no action explode"],
    ["worker.step-done=kill@0", "counted from 1"],
    ["worker.step-done=kill(5)", "kill takes no time"],
    ["worker.step-done=pause", "pause needs its time in ms"],
    ["worker.step-done=pause(99999999)", "at most 3600000"],
    ["server.committed=delay(5)", "nothing can wait at server.committed"],
    ["coordinator:worker.step-done=kill", "coordinator is a coordinator and never passes worker.step-done"],
    ["parameter-server-0:worker.step-done=kill", "parameter-server-0 is a server and never passes"],
  ])("refuses %s", (specification, why) => {
    expect(() => parseFailpoints(`worker.step-done=kill;${specification}`)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(`"${specification}": `) }),
    );
    expect(() => parseFailpoints(specification)).toThrow(why);
  });
});

import { describe, expect, it } from "vitest";
import { planChaos } from "./chaos-request.ts";
import { dueFaults } from "./due-faults.ts";
import { formatFaultPlan } from "./fault-plan.ts";
import type { Fault } from "./fault-plan.ts";
import { parseFaultPlan } from "./parse-fault-plan.ts";
import { randomFaultPlan } from "./random-fault-plan.ts";

const shape = { workers: 2, parameterServers: 1, steps: 500 };

describe("parseFaultPlan", () => {
  it("reads every kind of fault", () => {
    const text =
      "kill worker-1 at step 100; pause parameter-server-0 for 3s at step 200; kill coordinator,worker-0 at 12.5s; " +
      "kill all-workers at step 300; cut worker-0 worker-1 for 500ms at step 400; cut worker-0->coordinator for 1s at 0s; join at 8s; leave worker-1 at step 500;";
    expect(parseFaultPlan(text)).toEqual([
      { action: { kind: "kill", targets: ["worker-1"] }, time: { at: "step", step: 100 } },
      { action: { kind: "pause", targets: ["parameter-server-0"], forMs: 3000 }, time: { at: "step", step: 200 } },
      { action: { kind: "kill", targets: ["coordinator", "worker-0"] }, time: { at: "elapsed", elapsedMs: 12_500 } },
      { action: { kind: "kill", targets: ["all-workers"] }, time: { at: "step", step: 300 } },
      { action: { kind: "cut", from: "worker-0", to: "worker-1", oneWay: false, forMs: 500 }, time: { at: "step", step: 400 } },
      { action: { kind: "cut", from: "worker-0", to: "coordinator", oneWay: true, forMs: 1000 }, time: { at: "elapsed", elapsedMs: 0 } },
      { action: { kind: "join" }, time: { at: "elapsed", elapsedMs: 8000 } },
      { action: { kind: "leave", worker: "worker-1" }, time: { at: "step", step: 500 } },
    ]);
  });

  it.each([
    ["", /names no fault/],
    [" ; ", /names no fault/],
    ["explode worker-1 at step 3", /expected kill, pause, cut, join or leave, found "explode"/],
    ["kill at step 3", /expected a process .* found "at"/],
    ["kill worker at step 3", /found "worker"/],
    ["kill worker-1,", /expected a process .* found the end/],
    ["kill worker-1", /fault "kill worker-1": expected "at", found the end/],
    ["kill worker-1 at 3", /expected "step N" or a duration .* found "3"; an example: "kill /],
    ["kill worker-1 at step soon", /expected a number of steps, found "soon"/],
    ["kill worker-1 at step 3 please", /expected nothing more, found "please"/],
    ["pause worker-1 at step 3", /expected "for", found "at"; an example: "pause /],
    ["pause worker-1 for 2h at step 3", /a duration \(500ms, 3s, at most an hour\), found "2h"/],
    ["pause worker-1 for 3601s at step 3", /at most an hour/],
    ["cut worker-0 for 3s at step 3", /expected a process .* found "for"/],
    ["cut worker-0 worker-0 for 3s at step 3", /expected another process than worker-0/],
    ["cut all worker-0 for 3s at step 3", /found "all"/],
    ["leave coordinator at step 3", /expected a worker .* found "coordinator"/],
    ["join at step 3; kill x at step 4", /fault "kill x at step 4"/],
  ])("refuses %j and says what was expected", (text, message) => {
    expect(() => parseFaultPlan(text)).toThrow(expect.objectContaining({ code: "usage", message: expect.stringMatching(message) }));
  });
});

describe("randomFaultPlan", () => {
  it("is the same for the same seed and shape, and written down it is read back", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 500; seed++) {
      const plan = randomFaultPlan(seed, shape);
      expect(randomFaultPlan(seed, shape)).toEqual(plan);
      expect(parseFaultPlan(formatFaultPlan(plan))).toEqual(plan);
      expect(planChaos(formatFaultPlan(plan), shape)).toEqual({ plan, seed: null, shape });
      seen.add(formatFaultPlan(plan));
    }
    expect(seen.size).toBeGreaterThan(480);
  });

  it("breaks everything sooner or later, but never leaves a run without a worker", () => {
    const kinds = new Map<string, number>();
    for (let seed = 0; seed < 500; seed++) {
      let workers = shape.workers;
      for (const { action, time } of randomFaultPlan(seed, shape)) {
        expect(time.at === "step" && time.step >= 1 && time.step <= 450).toBe(true);
        if (action.kind === "join") workers++;
        if (action.kind === "leave") workers--;
        expect(workers).toBeGreaterThan(0);
        const what = "targets" in action ? action.targets.map((target) => `${action.kind} ${target}`) : [action.kind];
        for (const name of what) kinds.set(name, (kinds.get(name) ?? 0) + 1);
      }
    }
    for (const target of ["coordinator", "parameter-server-0", "worker-0", "worker-1", "all", "all-workers", "all-parameter-servers"])
      for (const kind of ["kill", "pause"]) expect(kinds.get(`${kind} ${target}`)).toBeGreaterThan(2);
    for (const kind of ["cut", "join", "leave"]) expect(kinds.get(kind)).toBeGreaterThan(20);
  });

  it("works for the smallest run", () => {
    for (let seed = 0; seed < 50; seed++)
      expect(randomFaultPlan(seed, { workers: 1, parameterServers: 1, steps: 1 }).length).toBeGreaterThan(0);
  });
});

describe("planChaos", () => {
  it("tells faults from a seed, and draws one", () => {
    expect(planChaos("random:7", shape)).toEqual({ plan: randomFaultPlan(7, shape), seed: 7, shape });
    const drawn = planChaos("random", shape);
    expect(drawn.plan).toEqual(randomFaultPlan(drawn.seed ?? -1, shape));
    expect(planChaos("join at 1s", shape)).toMatchObject({ seed: null, plan: [{ action: { kind: "join" } }] });
    for (const seed of ["", "x", "-1", "4294967296", "1.5"])
      expect(() => planChaos(`random:${seed}`, shape)).toThrow(expect.objectContaining({ code: "usage" }));
  });

  it("refuses processes and steps that the run does not have", () => {
    const check = (text: string): readonly Fault[] => planChaos(text, shape).plan;
    expect(() => check("kill worker-2 at step 3")).toThrow(/this run has no worker-2; its processes are coordinator, .*worker-1$/);
    expect(check("join at step 2; kill worker-2 at step 3")).toHaveLength(2);
    expect(() => check("cut worker-0 parameter-server-1 for 1s at 3s")).toThrow(/no parameter-server-1/);
    expect(() => check("kill all at step 501")).toThrow(/only 500 steps/);
  });
});

describe("dueFaults", () => {
  const atStep: Fault = { action: { kind: "join" }, time: { at: "step", step: 10 } };
  const atTime: Fault = { action: { kind: "kill", targets: ["all"] }, time: { at: "elapsed", elapsedMs: 1500 } };
  const due = (committedStep: number | null, elapsedMs: number, ...injected: readonly Fault[]): readonly Fault[] =>
    dueFaults([atStep, atTime], { committedStep, elapsedMs, injected: new Set(injected) }).map(({ fault }) => fault);

  it("waits for the step or the time, and never names a fault twice", () => {
    expect(due(null, 0)).toEqual([]);
    expect(due(9, 1499)).toEqual([]);
    expect(due(10, 0)).toEqual([atStep]);
    expect(due(12, 1500)).toEqual([atStep, atTime]);
    expect(due(12, 1500, atStep)).toEqual([atTime]);
    // redone steps
    expect(due(3, 9000, atStep, atTime)).toEqual([]);
  });

  it("says why", () => {
    const [first] = dueFaults([atStep], { committedStep: 12, elapsedMs: 2345, injected: new Set() });
    expect(first?.reason).toBe("join at step 10: 12 steps are committed, 2.3 s after the start");
  });
});

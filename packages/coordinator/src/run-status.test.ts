import { classificationReport } from "@lockstep/core";
import type { Beat, EpochResult, RunProgress, RunSummary } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import type { Member } from "./coordinator-state.ts";
import { StatusBoard } from "./run-status.ts";
import type { StatusSources } from "./run-status.ts";

const nowMs = 100_500;

function member(role: "worker" | "parameter-server", name: string, heardMs: number, beat: Partial<Beat> | null): Member {
  return { hello: { role, name, address: `${name}:1`, range: 0 }, heardMs, phaseSinceMs: heardMs, beat } as unknown as Member;
}

function sources(members: readonly Member[], more: object = {}): StatusSources {
  const roster = {
    generation: 4,
    start: 30,
    reason: "worker-c joined",
    ranks: [
      { name: "worker-a", address: "a:1", shards: [0, 1] },
      { name: "__proto__", address: "b:1", shards: [2] },
    ],
    servers: [{ name: "server", address: "s:1" }],
  };
  const loop = {
    state: {
      roster,
      fencing: null,
      generation: 4,
      members: new Map(members.map((each) => [each.hello.name, each])),
      departed: new Map([["__proto__", { role: "worker", sinceMs: nowMs - 12_000, reason: "", beat: { generation: 4, version: 29 } }]]),
    },
    waitingFor: "",
    finished: false,
    ...more,
  } as unknown as StatusSources["loop"];
  return {
    runId: "run",
    recipe: "recipe",
    classes: 2,
    loop,
    progress: () => ({ step: 31, workers: [] }) as unknown as RunProgress,
    workerSamples: (name) => (name === "worker-a" ? 640 : 0),
    startedMs: 98_000,
    now: () => nowMs,
  };
}

const figures = { trainLoss: 1, trainAccuracy: 0, testLoss: 1, testAccuracy: 0, validationLoss: 2, validationAccuracy: 0.5 };
const testReport = classificationReport([1, 2, 3, 4]);
const epoch = (number: number): EpochResult => ({ epoch: number, ...figures, testReport, validationReport: testReport });

describe("StatusBoard", () => {
  it("names every rank, present or away, and everybody else with a session", () => {
    const status = new StatusBoard().status(
      sources([
        member("worker", "worker-a", nowMs - 1200, { generation: 4, version: 31, phase: "gradient", waitingFor: [] }),
        member("worker", "worker-c", nowMs - 10, null),
        member("parameter-server", "server", nowMs, {
          generation: 4,
          version: 31,
          phase: "waiting",
          waitingFor: ["x"],
          snapshots: [0, 30],
        }),
      ]),
    );
    expect(status).toMatchObject({ state: "training", generation: 4, start: 30, uptimeSeconds: 2, progress: { step: 31 } });
    expect(Object.keys(status.workers)).toEqual(["worker-a", "__proto__", "worker-c"]);
    const [a, b, c] = Object.values(status.workers);
    expect(a).toMatchObject({ rank: 0, shards: [0, 1], connected: true, version: 31, phase: "gradient", samples: 640, silentSeconds: 1 });
    expect(b).toMatchObject({ rank: 1, shards: [2], connected: false, phase: "away", phaseSeconds: 12, version: 29, address: "b:1" });
    expect(c).toMatchObject({ rank: null, shards: [], connected: true, address: "worker-c:1", silentSeconds: 0 });
    expect(status.parameterServers).toEqual({
      server: {
        address: "server:1",
        connected: true,
        generation: 4,
        version: 31,
        phase: "waiting",
        phaseSeconds: 0,
        waitingFor: ["x"],
        silentSeconds: 0,
        range: 0,
        snapshots: [0, 30],
      },
    });
  });

  it("says what the run is doing", () => {
    const board = new StatusBoard();
    const stateWith = (more: object): string => board.status(sources([], more)).state;
    const state = { roster: null, fencing: null, generation: 0, members: new Map() };
    expect(stateWith({})).toBe("training");
    expect(stateWith({ waitingFor: "workers" })).toBe("waiting");
    expect(stateWith({ state })).toBe("waiting");
    expect(stateWith({ state: { ...state, fencing: { reason: "somebody left" } } })).toBe("changing");
    expect(stateWith({ finished: true })).toBe("finished");
  });

  it("keeps the figures of an epoch and leaves its reports out", () => {
    const board = new StatusBoard();
    board.note({ type: "epoch", epoch: epoch(3) });
    board.note({ type: "finished", summary: { weightsHash: "f", testReport, validationReport: testReport } as unknown as RunSummary });
    const { epochs, summary } = board.status(sources([]));
    expect(epochs).toEqual({ 3: { epoch: 3, ...figures } });
    expect(summary).toEqual({ weightsHash: "f" });
  });

  it("tells since when an alarm is over", () => {
    const board = new StatusBoard();
    for (const message of ["full", "cut", "full"]) board.note({ type: "alarm", message });
    board.note({ type: "alarm-over", message: "full" });
    board.note({ type: "alarm-over", message: "never told" });
    const { alarms, alarmCount } = board.status(sources([]));
    expect(Object.values(alarms).map(({ message, over }) => [message, over !== null])).toEqual([
      ["full", false],
      ["cut", false],
      ["full", true],
    ]);
    expect(alarmCount).toBe(3);
  });

  it("keeps the latest epochs and alarms, and counts all alarms", () => {
    const board = new StatusBoard();
    for (let number = 0; number < 600; number += 1) board.note({ type: "epoch", epoch: epoch(number) });
    for (let number = 1; number <= 120; number += 1) board.note({ type: "alarm", message: `alarm ${number}` });
    const summary = { runId: "run" } as RunSummary;
    board.note({ type: "finished", summary });
    const { epochs, alarms, alarmCount, ...rest } = board.status(sources([]));
    expect(Object.keys(epochs)).toHaveLength(500);
    expect(epochs).toMatchObject({ "100": { epoch: 100 }, "599": { epoch: 599 } });
    expect(Object.keys(alarms)).toHaveLength(50);
    expect(alarms["120"]?.message).toBe("alarm 120");
    expect(alarmCount).toBe(120);
    expect(rest.summary).toEqual(summary);
  });
});

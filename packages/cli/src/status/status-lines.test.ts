import { describe, expect, it } from "vitest";
import { runStatus, serverStatus, summary, workerStatus } from "./run-status.test.fixture.ts";
import { statusLines } from "./status-lines.ts";

describe("statusLines", () => {
  it("shows the run, its members by rank, and its last results", () => {
    const lines = statusLines(
      runStatus({
        workers: {
          spare: workerStatus({ rank: null, shards: [], samples: 0, version: 0, phase: "spare" }),
          "worker-1": workerStatus({ rank: 1, shards: [2, 3], connected: false, phase: "away" }),
          "worker-0": workerStatus({ silentSeconds: 1 }),
          "worker-2": workerStatus({
            rank: 2,
            shards: [4],
            phase: "reduceScatter",
            phaseSeconds: 61,
            waitingFor: ["worker-0", "worker-1"],
          }),
        },
        parameterServers: {
          "parameter-server-0": serverStatus(),
          "parameter-server-1": serverStatus({ range: 1, snapshots: [], connected: false, phase: "away", phaseSeconds: 12, version: 512 }),
        },
        epochs: {
          "0": { epoch: 0, trainLoss: 1, trainAccuracy: 0.5, testLoss: 0.75, testAccuracy: 0.8 },
        },
        alarms: { "7": { time: "2026-01-02T03:04:05.000Z", message: "nobody answers", over: null } },
        alarmCount: 7,
      }),
      60,
    );
    expect(lines).toEqual([
      "run run-1  mnist-mlp-128  training  generation 2 from step 16 (worker-1 joined)  up 1:15",
      "epoch 2/4  step 31/64  loss 0.5000  accuracy 87.50 %  1,234 samples/s  ETA 1:01",
      `${"█".repeat(23)}${"░".repeat(25)} 48.44 %`,
      "",
      "worker    rank  shards  step  samples  phase",
      "worker-0  0     0,1     31    1,984    gradient (silent for 1 s)",
      "worker-1  1     2,3     -     1,984    away",
      "worker-2  2     4       31    1,984    reduceScatter for 1:01, waiting for worker-0, worker-1",
      "spare     -     -       0     0        spare",
      "",
      "parameter server    range  snapshots  step  phase",
      "parameter-server-0  0      0,16       31    waiting",
      "parameter-server-1  1      -          -     away for 0:12, last seen at step 512",
      "",
      "epoch 1/4 done  train loss 1.0000  test loss 0.7500  test accuracy 80.00 %  1,234 samples/s",
      "",
      "(7 alarms, the latest:)",
      "alarm 2026-01-02T03:04:05.000Z: nobody answers",
    ]);
  });

  it("says what the run waits for, or how it ended", () => {
    const waiting = statusLines(
      runStatus({
        state: "waiting",
        waitingFor: "1 more worker",
        generation: 0,
        start: null,
        reason: "",
        workers: {},
        parameterServers: {},
      }),
      80,
    );
    expect(waiting.slice(0, 2)).toEqual(["run run-1  mnist-mlp-128  waiting  no generation yet  up 1:15", "waiting: 1 more worker"]);
    expect(waiting).toHaveLength(4);
    const finished = statusLines(runStatus({ state: "finished", summary }), 80);
    expect(finished.slice(-3)).toEqual([
      "test accuracy   95.00 %",
      `weightsHash     ${summary.weightsHash}`,
      "ledgerOk: true  8,000 samples applied",
    ]);
  });

  it("knows of a run without classes", () => {
    const epochs = {
      "0": { epoch: 0, trainLoss: 1, trainAccuracy: 0, testLoss: 0.75, testAccuracy: 0, validationLoss: 2, validationAccuracy: 0 },
    };
    const text = statusLines(runStatus({ classes: 0, epochs, state: "finished", summary }), 80).join("\n");
    expect(text).toMatch(/validation loss 2\.0000 {2}test loss 0\.7500/);
    expect(text).not.toMatch(/accuracy/);
  });

  it("gives a terminal nothing to obey, and shows numbers that are none", () => {
    const lines = statusLines(
      runStatus({
        reason: "\u001B[2Jevil\u0007\r\n\u202E",
        progress: { ...runStatus().progress, loss: null as unknown as number, steps: 0, step: 0 },
        workers: { "\u001B]0;title\u0007": workerStatus({ phase: "\u001B[31m" }) },
        alarms: { "1": { time: "", message: "a\nb", over: "later" } },
      }),
      80,
    );
    expect(lines.join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(lines[1]).toContain("loss -");
    expect(lines[2]).toMatch(/^░+ -$/);
  });
});

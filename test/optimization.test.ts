import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// Everything that decides an update besides the gradient, at once: what one of them did wrong would show in the weights.

const trainSamples = 2_000;
const epochs = 4;
// 64 samples in each of two batches: 16 updates an epoch, the last of them of 80 samples
const stepsPerEpoch = 16;

let scratch = "";
let reference: RunSummary;
const data = (): readonly string[] => ["--data", path.join(scratch, "data"), "--epochs", String(epochs), "--seed", "7"];
const update = [
  "--batch-size",
  "64",
  "--accumulate",
  "2",
  "--schedule",
  "cosine:warmup=10steps",
  "--clip-norm",
  "0.4",
  "--weight-decay",
  "0.001",
];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), trainSamples, 500);
  ({ summary: reference } = await train(scratch, "reference", [...data(), ...update, "--workers", "1"]));
});
afterAll(() => removeScratch(scratch));

const sameResult = () => ({
  weightsHash: reference.weightsHash,
  testAccuracy: reference.testAccuracy,
  trainLoss: reference.trainLoss,
  samplesApplied: trainSamples * epochs,
  ledgerOk: true,
});

describe("schedule, clipping by the norm, weight decay and accumulation", () => {
  it("train", () => {
    expect(reference).toMatchObject({
      steps: epochs * stepsPerEpoch,
      batchSize: 128,
      samplesApplied: trainSamples * epochs,
      ledgerOk: true,
    });
    expect(reference.testAccuracy).toBeGreaterThan(0.6);
  });

  const others = withLongCases(
    [
      { workers: 2, servers: 1 },
      { workers: 3, servers: 2 },
    ],
    [
      { workers: 3, servers: 1 },
      { workers: 1, servers: 2 },
      { workers: 2, servers: 2 },
    ],
  );
  it.each(others)("give the same weights with $workers workers and $servers parameter servers", async ({ workers, servers }) => {
    const counts = ["--workers", String(workers), "--parameter-servers", String(servers)];
    const { summary } = await train(scratch, `run-${workers}-${servers}`, [...data(), ...update, ...counts]);
    expect(summary).toMatchObject({ ...sameResult(), parameterServers: servers, workersAtEnd: workers });
  });

  it("give the same weights after kill -9 of all processes and a resume with another number of servers", async () => {
    const folder = path.join(scratch, "killed");
    const command = startLockstep(["train", "--run", folder, "--json", "--no-dashboard", ...data(), ...update], { folder: scratch });
    await command.until(/"epoch":\{"epoch":2,/);
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
    await command.result;
    const prolonged = await lockstep(["train", "--resume", "--run", folder, "--epochs", "9"], { folder: scratch });
    expect(prolonged).toMatchObject({
      code: 10,
      stderr: expect.stringContaining("--epochs 9: the cosine schedule of this run goes over its 4"),
    });
    const { summary, result } = await train(scratch, "killed", ["--resume", "--parameter-servers", "2", "--json", ...update]);
    expect(summary).toMatchObject({ ...sameResult(), parameterServers: 2 });
    expect(Number(/"type":"generation","generation":\d+,"start":(\d+)/.exec(result.stdout)?.[1])).toBeGreaterThanOrEqual(2 * stepsPerEpoch);
  });

  type Change = readonly [flag: string, value: string];
  const changes = withLongCases<Change>(
    [
      ["--schedule", "constant"],
      ["--clip-norm", "0.3"],
      ["--weight-decay", "0.01"],
      ["--accumulate", "1"],
    ],
    [["--schedule", "one-cycle"]],
  );
  it.each(changes)("each count: others with %s %s", async (flag, value) => {
    const changed = update.map((item, index) => (update[index - 1] === flag ? value : item));
    const { summary } = await train(scratch, `other-${flag}-${value}`, [...data(), ...changed, "--workers", "1"]);
    expect(summary.weightsHash).not.toBe(reference.weightsHash);
    expect(summary.ledgerOk).toBe(true);
  });
});

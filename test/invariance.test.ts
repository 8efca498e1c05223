import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { readRunConfig } from "lockstep";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// 2,000 samples in batches of 128: 16 steps an epoch, the last of them with 80 samples.
const trainSamples = 2_000;
const epochs = 2;
const steps = epochs * Math.ceil(trainSamples / 128);

let scratch = "";
let reference: RunSummary;
const flags = (more: readonly string[]): readonly string[] => [
  "--data",
  path.join(scratch, "data"),
  "--epochs",
  String(epochs),
  "--seed",
  "7",
  ...more,
];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), trainSamples, 500);
  ({ summary: reference } = await train(scratch, "reference", flags(["--workers", "1"])));
});
afterAll(() => removeScratch(scratch));

describe("the same weights, bit for bit", () => {
  it("come from one worker with a ledger that adds up", async () => {
    expect(reference).toMatchObject({
      steps,
      epochs,
      seed: 7,
      shards: 4,
      batchSize: 128,
      samplesApplied: trainSamples * epochs,
      ledgerOk: true,
      workersAtEnd: 1,
    });
    expect(reference.weightsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(reference.testAccuracy).toBeGreaterThan(0.6);
  });

  const others = withLongCases(
    [
      { workers: 1, servers: 2 },
      { workers: 3, servers: 1 },
      { workers: 4, servers: 2 },
    ],
    [
      { workers: 2, servers: 1 },
      { workers: 4, servers: 1 },
      { workers: 2, servers: 2 },
      { workers: 3, servers: 2 },
    ],
  );
  it.each(others)("with $workers workers and $servers parameter servers", async ({ workers, servers }) => {
    const name = `run-${workers}-${servers}`;
    const { summary, result } = await train(scratch, name, flags(["--workers", String(workers), "--parameter-servers", String(servers)]));
    expect(summary).toMatchObject({
      weightsHash: reference.weightsHash,
      testAccuracy: reference.testAccuracy,
      testLoss: reference.testLoss,
      trainLoss: reference.trainLoss,
      samplesApplied: trainSamples * epochs,
      parameterServers: servers,
      workersAtEnd: workers,
      ledgerOk: true,
    });
    expect(result.stdout).toContain(`test accuracy   ${((reference.testAccuracy ?? Number.NaN) * 100).toFixed(2)} %`);
    expect(result.stdout).toContain(`weightsHash     ${reference.weightsHash}`);
    expect(result.stdout).toContain("ledgerOk: true");
    const verified = await lockstep(["verify", path.join(scratch, name)], { folder: scratch });
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toMatch(/^ledger ok: 4,000 samples in 32 steps, each exactly once in each of 2 epochs.*\n$/);
  });

  it("on a second run, which --json tells in JSON lines alone", async () => {
    const { summary, result } = await train(scratch, "again", flags(["--workers", "2", "--json"]));
    expect(summary.weightsHash).toBe(reference.weightsHash);
    const events = result.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string; readonly summary?: RunSummary });
    expect(events[0]).toMatchObject({ type: "started", workers: 2, seed: 7 });
    expect(events.at(-1)).toEqual({ type: "finished", summary });
    const types = new Set(events.map((event) => event.type));
    for (const type of ["listening", "generation", "epoch"]) expect(types).toContain(type);
    expect(result.stderr).toBe("");
    const config = await readRunConfig(path.join(scratch, "again"));
    expect(config).toMatchObject({
      runId: summary.runId,
      recipeHash: summary.recipeHash,
      workers: 2,
      settings: { seed: 7, epochs, snapshotEverySteps: 16 },
    });
  });

  it("but not with another seed, learning rate or number of shards", async () => {
    const changes = [
      ["--seed", "8"],
      ["--learning-rate", "0.002"],
      ["--shards", "8"],
    ] as const;
    for (const [index, change] of changes.entries()) {
      const { summary } = await train(scratch, `other-${index}`, flags([...change, "--workers", "1"]));
      expect(summary.weightsHash).not.toBe(reference.weightsHash);
      expect(summary.ledgerOk).toBe(true);
    }
  });
});

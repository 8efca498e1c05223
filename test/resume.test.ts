import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

const epochs = 12;
const stepsPerEpoch = 16;

let scratch = "";
let reference: RunSummary;
const flags = (epochs: number): readonly string[] => ["--data", path.join(scratch, "data"), "--epochs", String(epochs), "--seed", "3"];

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 100);
  ({ summary: reference } = await train(scratch, "reference", flags(epochs)));
});
afterAll(() => removeScratch(scratch));

/** Trains until epoch 2 is over, then kills every process of the run at once. */
async function trainAndKill(name: string): Promise<void> {
  const command = startLockstep(["train", "--run", path.join(scratch, name), "--json", "--no-dashboard", ...flags(epochs)], {
    folder: scratch,
  });
  await command.until(/"epoch":\{"epoch":2,/);
  for (const pid of command.processes()) process.kill(pid, "SIGKILL");
  await command.result;
}

function firstStart({ stdout }: CommandResult): number {
  return Number(/"type":"generation","generation":\d+,"start":(\d+)/.exec(stdout)?.[1]);
}

const sameResult = () => ({
  weightsHash: reference.weightsHash,
  testAccuracy: reference.testAccuracy,
  trainLoss: reference.trainLoss,
  samplesApplied: reference.samplesApplied,
  ledgerOk: true,
});

describe("lockstep train --resume", () => {
  const counts = withLongCases(
    [{ what: "workers", count: 3, told: { workersAtEnd: 3 } }],
    [{ what: "parameter-servers", count: 2, told: { parameterServers: 2 } }],
  );
  it.each(counts)("goes on after kill -9 of all processes to the same weights, with $count $what", async ({ what, count, told }) => {
    const name = `killed-${what}`;
    await trainAndKill(name);
    const { summary, result } = await train(scratch, name, ["--resume", `--${what}`, String(count), "--json"]);
    expect(summary).toMatchObject({ ...sameResult(), ...told });
    // from a snapshot, not from the beginning
    expect(firstStart(result)).toBeGreaterThanOrEqual(2 * stepsPerEpoch);
    expect(await lockstep(["verify", path.join(scratch, name)], { folder: scratch })).toMatchObject({ code: 0 });
  });

  it("shows the result of a run that is finished, starts nothing and changes nothing", async () => {
    const folder = path.join(scratch, "reference");
    const before = await readFile(path.join(folder, "ledger.jsonl"), "utf8");
    const result = await lockstep(["train", "--resume", "--run", folder, "--json"], { folder: scratch });
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const events = result.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string });
    expect(events.map((event) => event.type)).toEqual(["started", "finished"]);
    expect(events[1]).toMatchObject({ summary: { weightsHash: reference.weightsHash } });
    expect(await readFile(path.join(folder, "ledger.jsonl"), "utf8")).toBe(before);
  });

  it("trains a finished run for more epochs as if it had been asked for at first, and not for fewer", async () => {
    const short = await train(scratch, "short", flags(4));
    expect(short.summary.weightsHash).not.toBe(reference.weightsHash);
    const { summary, result } = await train(scratch, "short", ["--resume", "--epochs", String(epochs), "--json"]);
    expect(summary).toMatchObject({ ...sameResult(), epochs });
    expect(firstStart(result)).toBeGreaterThan(0);

    const config = await readFile(path.join(scratch, "short/config.yaml"), "utf8");
    const refused = await lockstep(["train", "--resume", "--run", "short", "--epochs", "4"], { folder: scratch });
    expect(refused).toMatchObject({ code: 10, stdout: "", stderr: expect.stringContaining(`--epochs must be at least ${epochs} to`) });
    expect(await readFile(path.join(scratch, "short/config.yaml"), "utf8")).toBe(config);
  });

  it("begins a run that was stopped before its first step, also with fewer epochs", async () => {
    const command = startLockstep(["train", "--run", path.join(scratch, "early"), "--no-dashboard", ...flags(epochs)], { folder: scratch });
    await command.until(/^training /);
    command.kill("SIGINT");
    expect(await command.result).toMatchObject({ code: 130, leftOver: [] });
    const { summary } = await train(scratch, "early", ["--resume", "--epochs", "1"]);
    expect(summary).toMatchObject({ ledgerOk: true, epochs: 1, steps: stepsPerEpoch });
  });

  it("refuses what would change the bits, and leaves the run as it is", async () => {
    const folder = path.join(scratch, "reference");
    const before = await readdir(folder, { recursive: true });
    for (const change of [
      ["--seed", "4"],
      ["--batch-size", "64"],
      ["--optimizer", "sgd"],
      ["--data", "elsewhere"],
    ]) {
      const result = await lockstep(["train", "--resume", "--run", folder, ...change], { folder: scratch });
      expect(result).toMatchObject({ code: 10, stdout: "", leftOver: [] });
      expect(result.stderr).toMatch(new RegExp(`^lockstep: ${change[0]} .* differs from the run's [^\\n]*\\n$`));
    }
    expect(await readdir(folder, { recursive: true })).toEqual(before);
  });
});

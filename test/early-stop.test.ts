import { cp, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { failpointsVariable } from "@lockstep/core";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// So little data and so high a learning rate that the model learns its samples by heart, and the validation loss rises long before the last
// epoch. 800 samples, of which 200 are held back: 10 steps an epoch.
const epochs = 12;
const perEpoch = 10;
const patience = 2;

let scratch = "";
/** that has all its epochs */
let whole: RunSummary;
/** of just so many epochs as a run with early stopping must have */
let short: RunSummary;
let endEpochs = 0;
/** what the run with early stopping and one worker said */
let told: CommandResult;

const settings = (epochCount = epochs): readonly string[] => [
  "--data",
  path.join(scratch, "data"),
  "--epochs",
  String(epochCount),
  "--validation",
  "0.25",
  "--learning-rate",
  "0.01",
  "--batch-size",
  "64",
  "--backend",
  "wasm",
];
const stopping = (): readonly string[] => [...settings(), "--early-stop", String(patience)];
const folderOf = (name: string): string => path.join(scratch, name);

/** Validation losses of the epochs of a run. */
async function validationLosses(name: string): Promise<readonly number[]> {
  const lines = (await readFile(path.join(folderOf(name), "metrics.jsonl"), "utf8")).trimEnd().split("\n");
  return lines.flatMap((line) => {
    const { epochEnd } = JSON.parse(line) as { readonly epochEnd?: { readonly validationLoss: number } };
    return epochEnd === undefined ? [] : [epochEnd.validationLoss];
  });
}

/** Epochs up to the one that is the `patience`-th in a row without a new lowest loss. */
function epochsUntilStop(losses: readonly number[]): number {
  const stop = losses.findIndex((_, epoch) => {
    const latest = losses.slice(Math.max(0, epoch - patience + 1), epoch + 1);
    return latest.length === patience && epoch >= patience && Math.min(...latest) >= Math.min(...losses.slice(0, epoch - patience + 1));
  });
  return stop + 1;
}

/** What must be the same however the run came to its end. */
function outcome({ weightsHash, steps, best, testReport, validationReport, samplesApplied, ledgerOk }: RunSummary): object {
  return { weightsHash, steps, best, testReport, validationReport, samplesApplied, ledgerOk };
}

async function expectEarlyEnd(name: string): Promise<void> {
  const summary = await readSummary(folderOf(name));
  expect(outcome(summary)).toEqual(outcome(short));
  expect(summary).toMatchObject({
    epochs,
    endedEarly: { epochs: endEpochs, reason: expect.stringMatching(/^2 epochs without/) as unknown },
  });
}

/** What the lines of a ledger say, without who computed it and in which generation. */
async function ledgerOf(name: string): Promise<readonly unknown[]> {
  const text = await readFile(path.join(folderOf(name), "ledger.jsonl"), "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => ({ ...(JSON.parse(line) as object), chain: "" }));
}

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 800, 300);
  ({ summary: whole } = await train(scratch, "whole", [...settings(), "--workers", "1"]));
  endEpochs = epochsUntilStop(await validationLosses("whole"));
  ({ summary: short } = await train(scratch, "short", [...settings(endEpochs), "--workers", "1"]));
  ({ result: told } = await train(scratch, "stopped", [...stopping(), "--workers", "1"]));
});
afterAll(() => removeScratch(scratch));

describe("a run with early stopping", () => {
  it("ends as one of just so many epochs does: weights, results, ledger", async () => {
    expect(endEpochs).toBeGreaterThan(patience);
    expect(endEpochs).toBeLessThan(epochs);
    expect(whole).not.toHaveProperty("endedEarly");
    await expectEarlyEnd("stopped");
    expect(short.steps).toBe(endEpochs * perEpoch);
    expect(short.weightsHash).not.toBe(whole.weightsHash);
    expect(await ledgerOf("stopped")).toEqual(await ledgerOf("short"));
    expect(told.stdout).toMatch(
      new RegExp(
        `^ended early {5}after ${endEpochs} of 12 epochs: 2 epochs without a validation loss lower than the 0\\.\\d+ of version \\d+$`,
        "m",
      ),
    );
    const verified = await lockstep(["verify", folderOf("stopped")], { folder: scratch });
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toContain(
      `in ${endEpochs * perEpoch} steps, each exactly once in each of ${endEpochs} epochs (ended early: 2 epochs without a validation loss lower`,
    );
  });

  it("ends so with three workers and two parameter servers too", async () => {
    await train(scratch, "three", [...stopping(), "--workers", "3", "--parameter-servers", "2"]);
    await expectEarlyEnd("three");
    expect(await lockstep(["verify", folderOf("three")], { folder: scratch })).toMatchObject({ code: 0 });
  });

  it("has all its epochs if none is one too many", async () => {
    const { summary, result } = await train(scratch, "patient", [...settings(), "--early-stop", "12", "--early-stop-delta", "0.001"]);
    expect(outcome(summary)).toEqual(outcome(whole));
    expect(summary).not.toHaveProperty("endedEarly");
    expect(result.stdout).not.toContain("ended early");
  });

  /** Commits of a server up to the one that ends the run. */
  const last = (): number => endEpochs * perEpoch + 1;
  const kills: readonly (readonly [string, string, () => string])[] = [
    ["a server before the commit that ends it", "parameter-server-0", () => `server.range-complete=kill@${last()}`],
    ["a server that has committed the end and not written it down", "parameter-server-0", () => `server.committed=kill@${last()}`],
    ["a server that has written the end down", "parameter-server-0", () => `server.ledger-appended=kill@${last()}`],
    ["a server that is closed", "parameter-server-1", () => "server.closed=kill"],
    ["a worker in the step that ends it", "worker-1", () => `worker.gradient-published=kill@${last()}`],
    ["the coordinator when all servers are closed", "coordinator", () => "coordinator.gathering=kill"],
    ["the coordinator when the results are written", "coordinator", () => "coordinator.results-written=kill"],
  ];
  it.each(kills)("ends so after the death of %s", async (what, process, rule) => {
    const command = startLockstep(
      ["train", "--run", folderOf(what), "--json", "--no-dashboard", ...stopping(), "--parameter-servers", "2"],
      { folder: scratch, environment: { [failpointsVariable]: `${process}:${rule()}` } },
    );
    const { code, stdout } = await command.result;
    expect(code).toBe(0);
    expect(stdout).toContain(`"name":"${process}","state":"restarted"`);
    await expectEarlyEnd(what);
  });

  it("ends so after the death of all processes, with another number of parameter servers, and asked for more epochs", async () => {
    const folder = folderOf("all killed");
    const command = startLockstep(["train", "--run", folder, "--no-dashboard", ...stopping()], { folder: scratch });
    await command.until(new RegExp(`^epoch ${endEpochs - 1}/12 done`, "m"));
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
    await command.result;
    const flags = ["train", "--resume", "--run", folder, "--no-dashboard", "--parameter-servers", "2", "--epochs", "20"];
    expect(await lockstep(flags, { folder: scratch })).toMatchObject({ code: 0 });
    const summary = await readSummary(folder);
    expect(outcome(summary)).toEqual(outcome(short));
    expect(summary).toMatchObject({ epochs: 20, endedEarly: { epochs: endEpochs } });
  });

  it("is finished when it is resumed, also with more epochs; what would be another run is refused", async () => {
    const config = await readFile(path.join(folderOf("stopped"), "config.yaml"), "utf8");
    const resume = (...more: readonly string[]): ReturnType<typeof lockstep> =>
      lockstep(["train", "--resume", "--run", folderOf("stopped"), "--no-dashboard", ...more], { folder: scratch });
    for (const more of [[], ["--epochs", "20"], ["--epochs", String(endEpochs)], ["--early-stop", String(patience)]]) {
      const resumed = await resume(...more);
      expect(resumed).toMatchObject({ code: 0, stderr: "" });
      expect(resumed.stdout).toContain(`ended early     after ${endEpochs} of 12 epochs`);
      expect(resumed.stdout).not.toMatch(/^generation /m);
    }
    const fewer = await resume("--epochs", String(endEpochs - 1));
    expect(fewer.code).toBe(10);
    expect(fewer.stderr).toContain(`--epochs must be at least ${endEpochs}`);
    const other = await resume("--early-stop", "3");
    expect(other.code).toBe(10);
    expect(other.stderr).toContain("--early-stop 3 differs from the run's 2");
    expect((await resume("--early-stop-delta", "0.1")).stderr).toContain("--early-stop-delta 0.1 differs from the run's 0");
    expect(await readFile(path.join(folderOf("stopped"), "config.yaml"), "utf8")).toBe(config);
    await expectEarlyEnd("stopped");
  });

  /** What `verify` says of the ledger of run `name` under other settings. */
  async function verifiedAs(name: string, change: (config: string) => string): Promise<string> {
    const copy = folderOf(`${name}, changed`);
    await cp(folderOf(name), copy, { recursive: true });
    const file = path.join(copy, "config.yaml");
    const config = await readFile(file, "utf8");
    expect(change(config)).not.toBe(config);
    await writeFile(file, change(config));
    const verified = await lockstep(["verify", copy], { folder: scratch });
    expect(verified).toMatchObject({ code: 1, stdout: "" });
    return verified.stderr;
  }

  it("is not proved by a ledger that goes on after the end, nor by one that ends before it", async () => {
    const withEarlyStop = (config: string): string => `${config.trimEnd()}\n  earlyStop:\n    patience: ${patience}\n`;
    expect(await verifiedAs("whole", withEarlyStop)).toMatch(
      new RegExp(`is BAD: parameter server 0, step ${endEpochs * perEpoch} .*: it trains on although the run ends here: 2 epochs without`),
    );
    expect(await verifiedAs("stopped", (config) => config.replace("patience: 2", "patience: 3"))).toMatch(
      new RegExp(`is BAD: parameter server 0, step ${endEpochs * perEpoch} .*: it ends the run, which goes on: 2 epochs of 3 without`),
    );
  });

  it("needs samples that are held back, and says so", async () => {
    const begin = (...flags: readonly string[]): ReturnType<typeof lockstep> =>
      lockstep(["train", "--run", folderOf("none"), ...settings(), ...flags], { folder: scratch });
    const blind = await begin("--early-stop", "3", "--validation", "0");
    expect(blind.code).toBe(10);
    expect(blind.stderr).toContain(
      "--early-stop 3 goes by the validation loss, but nothing is held back for validation: add --validation 0.1",
    );
    const alone = await begin("--early-stop-delta", "0.1");
    expect(alone.code).toBe(10);
    expect(alone.stderr).toContain("give --early-stop, a number of epochs, too");
    const wrong = await begin("--early-stop", "-1");
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("--early-stop must be a whole number from 0");
  });
});

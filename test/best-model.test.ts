import { createHash } from "node:crypto";
import { cp, readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { failpointsVariable } from "@lockstep/core";
import type { RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep, startLockstep } from "./harness/command.ts";
import { withLongCases } from "./harness/long-cases.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// So little data and so high a learning rate that the model learns its samples by heart: the best epoch is far from the last one. 800
// samples, of which 200 are held back: 10 steps an epoch.
const epochs = 12;
const perEpoch = 10;

let scratch = "";
let reference: RunSummary;
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

async function hashOfBest(name: string): Promise<string> {
  const weights = await readFile(path.join(scratch, name, "model-best", "weights.bin"));
  return createHash("sha256").update(weights).digest("hex");
}

/** What must be the same however the run came to its end. */
function outcome({ weightsHash, best, testReport, validationReport, ledgerOk }: RunSummary): object {
  return { weightsHash, best, testReport, validationReport, ledgerOk };
}

async function expectBest(name: string): Promise<void> {
  expect(outcome(await readSummary(path.join(scratch, name)))).toEqual(outcome(reference));
  expect(await hashOfBest(name)).toBe(reference.best?.weightsHash);
}

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 800, 300);
  ({ summary: reference } = await train(scratch, "reference", [...settings(), "--workers", "1"]));
});
afterAll(() => removeScratch(scratch));

describe("the model of the best epoch", () => {
  it("is the one that a run of just so many epochs ends with", async () => {
    const { best } = reference;
    if (best === null) throw new Error("there is no best model");
    expect(best.epoch).toBeGreaterThan(0);
    expect(best.epoch).toBeLessThan(epochs - 2);
    expect(best.version).toBe((best.epoch + 1) * perEpoch);
    expect(best.validationLoss).toBeLessThan(reference.validationLoss ?? 0);
    const { summary: short } = await train(scratch, "short", [...settings(best.epoch + 1), "--workers", "1"]);
    expect(best.weightsHash).toBe(short.weightsHash);
    expect(await hashOfBest("reference")).toBe(short.weightsHash);
    expect(best).toMatchObject({
      validationLoss: short.validationLoss,
      validationAccuracy: short.validationAccuracy,
      testLoss: short.testLoss,
      testAccuracy: short.testAccuracy,
    });
    // Here the best epoch is the last one, too.
    expect(short.best).toEqual(best);
    expect(await hashOfBest("short")).toBe(short.weightsHash);
  });

  it("is the only version kept besides the snapshots", async () => {
    const files = await readdir(path.join(scratch, "reference", "best"));
    expect(files.map((name) => /^ps0-v(\d+)-/.exec(name)?.[1])).toEqual([String(reference.best?.version)]);
  });

  it("can be evaluated and is compared with what the run found for it", async () => {
    const evaluated = await lockstep(["evaluate", path.join(scratch, "reference", "model-best"), "--json"], { folder: scratch });
    expect(evaluated).toMatchObject({ code: 0, stderr: "" });
    const { testAccuracy: accuracy, testLoss: loss } = reference.best ?? {};
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ accuracy, loss, recorded: { accuracy, loss } });
  });

  it("is the same from three workers and two parameter servers", async () => {
    const { result } = await train(scratch, "three", [...settings(), "--workers", "3", "--parameter-servers", "2"]);
    await expectBest("three");
    expect(result.stdout).toMatch(new RegExp(`^best model {6}epoch ${(reference.best?.epoch ?? 0) + 1}: .*\\(in model-best/\\)$`, "m"));
  });

  const version = (): number => reference.best?.version ?? 0;
  type Kill = readonly [when: string, rule: () => string, flags: readonly string[]];
  /** Commits of a server up to the one that brings the validation of the best version. */
  const kills = withLongCases<Kill>(
    [
      ["when its validation is in the ledger and nothing is copied", () => `server.ledger-appended=kill@${version() + 1}`, []],
      [
        "when its successor was released, with snapshots of every step",
        () => `server.released=kill@${version() + 1}`,
        ["--snapshot-every", "1"],
      ],
      ["at the very end", () => "server.closed=kill", []],
    ],
    [
      ["when its commit is not in the ledger", () => `server.committed=kill@${version() + 1}`, []],
      ["when its successor was released", () => `server.released=kill@${version() + 1}`, []],
      ["long after", () => `server.released=kill@${version() + 57}`, ["--snapshot-every", "7"]],
    ],
  );
  it.each(kills)("outlives a server that is killed %s", async (when, rule, more) => {
    const name = `killed ${when}`;
    const environment = { [failpointsVariable]: `parameter-server-0:${rule()}` };
    const command = startLockstep(["train", "--run", path.join(scratch, name), "--json", "--no-dashboard", ...settings(), ...more], {
      folder: scratch,
      environment,
    });
    const { code, stdout } = await command.result;
    expect(code).toBe(0);
    expect(stdout).toContain('"name":"parameter-server-0","state":"restarted"');
    await expectBest(name);
  });

  it("outlives the death of all processes, and another number of parameter servers", async () => {
    const folder = path.join(scratch, "all killed");
    const long = settings(200);
    const command = startLockstep(["train", "--run", folder, "--no-dashboard", ...long], { folder: scratch });
    await command.until(new RegExp(`^epoch ${(reference.best?.epoch ?? 0) + 3}/200 done`, "m"));
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
    await command.result;
    const resumed = await lockstep(
      ["train", "--resume", "--run", folder, "--no-dashboard", "--epochs", String(epochs), "--parameter-servers", "2"],
      {
        folder: scratch,
      },
    );
    expect(resumed).toMatchObject({ code: 0 });
    await expectBest("all killed");
  });

  it("is told to be lost, and an older one is not left in its place, when a server has lost it", async () => {
    const folder = path.join(scratch, "lost");
    await cp(path.join(scratch, "reference"), folder, { recursive: true });
    await rm(path.join(folder, "best"), { recursive: true });
    const resumed = await lockstep(["train", "--resume", "--run", folder, "--no-dashboard", "--epochs", String(epochs + 1)], {
      folder: scratch,
    });
    expect(resumed.code).toBe(0);
    const { best, ledgerOk } = await readSummary(folder);
    expect({ best, ledgerOk }).toEqual({ best: { ...reference.best, weightsHash: null }, ledgerOk: true });
    expect(resumed.stdout).toContain("(lost by a parameter server)");
    expect(await readdir(folder)).not.toContain("model-best");
  });
});

import { readFile, readdir } from "node:fs/promises";
import path from "node:path";
import type { EpochResult, RunSummary } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";
import { writeSmallMnist } from "./harness/small-mnist.ts";

// 2,000 samples, of which 200 are held back: 15 steps an epoch.
const epochs = 3;
const perEpoch = 15;

let scratch = "";
let reference: RunSummary;
/** what the reference told a person */
let told = "";
/** The same, trained by three workers and two parameter servers, and what it told a program. */
let other: RunSummary;
let toldInJson = "";
const flags = (more: readonly string[] = []): readonly string[] => [
  "--data",
  path.join(scratch, "data"),
  "--epochs",
  String(epochs),
  "--seed",
  "7",
  "--validation",
  "0.1",
  "--backend",
  "wasm",
  ...more,
];
interface LedgerRecord {
  readonly step?: number;
  readonly n?: number;
  readonly validation?: { readonly n: number; readonly shards: readonly { readonly n: number }[] };
}
const ledgerOf = async (name: string): Promise<readonly LedgerRecord[]> =>
  (await readFile(path.join(scratch, name, "ledger.jsonl"), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as LedgerRecord);

const epochsIn = async (name: string): Promise<readonly EpochResult[]> =>
  (await readFile(path.join(scratch, name, "metrics.jsonl"), "utf8"))
    .trimEnd()
    .split("\n")
    .flatMap((line) => (JSON.parse(line) as { readonly epochEnd?: EpochResult }).epochEnd ?? []);

beforeAll(async () => {
  scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), 2_000, 500);
  const one = await train(scratch, "one", flags(["--workers", "1"]));
  ({ summary: reference } = one);
  told = one.result.stdout;
  const three = await train(scratch, "three", flags(["--workers", "3", "--parameter-servers", "2", "--json"]));
  ({ summary: other } = three);
  toldInJson = three.result.stdout;
});
afterAll(() => removeScratch(scratch));

describe("a run that holds samples back for validation", () => {
  it("trains on the others alone and evaluates them at the end of every epoch", async () => {
    expect(reference).toMatchObject({ samplesApplied: 1_800 * epochs, steps: perEpoch * epochs, ledgerOk: true });
    const lines = await ledgerOf("one");
    const validated = lines.filter(({ validation }) => validation !== undefined);
    expect(validated.map(({ step }) => step)).toEqual([1, 2, 3].map((epoch) => epoch * perEpoch));
    expect(validated.map(({ validation }) => validation?.shards.map(({ n }) => n))).toEqual([1, 2, 3].map(() => [50, 50, 50, 50]));
    expect(validated.map(({ validation }) => validation?.n)).toEqual([200, 200, 200]);
  });

  it("is proved by its ledger", async () => {
    const verified = await lockstep(["verify", path.join(scratch, "one")], { folder: scratch });
    expect(verified).toMatchObject({ code: 0, stderr: "" });
    expect(verified.stdout).toMatch(
      /^ledger ok: 5,400 samples in 45 steps, each exactly once in each of 3 epochs; 200 held back for validation; /,
    );
  });

  it("gives the same bits and the same ledger of samples with three workers and two parameter servers", async () => {
    expect(other.weightsHash).toBe(reference.weightsHash);
    const [one, three] = await Promise.all([ledgerOf("one"), ledgerOf("three")]);
    const validations = (lines: readonly LedgerRecord[]): unknown => lines.flatMap(({ validation }) => validation ?? []);
    expect(validations(three)).toEqual(validations(one));
  });

  it("gives the same figures for every class, in the metrics, the events, the summary and to the user", async () => {
    const events = toldInJson
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string; readonly epoch?: EpochResult });
    const results = events.flatMap(({ type, epoch }) => (type === "epoch" && epoch ? [epoch] : []));
    expect(results.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
    for (const name of ["one", "three"]) expect(await epochsIn(name)).toEqual(results);

    const { testReport, validationReport, validationLoss, validationAccuracy } = reference;
    expect(other).toMatchObject({ testReport, validationReport, validationLoss, validationAccuracy });
    expect(results.at(-1)).toMatchObject({ testReport, validationReport, validationLoss, validationAccuracy });
    expect(testReport).toMatchObject({ samples: 500, accuracy: reference.testAccuracy });
    expect(validationReport).toMatchObject({ samples: 200, accuracy: validationAccuracy });
    expect(testReport.classes.map(({ samples }) => samples).reduce((sum, count) => sum + count)).toBe(500);
    // Not the test set's figures under another name.
    expect(validationLoss).not.toBe(reference.testLoss);

    const evaluated = await lockstep(["evaluate", path.join(scratch, "one"), "--json"], { folder: scratch });
    expect(evaluated.code).toBe(0);
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ ...testReport });
    expect(told).toMatch(/^by class {8}macro precision \d+\.\d\d %, recall .*; weakest class \d, F1 /m);
    expect(told).toContain(`validation      ${((validationAccuracy ?? 0) * 100).toFixed(2)} %`);
    expect(told).toContain("data: 1,800 training, 200 validation and 500 test samples");
    expect(told.match(/^epoch \d\/3 done .*validation loss \d/gm)).toHaveLength(3);
  });

  it("is another run than one without, which has no best model", async () => {
    const { summary, result } = await train(scratch, "without", [
      "--data",
      path.join(scratch, "data"),
      "--epochs",
      "1",
      "--backend",
      "wasm",
    ]);
    expect(summary.recipeHash).not.toBe(reference.recipeHash);
    expect(summary.best).toBeNull();
    expect(result.stdout).toContain("best model      none: nothing is held back for validation (--validation)");
    const files = await readdir(path.join(scratch, "without"));
    expect(files).not.toContain("model-best");
    expect(files).not.toContain("best");
  });

  it("cannot go on with another part", async () => {
    const resumed = await lockstep(["train", "--resume", "--run", path.join(scratch, "one"), "--validation", "0.2"], { folder: scratch });
    expect(resumed.code).toBe(10);
    expect(resumed.stderr).toContain("--validation 0.2 differs from the run's 0.1");
  });

  it("refuses a part that leaves nothing, before it makes a folder", async () => {
    const refused = await lockstep(["train", "--run", path.join(scratch, "none"), ...flags(["--validation", "0.0001"])], {
      folder: scratch,
    });
    expect(refused.code).toBe(10);
    expect(refused.stderr).toContain("would be 0 of them");
    const wrong = await lockstep(["train", "--run", path.join(scratch, "none"), ...flags(["--validation", "1"])], { folder: scratch });
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toMatch(/--validation must be a number from 0 up to, but not including, 1/);
    await expect(readFile(path.join(scratch, "none", "config.yaml"))).rejects.toThrow("ENOENT");
  });
});

import { cp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";

const library = pathToFileURL(fileURLToPath(new URL("../packages/recipes/dist/index.js", import.meta.url))).href;
/** 60 training samples in steps of 20 */
const stepsPerEpoch = 3;

const recipe = `import { csv, defineRecipe } from ${JSON.stringify(library)};
export default defineRecipe({
  name: "plane",
  description: "",
  data: csv({ file: new URL("./plane.csv", import.meta.url), targets: ["y"], testFraction: 0.25 }),
  input: { scale: 1, offset: 0 },
  model: ({ tf, featureShape, outputs }) =>
    tf.sequential({ layers: [tf.layers.dense({ name: "y", units: outputs, inputShape: [...featureShape] })] }),
  loss: "mean-squared-error",
  defaults: { batchSize: 20, shards: 2, epochs: 2, optimizer: { name: "sgd", learningRate: 0.05 } },
});
`;
const rows = Array.from({ length: 80 }, (_, i) => `${i % 7},${i % 5},${(i % 7) - (i % 5)}`);

let scratch = "";
const writeData = (lines: readonly string[]): Promise<void> =>
  writeFile(path.join(scratch, "plane.csv"), ["a,b,y", ...lines, ""].join("\n"));

beforeAll(async () => {
  scratch = await makeScratch();
  await writeFile(path.join(scratch, "plane.mjs"), recipe);
  await writeData(rows);
  await train(scratch, "original", ["plane.mjs"]);
});
beforeEach(async () => {
  await writeData(rows);
  await rm(path.join(scratch, "run"), { recursive: true, force: true });
  await cp(path.join(scratch, "original"), path.join(scratch, "run"), { recursive: true });
});
afterAll(() => removeScratch(scratch));

const verify = (): Promise<CommandResult> => lockstep(["verify", "run"], { folder: scratch });
const resume = (flags: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CommandResult> =>
  lockstep(["train", "--resume", "--run", "run", "--no-dashboard", ...flags], { folder: scratch, environment });

/** Every file of the run with its content. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const folder = path.join(scratch, "run");
  const found = new Map<string, string>();
  for (const name of (await readdir(folder, { recursive: true })).toSorted()) {
    const file = path.join(folder, name);
    found.set(name, (await stat(file)).isFile() ? await readFile(file, "latin1") : "a folder");
  }
  return found;
}

async function editConfig(from: RegExp, to: string): Promise<void> {
  const file = path.join(scratch, "run/config.yaml");
  const source = await readFile(file, "utf8");
  expect(source).toMatch(from);
  await writeFile(file, source.replace(from, to));
}

describe("the data of a run", () => {
  it.each<[change: string, changed: readonly string[]]>([
    ["another value", rows.with(7, "3,2,9")],
    ["another row", [...rows, "1,2,-1"]],
    ["rows that have changed places", rows.with(0, rows[1] ?? "").with(1, rows[0] ?? "")],
  ])("may not have %s when it is resumed or verified: nothing is changed then", async (_, changed) => {
    const before = await contents();
    await writeData(changed);
    const refused = {
      code: 10,
      stdout: "",
      stderr: expect.stringMatching(
        /^lockstep: the data of the run \(plane\.csv\) have changed since it began: .*; restore them, or begin another run\n$/,
      ) as string,
    };
    expect(await resume(["--epochs", "3"])).toMatchObject({ ...refused, leftOver: [] });
    expect(await resume([])).toMatchObject(refused);
    expect(await verify()).toMatchObject(refused);
    expect(await contents()).toEqual(before);
  });

  it("are asked for by a coordinator that is started on its folder, too", async () => {
    const before = await contents();
    await writeData(rows.with(7, "3,2,9"));
    const environment = { LOCKSTEP_TOKEN: "secret-of-a-whole-cluster" };
    const result = await lockstep(["coordinator", "--run", "run", "--listen", "127.0.0.1:0"], { folder: scratch, environment });
    expect(result).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/the data of the run .* have changed since it began/) as string,
    });
    expect(await contents()).toEqual(before);
  });

  it("are not known of an older run: it is tried, and told as what it is if its ledger proves nothing", async () => {
    await editConfig(/^dataHash: [0-9a-f]{64}\n/m, "");
    expect(await verify()).toMatchObject({ code: 0 });
    await writeData(rows.with(7, "3,2,9"));
    expect(await verify()).toMatchObject({ code: 1, stderr: expect.stringMatching(/BAD: .* other samples than expected/) as string });
    const { code, stderr } = await resume(["--epochs", "3"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^lockstep: .*does not prove step \d.*; begin another run\n$/);
  });
});

describe("the backend of a run that was left open", () => {
  it("is the first worker's for as long as the run lasts, whatever is the best now", async () => {
    // As if "auto" had been this once.
    await train(scratch, "cpu", ["plane.mjs", "--backend", "cpu"]);
    await rm(path.join(scratch, "run"), { recursive: true });
    await cp(path.join(scratch, "cpu"), path.join(scratch, "run"), { recursive: true });
    await editConfig(/backend: cpu/, "backend: auto");
    const before = await contents();
    expect(await resume(["--epochs", "3", "--backend", "wasm"])).toMatchObject({
      code: 10,
      stderr: expect.stringMatching(/^lockstep: --backend "wasm" differs from the run's "cpu";/) as string,
    });
    expect(await contents()).toEqual(before);

    await train(scratch, "run", ["--resume", "--epochs", "3"]);
    expect(await readSummary(path.join(scratch, "run"))).toMatchObject({ backend: "cpu", epochs: 3, ledgerOk: true });
  });
});

describe("a run that was to go on for more epochs", () => {
  it("is not finished, and not bad, if that fails before the first step", async () => {
    expect(await resume(["--epochs", "4", "--max-restarts", "0"], { LOCKSTEP_FAILPOINTS: "server.opening=kill" })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/; go on with: npx lockstep train --resume --run run\n$/) as string,
      leftOver: [],
    });
    const { code, stderr } = await verify();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        `lockstep: the run in run is not finished: its ledger proves the first ${2 * stepsPerEpoch} of its ${4 * stepsPerEpoch} steps and ends there; ` +
        "go on with: npx lockstep train --resume --run run\n",
    });
    await train(scratch, "run", ["--resume"]);
    expect(await verify()).toMatchObject({ code: 0 });
  });

  it("is bad all the same if a line of its ledger is", async () => {
    await editConfig(/epochs: 2/, "epochs: 4");
    const ledger = path.join(scratch, "run/ledger.jsonl");
    const lines = (await readFile(ledger, "latin1")).split("\n");
    await writeFile(ledger, lines.toSpliced(3, 1).join("\n"));
    expect(await verify()).toMatchObject({ code: 1, stderr: expect.stringMatching(/BAD/) as string });
  });
});

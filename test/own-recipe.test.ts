import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { makeScratch, removeScratch, train } from "./harness/run-folder.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const example = path.join(root, "examples/circle.mjs");
const library = pathToFileURL(path.join(root, "packages/recipes/dist/index.js")).href;

let scratch = "";
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => removeScratch(scratch));

describe("the example of an own recipe", () => {
  /** What the compiler says of the example after each of these changes, by their names, as an editor would show it. */
  async function typeErrors(changes: Readonly<Record<string, (source: string) => string>>): Promise<Readonly<Record<string, string>>> {
    const folder = path.join(scratch, "types");
    const source = await readFile(example, "utf8");
    await mkdir(folder);
    for (const [name, change] of Object.entries(changes)) {
      const text = change(source).replace("../packages/recipes/dist/index.js", path.join(root, "packages/recipes/dist/index.js"));
      await writeFile(path.join(folder, `${name}.mjs`), text);
    }
    const settings = {
      extends: path.join(root, "examples/tsconfig.json"),
      compilerOptions: { rootDir: "/", types: [] },
      include: ["*.mjs"],
    };
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(settings));
    const { stdout, error } = spawnSync(path.join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    if (error !== undefined) throw error;
    const errors = stdout.split(/^(?=\S)/m).map((text) => ({ text, file: path.basename(text.slice(0, text.indexOf("("))) }));
    const files = Object.keys(changes).map((name) => `${name}.mjs`);
    expect(errors.filter(({ text, file }) => text !== "" && !files.includes(file))).toEqual([]);
    const textsOf = (name: string): string =>
      errors
        .filter(({ file }) => file === `${name}.mjs`)
        .map(({ text }) => text)
        .join("");
    return Object.fromEntries(Object.keys(changes).map((name) => [name, textsOf(name)]));
  }

  it("is right by its types, which find what is wrong", async () => {
    const errors = await typeErrors({
      right: (source) => source,
      loss: (source) => source.replace("binary-cross-entropy", "mse"),
      option: (source) => source.replace("options.units", "options.width"),
      field: (source) => source.replace("epochs: 40, ", ""),
    });
    expect(errors).toEqual({
      right: "",
      loss: expect.stringMatching(/"mse"/) as string,
      option: expect.stringMatching(/'width' does not exist/) as string,
      field: expect.stringMatching(/'epochs' is missing/) as string,
    });
  });

  it("learns, with the same bits whoever computes them", async () => {
    const flags = [example, "--epochs", "15", "--set", "units=12"];
    const { summary } = await train(scratch, "circle", [...flags, "--workers", "2"]);
    expect(summary.testAccuracy).toBeGreaterThan(0.85);
    expect(summary).toMatchObject({ recipe: example, workersAtEnd: 2, ledgerOk: true });
    const alone = await train(scratch, "alone", [...flags, "--workers", "1", "--parameter-servers", "2"]);
    expect(alone.summary.weightsHash).toBe(summary.weightsHash);

    const { stdout } = await lockstep(["evaluate", path.join(scratch, "circle"), "--json"], { folder: scratch });
    expect(JSON.parse(stdout)).toMatchObject({ accuracy: summary.testAccuracy, loss: summary.testLoss, samples: 400, dataset: "points" });
  });
});

describe("the example in TypeScript", () => {
  it("compiles with the command that it names, trains, and is asked for predictions by the script beside it", async () => {
    // As the clone is, so that imports and the CSV file are where the example has them; what the compiler writes stays out of the real one.
    const clone = path.join(scratch, "clone");
    await mkdir(path.join(clone, "examples"), { recursive: true });
    for (const name of ["iris.ts", "iris.csv", "predict-iris.mjs"])
      await copyFile(path.join(root, "examples", name), path.join(clone, "examples", name));
    for (const name of ["packages", "package.json"]) await symlink(path.join(root, name), path.join(clone, name));

    const [, named = ""] = /^\/\/ +npx tsc (.*)$/m.exec(await readFile(path.join(clone, "examples/iris.ts"), "utf8")) ?? [];
    for (const document of ["README.md", "docs/recipes.md"])
      expect(await readFile(path.join(root, document), "utf8")).toContain(named.replace("examples/iris.ts", ""));
    const compile = (flags: readonly string[]): { readonly status: number | null; readonly stdout: string } =>
      spawnSync(path.join(root, "node_modules/.bin/tsc"), flags, { cwd: clone, encoding: "utf8" });
    expect(compile(named.split(" "))).toMatchObject({ status: 0, stdout: "" });
    const { stdout: ofLibraries } = compile(["--noEmit", ...named.split(" ").filter((flag) => flag !== "--skipLibCheck")]);
    expect(ofLibraries.split("\n").filter((line) => /packages\/[a-z-]+\/dist\//.test(line))).toEqual([]);

    const { summary } = await train(clone, "iris", ["./examples/iris.js", "--epochs", "15"], 300_000);
    expect(summary.testAccuracy).toBeGreaterThan(0.85);
    expect(summary).toMatchObject({ recipe: path.join(clone, "examples/iris.js"), ledgerOk: true });

    const script = path.join(clone, "examples/predict-iris.mjs");
    const flower = ["5.0", "3.4", "1.5", "0.2"];
    const asked = await lockstep(["iris/model", ...flower], { script, folder: clone });
    expect(asked).toMatchObject({ code: 0, stderr: "" });
    expect(asked.stdout).toMatch(/^setosa +(9\d|100)\.\d\d %\nversicolor +\d\.\d\d %\nvirginica +\d\.\d\d %\n$/);
    const short = await lockstep(["iris/model", "5.0"], { script, folder: clone });
    expect(short.code).not.toBe(0);
    expect(short.stderr).toMatch(/takes 4 values; found 1/);
  });
});

describe("a recipe for numbers from a CSV file", () => {
  it("comes close to them, with the same bits whoever computes them, and has no accuracy", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({ a: ((i * 37) % 101) / 50 - 1, b: ((i * 53) % 97) / 48 - 1 }));
    await writeFile(
      path.join(scratch, "plane.csv"),
      ["a,b,y", ...rows.map(({ a, b }) => `${a},${b},${0.5 * a - b + 0.25}`), ""].join("\r\n"),
    );
    const file = path.join(scratch, "plane.mjs");
    await writeFile(
      file,
      `import { csv, defineRecipe } from ${JSON.stringify(library)};
export default defineRecipe({
  name: "plane",
  description: "",
  data: csv({ file: new URL("./plane.csv", import.meta.url), targets: ["y"], testFraction: 0.25 }),
  input: { scale: 1, offset: 0 },
  model: ({ tf, featureShape, outputs }) =>
    tf.sequential({ layers: [tf.layers.dense({ name: "y", units: outputs, inputShape: [...featureShape] })] }),
  loss: "mean-squared-error",
  defaults: { batchSize: 16, shards: 4, epochs: 30, optimizer: { name: "adam", learningRate: 0.05 } },
});
`,
    );
    const { summary, result } = await train(scratch, "plane", [file, "--workers", "2"]);
    expect(summary.testLoss).toBeLessThan(1e-3);
    expect(summary).toMatchObject({
      testAccuracy: null,
      testReport: { accuracy: null, macro: { f1: null } },
      samplesApplied: 150 * 30,
      ledgerOk: true,
    });
    expect(result.stdout).toMatch(/150 training and 50 test samples of 2, 1 target \(plane\.csv\)/);
    expect(result.stdout).not.toMatch(/accuracy/);
    const alone = await train(scratch, "plane-alone", [file, "--workers", "1"]);
    expect(alone.summary.weightsHash).toBe(summary.weightsHash);

    expect(await lockstep(["verify", path.join(scratch, "plane")], { folder: scratch })).toMatchObject({ code: 0 });
    const evaluated = await lockstep(["evaluate", path.join(scratch, "plane")], { folder: scratch });
    expect(evaluated).toMatchObject({ code: 0, stderr: "" });
    expect(evaluated.stdout).toMatch(/test loss +0\.000\d+ +\(50 samples of plane\.csv\)/);
    expect(evaluated.stdout).toMatch(/in the run +0\.000\d+ +\(the same\)/);
    expect(evaluated.stdout).not.toMatch(/accuracy|precision/);
    const json = await lockstep(["evaluate", path.join(scratch, "plane"), "--json"], { folder: scratch });
    const macro = { precision: null, recall: null, f1: null };
    expect(JSON.parse(json.stdout)).toMatchObject({ correct: null, accuracy: null, macro, recorded: { accuracy: null }, samples: 50 });
    const metrics = await readFile(path.join(scratch, "plane/metrics.jsonl"), "utf8");
    expect(metrics).toMatch(/"epochEnd":/);
    expect(metrics).not.toMatch(/[aA]ccuracy":[^n]/);
  });
});

describe("a recipe for classes from a CSV file", () => {
  it("keeps what the file calls them", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${(i % 3) + ((i * 7) % 10) / 50},${["setosa", "virginica", "versicolor"][i % 3]}`);
    await writeFile(path.join(scratch, "flowers.csv"), ["width,kind", ...rows, ""].join("\n"));
    const file = path.join(scratch, "flowers.mjs");
    await writeFile(
      file,
      `import { csv, defineRecipe } from ${JSON.stringify(library)};
export default defineRecipe({
  name: "flowers",
  description: "",
  data: csv({ file: new URL("./flowers.csv", import.meta.url), label: "kind" }),
  input: { scale: 1, offset: 0 },
  model: ({ tf, featureShape, outputs }) =>
    tf.sequential({ layers: [tf.layers.dense({ name: "kind", units: outputs, inputShape: [...featureShape] })] }),
  loss: "sparse-categorical-cross-entropy",
  defaults: { batchSize: 16, shards: 2, epochs: 2, optimizer: { name: "adam", learningRate: 0.05 } },
});
`,
    );
    const classNames = ["setosa", "versicolor", "virginica"];
    const { summary, result } = await train(scratch, "flowers", [file, "--workers", "1"]);
    expect(result.stdout).toContain("3 classes: 0 setosa, 1 versicolor, 2 virginica (flowers.csv)");
    expect(summary).toMatchObject({ classNames, ledgerOk: true });
    expect(JSON.parse(await readFile(path.join(scratch, "flowers/model/model.json"), "utf8"))).toMatchObject({
      userDefinedMetadata: { lockstep: { classNames } },
    });
    const evaluated = await lockstep(["evaluate", path.join(scratch, "flowers")], { folder: scratch });
    expect(evaluated.stdout).toMatch(/\n1 versicolor +\d/);
    const json = await lockstep(["evaluate", path.join(scratch, "flowers"), "--json"], { folder: scratch });
    expect(JSON.parse(json.stdout)).toMatchObject({ classNames, accuracy: summary.testAccuracy });
  });
});

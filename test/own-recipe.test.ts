import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
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
  /** What the compiler says of the example after a change, as an editor would show it. */
  async function typeErrors(name: string, change: (source: string) => string): Promise<string> {
    const folder = path.join(scratch, name);
    const source = await readFile(example, "utf8");
    const text = change(source).replace("../packages/recipes/dist/index.js", path.join(root, "packages/recipes/dist/index.js"));
    await mkdir(folder);
    await writeFile(path.join(folder, "recipe.mjs"), text);
    const settings = {
      extends: path.join(root, "examples/tsconfig.json"),
      compilerOptions: { rootDir: "/", types: [] },
      include: ["*.mjs"],
    };
    await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(settings));
    const { stdout, error } = spawnSync(path.join(root, "node_modules/.bin/tsc"), ["-p", folder], { encoding: "utf8" });
    if (error !== undefined) throw error;
    return stdout;
  }

  it("is right by its types, which find what is wrong", async () => {
    expect(await typeErrors("right", (source) => source)).toBe("");
    expect(await typeErrors("loss", (source) => source.replace("binary-cross-entropy", "mse"))).toMatch(/"mse"/);
    expect(await typeErrors("option", (source) => source.replace("options.units", "options.width"))).toMatch(/'width' does not exist/);
    expect(await typeErrors("field", (source) => source.replace("epochs: 40, ", ""))).toMatch(/'epochs' is missing/);
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
    expect(summary).toMatchObject({ testAccuracy: 0, samplesApplied: 150 * 30, ledgerOk: true });
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
  });
});

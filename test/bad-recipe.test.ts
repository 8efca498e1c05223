import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL, fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";

const library = pathToFileURL(fileURLToPath(new URL("../packages/recipes/dist/index.js", import.meta.url))).href;

let scratch = "";
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => removeScratch(scratch));

const good = {
  name: '"mine"',
  description: '""',
  data: "arrays({ train: samples, test: samples })",
  input: "{ scale: 1, offset: 0 }",
  model: "({ tf, outputs }) => sequential(tf, [dense(tf, { units: outputs, inputShape: [2] })])",
  loss: '"sparse-categorical-cross-entropy"',
  defaults: '{ batchSize: 4, shards: 2, epochs: 1, optimizer: { name: "sgd", learningRate: 0.1 } }',
};

/** A recipe that is right but for the changes; a field that is null is left out. */
function recipe(changes: Partial<Record<keyof typeof good | "before" | "labelSmoothing" | "labelSmothing", string | null>>): string {
  const { before = "", ...fields } = { ...good, ...changes };
  const body = Object.entries(fields).flatMap(([name, text]) => (text === null ? [] : [`  ${name}: ${text},`]));
  return `import { arrays } from ${JSON.stringify(library)};
const samples = { features: [[0, 1], [1, 0], [1, 1], [0, 0]], labels: [0, 1, 2, 0] };
const dense = (tf, options) => tf.layers.dense({ name: "last", ...options });
const sequential = (tf, layers) => tf.sequential({ layers });
${before ?? ""}
export default {
${body.join("\n")}
};
`;
}

async function attempt(source: string): Promise<{ readonly code: number | null; readonly stderr: string; readonly lines: number }> {
  const file = path.join(scratch, "mine.mjs");
  const run = path.join(scratch, "run");
  await writeFile(file, source);
  const flags = ["--run", run, "--workers", "2", "--no-dashboard", "--backend", "wasm"];
  const { code, stderr, leftOver } = await lockstep(["train", "./mine.mjs", ...flags], { folder: scratch, timeoutMs: 60_000 });
  await rm(run, { recursive: true, force: true });
  expect(leftOver).toEqual([]);
  return { code, stderr, lines: stderr.split("\n").filter(Boolean).length };
}

type Changes = Parameters<typeof recipe>[0];

it("trains with the recipe that the others differ from", async () => {
  expect(await attempt(recipe({}))).toEqual({ code: 0, stderr: "", lines: 0 });
});

describe("a recipe that cannot be trained ends the command with 10 and one line that names what is wrong", () => {
  const image = "arrays({ featureShape: [4, 4], train: images, test: images })";
  const images = "const images = { features: new Uint8Array(64), labels: [0, 1, 2, 0] };";
  const wrong: readonly [string, Changes, RegExp][] = [
    ["a field that is missing", { defaults: null }, /mine\.mjs: defaults: expected an object, found undefined/],
    ["a misspelt field", { labelSmothing: "0.1" }, /mine\.mjs: there is no field "labelSmothing"; did you mean labelSmoothing\?/],
    [
      "a misspelt option of its data",
      { data: "arrays({ train: samples, test: samples, clases: 3 })" },
      /mine\.mjs: arrays\(\): there is no field "clases"; did you mean classes\?/,
    ],
    ["a loss that there is not", { loss: '"mse"' }, /mine\.mjs: loss: expected .*"mean-squared-error", found "mse"/],
    ["a smoothing that is none", { labelSmoothing: "2" }, /mine\.mjs: labelSmoothing: expected a number from 0 to below 1, found 2/],
    [
      "a model of another width",
      { model: "({ tf }) => sequential(tf, [dense(tf, { units: 4, inputShape: [2] })])" },
      /recipe mine: its model gives \[B, 4\], expected \[B, 3\]/,
    ],
    [
      "a model for other samples",
      { model: "({ tf, outputs }) => sequential(tf, [dense(tf, { units: outputs, inputShape: [3] })])" },
      /recipe mine: its model takes \[B, 3\], expected \[B, 2\]/,
    ],
    [
      "layers that do not fit each other",
      {
        model:
          '({ tf, outputs }) => sequential(tf, [dense(tf, { units: 3, inputShape: [2] }), tf.layers.conv1d({ name: "wave", filters: 1, kernelSize: 2 })])',
      },
      /recipe mine: its model cannot be built for samples of \[2\] and 3 classes: .*layer wave/,
    ],
    [
      "a model that ends in a softmax",
      { model: '({ tf, outputs }) => sequential(tf, [dense(tf, { units: outputs, inputShape: [2], activation: "softmax" })])' },
      /recipe mine: its last layer last \(Dense\) ends in a softmax, which the loss .* already contains/,
    ],
    [
      "a loss for other data",
      { loss: '"binary-cross-entropy"' },
      /recipe mine: its loss binary-cross-entropy needs 2 classes.*have 3 classes/,
    ],
    [
      "a label out of range",
      { data: "{ ...source, load: async () => ({ ...(await source.load()), classes: 2 }) }", before: `const source = ${good.data};` },
      /data arrays: train\.labels: label 2 of sample 2 is outside 0\.\.1/,
    ],
    [
      "a feature that is no number",
      { before: "samples.features[1][0] = NaN;" },
      /data arrays: train\.features: value 0 of sample 1 is NaN; expected a finite number/,
    ],
    [
      "a data source that fails",
      { data: '{ name: "x", identity: "x", load: async () => { throw new Error("no such disk"); } }' },
      /no such disk/,
    ],
    [
      "a layer without a gradient on the backend",
      {
        data: image,
        before: images,
        model: `({ tf, outputs }) => sequential(tf, [
    tf.layers.reshape({ inputShape: [4, 4], targetShape: [4, 4, 1] }),
    tf.layers.depthwiseConv2d({ name: "deep", kernelSize: 2 }),
    tf.layers.flatten(),
    dense(tf, { units: outputs }),
  ])`,
      },
      /layer deep: backend wasm has no gradient of depthwise convolution/,
    ],
    [
      "what a layer asks of an optimizer that does not do it",
      {
        model:
          "({ tf, outputs }) => sequential(tf, [dense(tf, { units: outputs, inputShape: [2], kernelConstraint: tf.constraints.maxNorm({ maxValue: 1 }) })])",
      },
      /layer last \(Dense\): kernelConstraint is not supported/,
    ],
    [
      "a loss that is not finite",
      {
        input: "{ scale: 1e38, offset: 1e38 }",
        model:
          '({ tf, outputs }) => sequential(tf, [dense(tf, { units: 9, inputShape: [2], kernelInitializer: "ones" }), tf.layers.dense({ name: "logits", units: outputs, kernelInitializer: "ones" })])',
      },
      /step 0 \(epoch 1\): the loss of shard \d is NaN/,
    ],
  ];
  it.each(wrong)("%s", async (_, changes, message) => {
    expect(await attempt(recipe(changes))).toEqual({
      code: 10,
      stderr: expect.stringMatching(new RegExp(`^lockstep: .*${message.source}`)) as string,
      lines: 1,
    });
  });
});

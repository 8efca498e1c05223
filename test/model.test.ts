import { cp, mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { crc32 } from "node:zlib";
import { readIdxDataset } from "@lockstep/core";
import type { RunSummary, Samples } from "@lockstep/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lockstep } from "./harness/command.ts";
import type { CommandResult } from "./harness/command.ts";
import { encodePng } from "./harness/png.ts";
import type { Picture } from "./harness/png.ts";
import { makeScratch, readSummary, removeScratch, train } from "./harness/run-folder.ts";
import { mnistFolder, writeSmallMnist } from "./harness/small-mnist.ts";

const side = 28;
const pixels = side * side;

let scratch = "";
let run = "";
let summary: RunSummary;
let test: Samples;

beforeAll(async () => {
  scratch = await makeScratch();
  run = path.join(scratch, "runs", "mnist");
  await mkdir(path.dirname(run));
  test = (await readIdxDataset(mnistFolder(), "mnist")).test;
  summary = (await train(path.dirname(run), "mnist", ["--epochs", "1"], 280_000)).summary;
});
afterAll(() => removeScratch(scratch));

const command = (...words: readonly string[]): Promise<CommandResult> => lockstep(words, { folder: scratch });

/** One line that tells what is wrong. */
const failure = (code: number, message: RegExp): object => ({
  code,
  stdout: "",
  stderr: expect.stringMatching(new RegExp(`^lockstep: [^\\n]*${message.source}[^\\n]*\\n$`)),
});

interface Evaluation {
  readonly samples: number;
  readonly accuracy: number;
  readonly loss: number;
  readonly recorded: { readonly accuracy: number; readonly loss: number } | null;
  readonly classes: readonly { readonly samples: number; readonly recall: number }[];
  readonly confusion: readonly (readonly number[])[];
}

async function evaluation(...words: readonly string[]): Promise<Evaluation> {
  const result = await command("evaluate", "--json", ...words);
  expect(result).toMatchObject({ code: 0, stderr: "" });
  return JSON.parse(result.stdout) as Evaluation;
}

/** What this file uses of TensorFlow.js; it is loaded as a stranger would, without anything of this project. */
interface PlainTensorFlow {
  enableProdMode(): void;
  setBackend(name: string): Promise<boolean>;
  loadLayersModel(handler: object): Promise<{ predict(input: PlainTensor): PlainTensor }>;
  tensor(values: Float32Array, shape: readonly number[]): PlainTensor;
}
interface PlainTensor {
  argMax(axis: number): PlainTensor;
  data(): Promise<ArrayLike<number>>;
}

describe("a run of real MNIST", () => {
  it("learns it to 93 % in one epoch by what `npm start` runs", async () => {
    expect(summary).toMatchObject({ recipe: "mnist-mlp-128", samplesApplied: 60_000, steps: 469, ledgerOk: true, workersAtEnd: 2 });
    expect(summary.testAccuracy).toBeGreaterThanOrEqual(0.93);
    expect(await command("verify", run)).toMatchObject({ code: 0 });
    expect(await readSummary(run)).toEqual(summary);
  });
});

describe("the model of a run", () => {
  it("loads in plain TensorFlow.js and has the run's test accuracy there", async () => {
    const fromWorker = createRequire(new URL("../packages/worker/package.json", import.meta.url));
    const tf = fromWorker("@tensorflow/tfjs") as PlainTensorFlow;
    tf.enableProdMode();
    await tf.setBackend("cpu");
    const model = await tf.loadLayersModel({
      load: async () => {
        const { modelTopology, weightsManifest } = JSON.parse(await readFile(path.join(run, "model/model.json"), "utf8")) as {
          modelTopology: object;
          weightsManifest: [{ weights: object[] }];
        };
        const weightData = Uint8Array.from(await readFile(path.join(run, "model/weights.bin"))).buffer;
        return { modelTopology, weightSpecs: weightsManifest[0].weights, weightData };
      },
    });
    const features = Float32Array.from(test.features, (byte) => byte / 255);
    const predicted = await model
      .predict(tf.tensor(features, [test.count, side, side]))
      .argMax(-1)
      .data();
    const correct = test.labels.reduce((sum, label, i) => sum + (predicted[i] === label ? 1 : 0), 0);
    expect(correct / test.count).toBe(summary.testAccuracy);
  });
});

describe("lockstep evaluate", () => {
  it("comes to the numbers of the run, for the newest run, a run's folder, its model, and a copy of that", async () => {
    const copy = path.join(scratch, "copy of a model");
    await cp(path.join(run, "model"), copy, { recursive: true });
    for (const words of [[], [run], [path.join(run, "model")], [copy]]) {
      const { samples, accuracy, loss, recorded, confusion, classes } = await evaluation(...words);
      expect({ samples, accuracy, loss }).toEqual({ samples: 10_000, accuracy: summary.testAccuracy, loss: summary.testLoss });
      expect(recorded).toEqual(words[0] === copy ? null : { accuracy, loss });
      expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(10_000);
      expect(confusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0)).toBe(Math.round(accuracy * 10_000));
      expect(classes.reduce((sum, { samples: ofClass, recall }) => sum + ofClass * recall, 0)).toBeCloseTo(accuracy * 10_000, 6);
    }
    await rm(copy, { recursive: true });
  });

  it("tells it to a person", async () => {
    const result = await command("evaluate");
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const percent = `${((summary.testAccuracy ?? Number.NaN) * 100).toFixed(2)} %`;
    const backend = `${summary.backend} ${summary.backendVersion}`;
    expect(result.stdout.split("\n").slice(0, 3)).toEqual([
      `model           runs/mnist/model  (mnist-mlp-128, backend ${backend})`,
      `test accuracy   ${percent}  (10,000 samples of mnist, loss ${summary.testLoss.toFixed(4)})`,
      `in the run      ${percent}  (the same)`,
    ]);
    expect(result.stdout.trimEnd().split("\n")).toHaveLength(16);
  });

  it("takes other data, other backends and the recipe's own scaling", async () => {
    const data = path.join(scratch, "small data");
    await writeSmallMnist(data, 600, 101);
    const { samples, recorded, accuracy } = await evaluation("--data", data);
    expect({ samples, recorded }).toEqual({ samples: 101, recorded: null });
    expect(await evaluation("--data", data, "--backend", "cpu")).toMatchObject({ samples: 101, accuracy, backend: "cpu" });

    const small = path.join(scratch, "small");
    const trained = await train(scratch, "small", [
      "--data",
      data,
      "--epochs",
      "2",
      "--set",
      "standardize=true",
      "--shards",
      "3",
      "--batch-size",
      "30",
    ]);
    const { testAccuracy, testLoss } = trained.summary;
    expect(await evaluation(small)).toMatchObject({ samples: 101, accuracy: testAccuracy, loss: testLoss, dataset: "small data" });

    // A copy does not know where the data of its run are, and must not take others.
    await cp(path.join(small, "model"), path.join(scratch, "alone"), { recursive: true });
    expect(await command("evaluate", "alone")).toMatchObject(
      failure(10, /trained on small data, whose folder is not known here; .*--data DIR/),
    );
    expect(await evaluation("alone", "--data", data)).toMatchObject({ accuracy: testAccuracy, loss: testLoss });

    // Other test data than those that the run has seen.
    const labels = path.join(data, "t10k-labels-idx1-ubyte");
    const changed = await readFile(labels);
    for (let i = 8; i < 60; i++) changed[i] = ((changed[i] ?? 0) + 1) % 10;
    await writeFile(labels, changed);
    expect(await command("evaluate", small)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/its test data have changed/) as string,
    });
  });

  it("ends with 10 where there is no model, or not the one of the run", async () => {
    expect(await lockstep(["evaluate"], { folder: run })).toMatchObject(failure(10, /there is no run in .*runs; train one/));
    expect(await command("evaluate", "no such folder")).toMatchObject(failure(10, /no such folder holds neither a run nor a model/));
    const copy = path.join(scratch, "damaged");
    await cp(run, copy, { recursive: true });
    const weights = path.join(copy, "model/weights.bin");
    const bytes = await readFile(weights);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(weights, bytes);
    expect(await command("evaluate", copy)).toMatchObject(failure(10, /weights\.bin: these are not the weights of the run/));
    await truncate(weights, 1_000);
    expect(await command("evaluate", copy)).toMatchObject(failure(10, /weights\.bin: 1000 bytes/));
    await rm(path.join(copy, "model"), { recursive: true });
    expect(await command("evaluate", copy)).toMatchObject(failure(10, /has no model yet; .*--resume/));
    await rm(copy, { recursive: true });
  });
});

/** A test image as a user might have it: `ink` is 0 (none) .. 1, magnified and with margins. */
function pictureOf(index: number, kind: number): Picture {
  const image = test.features.subarray(index * pixels, (index + 1) * pixels);
  const magnified = (factor: number, left: number, top: number, right: number, bottom: number) => ({
    width: factor * side + left + right,
    height: factor * side + top + bottom,
    ink: (x: number, y: number): number => {
      const column = Math.floor((x - left) / factor);
      const row = Math.floor((y - top) / factor);
      return column < 0 || row < 0 || column >= side || row >= side ? 0 : (image[row * side + column] ?? 0) / 255;
    },
  });
  const byte = (value: number): number => Math.round(value * 255);
  const word = (value: number): number => Math.round(value * 65_535);
  switch (kind % 8) {
    case 0: {
      const { width, height, ink } = magnified(1, 0, 0, 0, 0);
      return { width, height, colour: "grey", bitDepth: 8, samples: (x, y) => [byte(ink(x, y))] };
    }
    case 1: {
      const { width, height, ink } = magnified(1, 0, 0, 0, 0);
      return { width, height, colour: "rgb", bitDepth: 8, samples: (x, y) => [255, 255, 255].map((paper) => paper - byte(ink(x, y))) };
    }
    case 2: {
      const { width, height, ink } = magnified(5, 40, 3, 90, 60);
      return { width, height, colour: "grey", bitDepth: 8, samples: (x, y) => [230 - Math.round(200 * ink(x, y))] };
    }
    case 3: {
      const { width, height, ink } = magnified(4, 10, 10, 10, 10);
      return { width, height, colour: "rgba", bitDepth: 16, samples: (x, y) => [0, 0, 0, word(ink(x, y))] };
    }
    case 4: {
      const { width, height, ink } = magnified(3, 0, 50, 0, 0);
      const palette = Uint8Array.from({ length: 3 * 256 }, (_, i) => 255 - Math.floor(i / 3));
      return { width, height, colour: "palette", bitDepth: 8, palette, samples: (x, y) => [byte(ink(x, y))] };
    }
    case 5: {
      const { width, height, ink } = magnified(10, 0, 0, 0, 0);
      return { width, height, colour: "grey", bitDepth: 16, samples: (x, y) => [word(ink(x, y))] };
    }
    case 6: {
      // Dark blue on yellow.
      const { width, height, ink } = magnified(2, 7, 9, 100, 1);
      return {
        width,
        height,
        colour: "rgb",
        bitDepth: 8,
        samples: (x, y) => [byte(1 - ink(x, y)), byte(1 - ink(x, y)), byte(0.4 * ink(x, y))],
      };
    }
    default: {
      const { width, height, ink } = magnified(6, 1, 2, 3, 4);
      return { width, height, colour: "grey-alpha", bitDepth: 8, samples: (x, y) => [255, byte(ink(x, y))] };
    }
  }
}

describe("lockstep predict", () => {
  it("names the digits of images of many sizes and colours", async () => {
    const names = Array.from({ length: 24 }, (_, i) => `digit ${i}.png`);
    for (const [i, name] of names.entries()) await writeFile(path.join(scratch, name), encodePng(pictureOf(i, i)));
    const result = await command("predict", ...names);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const lines = result.stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(names.length);
    const digits = lines.map((line, i) => {
      const match = /^(.*): (\d) \((\d+\.\d\d) %\)$/.exec(line);
      expect(match?.[1]).toBe(names[i]);
      return Number(match?.[2]);
    });
    const right = digits.filter((digit, i) => digit === test.labels[i]).length;
    expect(right / names.length).toBeGreaterThanOrEqual(0.9);
  });

  it("gives the three likeliest digits as JSON, the same for the same image in other clothes", async () => {
    for (const kind of [0, 2, 3, 5]) await writeFile(path.join(scratch, `same ${kind}.png`), encodePng(pictureOf(0, kind)));
    const result = await command("predict", "--json", "--run", run, ...[0, 2, 3, 5].map((kind) => `same ${kind}.png`));
    expect(result).toMatchObject({ code: 0, stderr: "" });
    const predictions = result.stdout
      .trimEnd()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { file: string; digit: number; probability: number; top: { digit: number; probability: number }[] },
      );
    expect(predictions.map(({ file, digit }) => [file, digit])).toEqual([0, 2, 3, 5].map((kind) => [`same ${kind}.png`, test.labels[0]]));
    for (const { digit, probability, top } of predictions) {
      expect(top).toHaveLength(3);
      expect(top[0]).toEqual({ digit, probability });
      expect(top.map((one) => one.probability)).toEqual(top.map((one) => one.probability).toSorted((a, b) => b - a));
      expect(new Set(top.map((one) => one.digit)).size).toBe(3);
      expect(probability).toBeGreaterThan(0.5);
      expect(probability).toBeLessThanOrEqual(1);
    }
  });

  it("refuses what is no image, a line for each, and still names the others", async () => {
    const file = (name: string): string => path.join(scratch, name);
    const good = encodePng(pictureOf(0, 2));
    const huge = Buffer.from(encodePng(pictureOf(0, 0)));
    huge.writeUInt32BE(0x7fff_ffff, 16);
    huge.writeUInt32BE(0x7fff_ffff, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    await writeFile(file("good.png"), good);
    await writeFile(file("text.png"), "I am a text");
    await writeFile(file("short.png"), good.subarray(0, good.length - 30));
    await writeFile(
      file("broken.png"),
      good.map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
    );
    await writeFile(file("huge.png"), huge);
    await mkdir(file("folder.png"));
    const result = await command("predict", "text.png", "short.png", "good.png", "broken.png", "huge.png", "folder.png", "absent.png");
    expect(result).toMatchObject({ code: 10, stdout: expect.stringMatching(/^good\.png: 7 \(\d+\.\d\d %\)\n$/) as string });
    expect(result.stderr.trimEnd().split("\n")).toEqual([
      "lockstep: text.png: this is no PNG file",
      "lockstep: short.png: the PNG file is truncated: its end is missing",
      "lockstep: broken.png: the PNG file is damaged: the checksum of its IDAT chunk is wrong",
      "lockstep: huge.png: 2147483647 x 2147483647 pixels are too many; at most 16777216 (4096 x 4096) are read",
      "lockstep: folder.png: expected a file, found a folder",
      "lockstep: absent.png: no such file",
    ]);
  });

  it("ends with 2 for a wrong command line and with 10 without a model", async () => {
    expect(await command("predict")).toMatchObject(failure(2, /missing required argument/));
    expect(await command("predict", "x.png", "--backend", "abacus")).toMatchObject(failure(2, /--backend must be one of auto, /));
    expect(await command("predict", "x.png", "--run", "nowhere")).toMatchObject(failure(10, /nowhere holds neither a run nor a model/));
    expect(await lockstep(["predict", "x.png"], { folder: run })).toMatchObject(failure(10, /there is no run in .*--run DIR/));
  });
});

describe("lockstep doctor", () => {
  it("says that this machine can train, and on what", async () => {
    const result = await command("doctor");
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toMatch(/\nThis machine can train: npx lockstep train\n$/);
    const json = await command("doctor", "--json");
    expect(json).toMatchObject({ code: 0, stderr: "" });
    const { canTrain, checks } = JSON.parse(json.stdout) as {
      canTrain: boolean;
      checks: { name: string; state: string; detail: string }[];
    };
    expect(canTrain).toBe(true);
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({ Node: "ok", network: "ok", "runs folder": "ok", MNIST: "ok", "backend wasm": "ok", gradient: "ok" });
    expect(checks.find(({ name }) => name === "gradient")?.detail).toContain(summary.backend);
  });

  it("ends with 10 where no run can be written, and says what to do", async () => {
    const result = await lockstep(["doctor"], { folder: "/proc" });
    expect(result).toMatchObject({ code: 10, stderr: "lockstep: this machine cannot train (runs folder)\n" });
    expect(result.stdout).toMatch(/^FAILED +runs folder +\/proc cannot be written: .*\n +go to a folder that you may write in/m);
  });
});

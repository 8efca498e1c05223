import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { bytesOfFloats, dealTestShards, type BackendName, type Samples } from "@lockstep/core/local";
import { findRecipe } from "@lockstep/recipes";
import { afterEach, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import { evaluateShard } from "../gradient/evaluate-shard.ts";
import { makeModelFolder, type ModelFolderFixture } from "./saved-model.test.fixture.ts";
import { openModel } from "./trained-model.ts";

let made: ModelFolderFixture[] = [];
afterEach(async () => {
  for (const { folder } of made) await rm(folder, { recursive: true });
  made = [];
});

async function makeFolder(...options: Parameters<typeof makeModelFolder>): Promise<ModelFolderFixture> {
  const fixture = await makeModelFolder(...options);
  made.push(fixture);
  return fixture;
}

async function testSamples(count: number): Promise<Samples> {
  const { test } = await (await findRecipe("mnist-mlp-128")).data.load();
  return { count, features: test.features.subarray(0, count * 784), labels: test.labels.subarray(0, count) };
}

const data = { name: "mnist", featureShape: [28, 28] };

describe("openModel", () => {
  it.each([
    ["mnist-mlp-64x2", false],
    ["mnist-mlp-128", true],
    ["mnist-cnn", false],
  ])("evaluates %s (standardized: %s) to the bits that a worker comes to, shard by shard", async (recipe, standardize) => {
    const { folder, loaded } = await makeFolder(recipe, { standardize, shards: 3 });
    const samples = await testSamples(301);
    const model = await openModel(folder, "as-trained");
    expect(model).toMatchObject({ backend: "wasm", featureShape: [28, 28], classes: 10, origin: { recipe, shards: 3 } });
    const found = model.evaluate(data, samples);

    const expected = { samples: 0, correct: 0, lossSum: 0, confusion: Array.from({ length: 100 }, () => 0) };
    for (const ids of dealTestShards(301, 3)) {
      const features = Uint8Array.from([...ids].flatMap((id) => [...samples.features.subarray(id * 784, (id + 1) * 784)]));
      const labels = Uint8Array.from(ids, (id) => samples.labels[id] ?? 0);
      const part = evaluateShard(loaded.context, { count: ids.length, features, labels });
      expected.samples += part.samples;
      expected.correct += part.correct;
      expected.lossSum += part.lossSum;
      expected.confusion = expected.confusion.map((cell, i) => cell + (part.confusion[i] ?? 0));
    }
    expect(found).toEqual(expected);
    expect(found.samples).toBe(301);
    expect(new Set(found.confusion).size).toBeGreaterThan(3);
  });

  it("classifies one sample as the evaluation does, with probabilities", async () => {
    const { folder } = await makeFolder("mnist-mlp-64x2");
    const samples = await testSamples(40);
    const model = await openModel(folder, "wasm");
    let lossSum = 0;
    let correct = 0;
    for (let i = 0; i < 40; i++) {
      const probabilities = model.classify(samples.features.subarray(i * 784, (i + 1) * 784));
      const label = samples.labels[i] ?? 0;
      expect(probabilities).toHaveLength(10);
      expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
      lossSum -= Math.log(probabilities[label] ?? 0);
      if (Math.max(...probabilities) === probabilities[label]) correct++;
    }
    const whole = model.evaluate(data, samples);
    expect(lossSum).toBeCloseTo(whole.lossSum, 3);
    expect(correct).toBe(whole.correct);
  });

  it("finds the samples that it takes for something else, in order, as many as are asked for", async () => {
    const { folder } = await makeFolder("mnist-mlp-64x2");
    const samples = await testSamples(600);
    const model = await openModel(folder, "wasm");
    const all = model.misclassified(data, samples, 1_000);
    const whole = model.evaluate(data, samples);
    expect(all).toHaveLength(600 - whole.correct);
    expect(all.map(({ sample }) => sample)).toEqual(all.map(({ sample }) => sample).toSorted((a, b) => a - b));
    for (const { sample, label, predicted } of all.slice(0, 5)) {
      const probabilities = model.classify(samples.features.subarray(sample * 784, (sample + 1) * 784));
      expect([label, predicted]).toEqual([samples.labels[sample], probabilities.indexOf(Math.max(...probabilities))]);
    }
    expect(model.misclassified(data, samples, 3)).toEqual(all.slice(0, 3));
    expect(() => model.misclassified({ name: "small", featureShape: [8, 8] }, samples, 3)).toThrow("small: samples of 8 x 8");
  });

  it("takes float32 samples, and no bytes, where it was trained on them", async () => {
    const { folder, manifest } = await makeFolder("mnist-mlp-64x2");
    const floats = { ...data, featureType: "float32" } as const;
    const bytes = await testSamples(3);
    const samples = { ...bytes, features: bytesOfFloats(bytes.features) };
    const ofBytes = await openModel(folder, "wasm");
    expect(() => ofBytes.evaluate(floats, samples)).toThrow("mnist: samples of float32; the model in");
    const lockstep = { ...manifest.userDefinedMetadata.lockstep, featureType: "float32" };
    await writeFile(path.join(folder, "model.json"), JSON.stringify({ ...manifest, userDefinedMetadata: { lockstep } }));
    const ofFloats = await openModel(folder, "wasm");
    expect(ofFloats.evaluate(floats, samples)).toEqual(ofBytes.evaluate(data, bytes));
    expect(() => ofFloats.evaluate(data, bytes)).toThrow(/mnist: samples of uint8; .* was trained on float32/);
    expect(() => ofFloats.classify(bytes.features.subarray(0, 784))).toThrow(/was trained on float32 values/);

    const sample = bytes.features.subarray(0, 784);
    expect(ofFloats.classify(Float32Array.from(sample))).toEqual(ofBytes.classify(sample));
    expect(ofFloats.predict(Float32Array.from(sample))).toEqual(ofBytes.predict(sample));
    expect(() => ofBytes.classify(Float32Array.from(sample))).toThrow(/was trained on uint8 values: give it a Uint8Array/);
  });

  it("refuses to predict from too few values, too many, and what is no number", async () => {
    const { folder, manifest } = await makeFolder("mnist-mlp-64x2");
    const lockstep = { ...manifest.userDefinedMetadata.lockstep, featureType: "float32" };
    await writeFile(path.join(folder, "model.json"), JSON.stringify({ ...manifest, userDefinedMetadata: { lockstep } }));
    const model = await openModel(folder, "wasm");
    expect(() => model.predict(new Float32Array(783))).toThrow(/takes 28 x 28 values; found 783/);
    expect(() => model.classify(new Float32Array(785))).toThrow(/takes 28 x 28 values; found 785/);
    expect(() => model.predict(new Float32Array(784).fill(Number.NaN, 5))).toThrow(/value 5 of the sample is NaN/);
  });

  it("predicts the values of a regression, and has no classes there", async () => {
    const { folder, manifest } = await makeFolder("mnist-mlp-64x2");
    const sample = (await testSamples(1)).features;
    const logits = (await openModel(folder, "wasm")).predict(sample);
    expect(new Set(logits).size).toBe(10);
    const lockstep = { ...manifest.userDefinedMetadata.lockstep, loss: "mean-squared-error" };
    await writeFile(path.join(folder, "model.json"), JSON.stringify({ ...manifest, userDefinedMetadata: { lockstep } }));
    const model = await openModel(folder, "wasm");
    expect(model.classes).toBe(0);
    expect(model.predict(sample)).toEqual(logits);
    expect(() => model.classify(sample)).toThrow(/gives values and no classes/);
  });

  it("leaves no tensor behind", async () => {
    const { folder } = await makeFolder("mnist-mlp-64x2");
    const model = await openModel(folder, "wasm");
    const { tf } = await selectBackend("wasm");
    const samples = await testSamples(10);
    const before = tf.memory().numTensors;
    model.evaluate(data, samples);
    model.misclassified(data, samples, 5);
    model.classify(samples.features.subarray(0, 784));
    model.predict(samples.features.subarray(0, 784));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("takes another backend where the one of the run is not usable, unless one is named", async () => {
    const unheard = "of-another-version" as BackendName;
    const wasm = await selectBackend("wasm");
    const { folder } = await makeFolder("mnist-mlp-64x2", { backend: { ...wasm, name: unheard, version: "1" } });
    const usable = await openModel(folder, "as-trained");
    expect(usable.origin.backend).toBe(unheard);
    expect(usable.backend).not.toBe(unheard);
    await expect(openModel(folder, unheard)).rejects.toMatchObject({ code: "configuration" });
    expect(await openModel(folder, "cpu")).toMatchObject({ backend: "cpu" });
  });

  it("refuses samples of another shape and labels that the model does not know", async () => {
    const { folder } = await makeFolder("mnist-mlp-64x2");
    const model = await openModel(folder, "wasm");
    const samples = await testSamples(5);
    expect(() => model.evaluate({ name: "small", featureShape: [8, 8] }, samples)).toThrow("small: samples of 8 x 8; the model in");
    expect(() => model.evaluate(data, { ...samples, labels: Uint8Array.of(1, 2, 3, 4, 10) })).toThrow(/label 10/);
  });

  it("says what TensorFlow.js cannot load", async () => {
    const { folder, manifest } = await makeFolder("mnist-mlp-64x2");
    const file = path.join(folder, "model.json");
    await writeFile(file, JSON.stringify({ ...manifest, modelTopology: { class_name: "Unheard", config: {} } }));
    await expect(openModel(folder, "wasm")).rejects.toMatchObject({
      code: "data",
      message: expect.stringMatching(/TensorFlow\.js cannot load this model/) as string,
    });
    const [group] = manifest.weightsManifest;
    const renamed = (group?.weights ?? []).map((tensor, i) => ({ ...tensor, name: `other-${i}` }));
    await writeFile(file, JSON.stringify({ ...manifest, weightsManifest: [{ ...group, weights: renamed }] }));
    await expect(openModel(folder, "wasm")).rejects.toMatchObject({ code: "data" });
  });
});

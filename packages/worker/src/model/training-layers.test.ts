import type { Sequential, Tensor, Variable } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { makeModelContext } from "../gradient/model-context.ts";
import { createLoss } from "../loss/loss.ts";
import { shardGradient, type ModelContext } from "../gradient/shard-gradient.ts";

const noise = { seed: 0, step: 0, shard: 0 };
const loss = createLoss({ loss: "sparse-categorical-cross-entropy" }, { classes: 2 });
const data = { featureShape: [3], scaling: { scale: 1, offset: 0 }, loss };
const samples = { count: 4, features: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 4, 9), labels: Uint8Array.of(0, 1, 0, 1) };
const positions = Uint32Array.of(0, 1, 2, 3);

describe.each(["cpu", "wasm"] as const)("layers in training on %s", (name) => {
  let backend: Backend;

  beforeAll(async () => {
    backend = await selectBackend(name);
  });

  const contextOf = (model: Sequential): ModelContext => makeModelContext(backend, model, data).context;

  it("give the batch's mean and variance, and leave the averages alone", () => {
    const { layers, sequential } = backend.tf;
    const norm = layers.batchNormalization({ name: "norm", inputShape: [3] });
    const context = contextOf(sequential({ layers: [norm, layers.dense({ units: 2, kernelInitializer: "ones" })] }));
    // gamma, beta, kernel, bias, moving mean, moving variance
    const params_P = Float32Array.of(1, 1, 1, 0, 0, 0, 1, 0, 0, 1, 1, 1, 0, 0, 5, 6, 7, 2, 3, 4);
    context.parameters.write(params_P);
    const gradient_P = new Float32Array(20);
    const before = backend.tf.memory().numTensors;
    shardGradient(context, samples, positions, gradient_P, noise);
    expect(backend.tf.memory().numTensors).toBe(before);
    const column = (c: number): number[] => [0, 1, 2, 3].map((b) => samples.features[3 * b + c] as number);
    const mean = [0, 1, 2].map((c) => column(c).reduce((a, b) => a + b) / 4);
    const variance = [0, 1, 2].map((c) => column(c).reduce((sum, x) => sum + (x - (mean[c] as number)) ** 2, 0) / 4);
    // What is divided by the samples of all shards is their weighted mean.
    for (let c = 0; c < 3; c++) {
      expect((gradient_P[14 + c] as number) / 4).toBeCloseTo(mean[c] as number, 4);
      expect((gradient_P[17 + c] as number) / 4).toBeCloseTo(variance[c] as number, 4);
    }
    const averages = context.parameters.averaged.flatMap((variable: Variable) => [...variable.dataSync()]);
    expect(averages).toEqual([5, 6, 7, 2, 3, 4]);

    const x = backend.tf.tensor2d([[5, 6, 7]]);
    // (x - moving mean) / ... = 0: only the bias of the last layer is left.
    expect([...(context.model.apply(x, { training: false }) as Tensor).dataSync()].map((v) => v + 0)).toEqual([0, 0]);
    x.dispose();
  });

  it("drop by the masks that are given, and nothing outside of training", () => {
    const { tf } = backend;
    const dropout = tf.layers.dropout({ rate: 0.5, inputShape: [3] });
    const context = contextOf(tf.sequential({ layers: [dropout, tf.layers.dense({ units: 2, kernelInitializer: "ones" })] }));
    expect(context.layers.maskShapes(4)).toEqual([{ rate: 0.5, shape: [4, 3] }]);
    context.parameters.write(Float32Array.of(1, 0, 0, 1, 0, 0, 0, 0));
    const outputs = tf.tidy(() => {
      const x = tf.tensor2d([[1, 2, 3]]);
      const { logits } = context.layers.apply(x, [tf.tensor2d([[2, 0, 2]])]);
      const trained = [...logits.dataSync()];
      logits.dispose();
      return [trained, [...(context.model.apply(x, { training: false }) as Tensor).dataSync()]];
    });
    expect(outputs).toEqual([
      [2, 0],
      [1, 2],
    ]);
  });

  it("stay standard layers in the saved model", () => {
    const { tf } = backend;
    const model = tf.sequential({
      layers: [tf.layers.dropout({ name: "drop", rate: 0.5, inputShape: [3] }), tf.layers.dense({ units: 2, kernelInitializer: "ones" })],
    });
    const { derived } = makeModelContext(backend, model, data);
    const topology = JSON.parse(derived.topologyJson) as { config: { layers: readonly { class_name: string; config: object }[] } };
    expect(topology.config.layers[0]).toMatchObject({ class_name: "Dropout", config: { name: "drop", rate: 0.5 } });
  });

  it("refuse a normalization layer in two places", () => {
    const { tf } = backend;
    const norm = tf.layers.batchNormalization({ name: "norm", inputShape: [3] });
    const input = tf.input({ shape: [3] });
    const twice = norm.apply(norm.apply(input)) as typeof input;
    const model = tf.model({
      inputs: input,
      outputs: tf.layers.dense({ units: 2, kernelInitializer: "ones" }).apply(twice) as typeof input,
    });
    const { context, derived } = makeModelContext(backend, model, data);
    expect(() => shardGradient(context, samples, positions, new Float32Array(derived.layout.length), noise)).toThrow(
      /batch normalization layer is used twice \(.*\); give each place its own/,
    );
  });
});

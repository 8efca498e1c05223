import type { LayersModel, Variable } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { deriveLayout } from "./derive-layout.ts";
import { ModelParameters } from "./model-parameters.ts";

describe.each(["wasm", "cpu"] as const)("ModelParameters on %s", (name) => {
  let backend: Backend;
  let model: LayersModel;
  let parameters: ModelParameters;

  beforeAll(async () => {
    backend = await selectBackend(name);
    model = backend.tf.sequential({
      layers: [
        backend.tf.layers.dense({ name: "a", units: 3, inputShape: [2], kernelInitializer: "zeros" }),
        backend.tf.layers.dense({ name: "b", units: 2, kernelInitializer: "zeros", trainable: false }),
      ],
    });
    parameters = new ModelParameters(backend, model, deriveLayout(model));
  });

  const counting = (): Float32Array => {
    const shared = new Float32Array(new SharedArrayBuffer(17 * 4));
    shared.forEach((_, i) => (shared[i] = i + 1));
    return shared;
  };
  const values = (): number[] => model.getWeights().flatMap((weight) => [...weight.dataSync()]);

  it("writes a vector in shared memory into the variables", () => {
    parameters.write(counting());
    expect(model.getWeights().map(({ shape }) => shape)).toEqual([[2, 3], [3], [3, 2], [2]]);
    expect(values()).toEqual([...counting()]);
  });

  it("leaves no tensor behind", () => {
    const before = backend.tf.memory().numTensors;
    for (let i = 0; i < 5; i++) parameters.write(counting());
    expect(backend.tf.memory().numTensors).toBe(before);
  });

  it("says where gradients belong, and puts zeros where the optimizer does not go", () => {
    const gradient_P = new Float32Array(17).fill(9);
    const [kernel, bias] = parameters.trainable as [Variable, Variable];
    expect(parameters.trainable.length).toBe(2);
    expect(parameters.variables.length).toBe(4);
    backend.tf.tidy(() => {
      const gradients = { [bias.name]: backend.tf.tensor1d([7, 8, 9]), [kernel.name]: backend.tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]) };
      const segments = parameters.gradientSegments(gradient_P);
      expect(segments.map(({ length }) => length)).toEqual([6, 3]);
      for (const [index, gradient] of parameters.gradientsInOrder(gradients).entries()) segments[index]?.set(gradient.dataSync());
    });
    expect([...gradient_P]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it("counts how often it was written", () => {
    const { writes } = parameters;
    parameters.write(counting());
    expect(parameters.writes).toBe(writes + 1);
  });

  it("refuses vectors of another length and missing gradients", () => {
    expect(() => parameters.write(new Float32Array(16))).toThrow(/16 elements, the model has 17/);
    expect(() => parameters.gradientSegments(new Float32Array(18))).toThrow(/18 elements/);
    expect(() => parameters.gradientsInOrder({})).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining("a/kernel") as string }) as Error,
    );
  });
});

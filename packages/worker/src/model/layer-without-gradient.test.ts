import type { LayersModel } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { makeModelContext } from "../gradient/model-context.ts";
import { createLoss } from "../loss/loss.ts";
import { layerWithoutGradient } from "./layer-without-gradient.ts";

const samples = { count: 1, features: new Uint8Array(16), labels: Uint8Array.of(1) };
let wasm: Backend;
let cpu: Backend;

beforeAll(async () => {
  cpu = await selectBackend("cpu");
  wasm = await selectBackend("wasm");
});

async function found(backend: Backend, build: (layers: Backend["tf"]["layers"]) => ReturnType<Backend["tf"]["sequential"]>["layers"]) {
  await backend.tf.setBackend(backend.name);
  const { layers, sequential } = backend.tf;
  const reshape = layers.reshape({ name: "image", inputShape: [4, 4], targetShape: [4, 4, 1] });
  const end = [layers.flatten({ name: "flat" }), layers.dense({ name: "logits", units: 2 })];
  const model: LayersModel = sequential({ layers: [reshape, ...build(layers), ...end] });
  const loss = createLoss({ loss: "sparse-categorical-cross-entropy" }, { classes: 2 });
  const { context } = makeModelContext(backend, model, { featureShape: [4, 4], scaling: { scale: 1, offset: 0 }, loss });
  return layerWithoutGradient(context, samples);
}

describe("layerWithoutGradient", () => {
  it("names the layer that the backend cannot train, and not those around it", async () => {
    const deep = (layers: Backend["tf"]["layers"]) => [
      layers.conv2d({ name: "conv", filters: 2, kernelSize: 2 }),
      layers.batchNormalization({ name: "norm" }),
      layers.depthwiseConv2d({ name: "deep", kernelSize: 2 }),
      layers.dropout({ name: "drop", rate: 0.5 }),
    ];
    expect(await found(wasm, deep)).toBe("deep");
    expect(await found(cpu, deep)).toBeNull();
  });

  it("names none where all can be trained", async () => {
    expect(await found(wasm, (layers) => [layers.conv2d({ name: "conv", filters: 2, kernelSize: 2 })])).toBeNull();
  });
});

import type { BackendName, Samples } from "@lockstep/core/local";
import type { layers, SymbolicTensor, Tensor } from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { findNativeAddon } from "../backend/native-addon.ts";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend, TensorFlow } from "../backend/tensorflow.ts";
import { createLoss } from "../loss/loss.ts";
import type { DerivedLayout } from "../model/derive-layout.ts";
import { drawMasks } from "../model/dropout-masks.ts";
import { ownCodeOf, stockLayers } from "../model/own-code.ts";
import { requireSupportedModel } from "../model/supported-model.ts";
import { makeModelContext } from "./model-context.ts";
import { shardGradient, type ModelContext } from "./shard-gradient.ts";

const classes = 3;
const loss = createLoss({ loss: "sparse-categorical-cross-entropy" }, { classes });
const featureShape = [6, 6];
const batch = 5;
const noise = { seed: 4, step: 9, shard: 2 };

/** Of a parameter's gradient, which is at most some 10: the loss is a float32 sum over float32 logits. */
const tolerance = 2e-3;

const samples: Samples = {
  count: batch,
  features: Uint8Array.from({ length: batch * 36 }, (_, i) => (i * 131 + Math.floor(i / 7) * 17) % 256),
  labels: Uint8Array.from({ length: batch }, (_, i) => (i * 5) % classes),
};
const positions = Uint32Array.from({ length: batch }, (_, i) => i);

type Body = (tf: TensorFlow, image: SymbolicTensor) => SymbolicTensor;

const through =
  (...make: readonly ((tf: TensorFlow) => layers.Layer)[]): Body =>
  (tf, image) =>
    make.reduce((x, layer) => layer(tf).apply(x) as SymbolicTensor, image);

const convolution = (tf: TensorFlow): layers.Layer =>
  tf.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, kernelInitializer: "zeros" });

/** What lies between the images [6, 6, 1] and the logits. */
const bodies: readonly (readonly [string, Body])[] = [
  [
    "conv2d, same padding, stride 2",
    through((tf) => tf.layers.conv2d({ filters: 2, kernelSize: 3, strides: 2, padding: "same", kernelInitializer: "zeros" })),
  ],
  ...(["relu", "tanh", "sigmoid", "softmax"] as const).map(
    (activation) =>
      [
        `the activation ${activation} of a convolution`,
        through((tf) => tf.layers.conv2d({ filters: 2, kernelSize: 3, activation, kernelInitializer: "zeros" })),
      ] as const,
  ),
  ["a layer of activation", through(convolution, (tf) => tf.layers.activation({ activation: "tanh" }))],
  [
    "dense with tanh",
    through(
      (tf) => tf.layers.flatten(),
      (tf) => tf.layers.dense({ units: 3, activation: "tanh", kernelInitializer: "zeros" }),
    ),
  ],
  [
    "dense with sigmoid",
    through(
      (tf) => tf.layers.flatten(),
      (tf) => tf.layers.dense({ units: 3, activation: "sigmoid", kernelInitializer: "zeros" }),
    ),
  ],
  [
    "dense with softmax",
    through(
      (tf) => tf.layers.flatten(),
      (tf) => tf.layers.dense({ units: 3, activation: "softmax", kernelInitializer: "zeros" }),
    ),
  ],
  ["relu", through(convolution, (tf) => tf.layers.reLU())],
  ["leaky relu", through(convolution, (tf) => tf.layers.leakyReLU({ alpha: 0.2 }))],
  ["softmax", through(convolution, (tf) => tf.layers.softmax({ axis: -1 }))],
  ["max pooling", through(convolution, (tf) => tf.layers.maxPooling2d({ poolSize: 2 }))],
  ["average pooling", through(convolution, (tf) => tf.layers.averagePooling2d({ poolSize: 2 }))],
  ["global average pooling", through(convolution, (tf) => tf.layers.globalAveragePooling2d({}))],
  ["global max pooling", through(convolution, (tf) => tf.layers.globalMaxPooling2d({}))],
  [
    "zero padding",
    through(
      convolution,
      (tf) => tf.layers.zeroPadding2d({ padding: 1 }),
      (tf) => tf.layers.conv2d({ filters: 2, kernelSize: 3, kernelInitializer: "zeros" }),
    ),
  ],
  ["batch normalization of images", through(convolution, (tf) => tf.layers.batchNormalization({ name: "norm" }))],
  [
    "batch normalization without scale and offset",
    through(convolution, (tf) => tf.layers.batchNormalization({ name: "norm", scale: false, center: false })),
  ],
  [
    "batch normalization of vectors, without offset",
    through(
      (tf) => tf.layers.flatten(),
      (tf) => tf.layers.dense({ units: 4, kernelInitializer: "zeros" }),
      (tf) => tf.layers.batchNormalization({ name: "norm", center: false }),
    ),
  ],
  ["batch normalization along another axis", through(convolution, (tf) => tf.layers.batchNormalization({ name: "norm", axis: 1 }))],
  [
    "frozen batch normalization",
    through(convolution, (tf) =>
      tf.layers.batchNormalization({ name: "norm", scale: false, trainable: false, movingVarianceInitializer: "ones" }),
    ),
  ],
  ["dropout", through(convolution, (tf) => tf.layers.dropout({ rate: 0.4 }))],
  [
    "a dropout layer used twice",
    (tf, image) => {
      const dropout = tf.layers.dropout({ rate: 0.3 });
      return dropout.apply(convolution(tf).apply(dropout.apply(image))) as SymbolicTensor;
    },
  ],
  [
    "l1 and l2 regularizers",
    through((tf) =>
      tf.layers.conv2d({
        filters: 2,
        kernelSize: 3,
        kernelInitializer: "zeros",
        kernelRegularizer: tf.regularizers.l1l2({ l1: 0.25, l2: 0.5 }),
        biasRegularizer: tf.regularizers.l2({ l2: 1.5 }),
      }),
    ),
  ],
  [
    "a residual connection",
    (tf, image) => {
      const hidden = tf.layers
        .conv2d({ filters: 2, kernelSize: 3, padding: "same", activation: "tanh", kernelInitializer: "zeros" })
        .apply(image) as SymbolicTensor;
      const branch = tf.layers
        .conv2d({ filters: 2, kernelSize: 3, padding: "same", kernelInitializer: "zeros" })
        .apply(hidden) as SymbolicTensor;
      return tf.layers.add().apply([hidden, branch]) as SymbolicTensor;
    },
  ],
  [
    "concatenation",
    (tf, image) => {
      const branch = (): SymbolicTensor =>
        tf.layers.conv2d({ filters: 2, kernelSize: 3, kernelInitializer: "zeros" }).apply(image) as SymbolicTensor;
      return tf.layers.concatenate().apply([branch(), branch()]) as SymbolicTensor;
    },
  ],
];

/** On backends that have its gradient. */
const depthwise: readonly [string, Body] = [
  "depthwise convolution",
  through((tf) => tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, depthwiseInitializer: "zeros" })),
];

interface Network {
  readonly context: ModelContext;
  readonly derived: DerivedLayout;
}

function network(backend: Backend, body: Body): Network {
  const { tf } = backend;
  const input = tf.input({ shape: featureShape });
  const image = tf.layers.reshape({ targetShape: [...featureShape, 1] }).apply(input) as SymbolicTensor;
  const made = body(tf, image);
  const flat = made.rank === 2 ? made : (tf.layers.flatten().apply(made) as SymbolicTensor);
  const logits = tf.layers.dense({ name: "logits", units: classes, kernelInitializer: "zeros" }).apply(flat) as SymbolicTensor;
  const model = tf.model({ inputs: input, outputs: logits });
  const stock = stockLayers(tf);
  requireSupportedModel(model, stock);
  expect(ownCodeOf(model, stock)).toBeNull();
  return makeModelContext(backend, model, { featureShape, scaling: { scale: 1 / 255, offset: -0.25 }, loss });
}

/** Values around 0 for all, around 1 for what must be positive. */
function startingPoint({ derived: { layout } }: Network): Float32Array {
  const params_P = Float32Array.from({ length: layout.length }, (_, i) => (((i * 37 + 11) % 65) - 32) / 40);
  for (const { name, offset, length } of layout.tensors)
    if (name.endsWith("moving_variance")) for (let i = offset; i < offset + length; i++) params_P[i] = 1 + ((i * 7) % 5) / 8;
  return params_P;
}

function gradientOf({ context, derived: { layout } }: Network, params_P: Float32Array): Float32Array {
  const gradient_P = new Float32Array(layout.length).fill(Number.NaN);
  context.parameters.write(params_P);
  shardGradient(context, samples, positions, gradient_P, noise);
  return gradient_P;
}

/** Sum over the batch of the cross-entropy, with the penalties of TensorFlow.js's own regularizers, once a sample. */
function lossAt({ context }: Network, params_P: Float32Array): number {
  const { backend, batches, layers: trained, model, parameters } = context;
  const { tf } = backend;
  const logits_BC = new Float32Array(batch * classes);
  let penalty = 0;
  parameters.write(params_P);
  tf.tidy(() => {
    const shapes = trained.maskShapes(batch);
    const masks = drawMasks(shapes, noise).map((mask, index) => tf.tensor(mask, [...(shapes[index]?.shape ?? [])]));
    const { logits, statistics } = trained.apply(batches.gather(samples, positions).features, masks);
    backend.readInto(logits, logits_BC);
    for (const tensor of [logits, ...statistics]) tensor.dispose();
    for (const one of model.calculateLosses()) penalty += (one as Tensor).dataSync()[0] as number;
  });
  return loss.testSum(logits_BC, Int32Array.from(samples.labels)) + batch * penalty;
}

const nativeIsBuilt = findNativeAddon("tfjs-node").state === "found";
const backends: readonly (readonly [BackendName, boolean])[] = [
  ["cpu", true],
  ["wasm", true],
  ["tfjs-node", nativeIsBuilt],
];

for (const [name, isHere] of backends) {
  describe.skipIf(!isHere)(`the gradient on ${name}${isHere ? "" : " (not here: npm run setup:native builds it)"}`, () => {
    it.each(name === "wasm" ? bodies : [...bodies, depthwise])("through %s is what finite differences give", async (_, body) => {
      const net = network(await selectBackend(name), body);
      const params_P = startingPoint(net);
      const gradient_P = gradientOf(net, params_P);
      const step = 2 ** -8;
      const nudged = (index: number, offset: number): number => {
        const point_P = params_P.slice();
        point_P[index] = (point_P[index] as number) + offset;
        return lossAt(net, point_P);
      };
      const moved = net.derived.layout.tensors.filter(({ update }) => update === "optimizer");
      for (const { name: tensor, offset, length } of moved) {
        for (let i = offset; i < offset + length; i++) {
          const slope = (nudged(i, step) - nudged(i, -step)) / (2 * step);
          expect(Math.abs((gradient_P[i] as number) - slope), `${tensor}[${i - offset}]: ${gradient_P[i]} for ${slope}`).toBeLessThan(
            tolerance,
          );
        }
      }
      expect(gradient_P.every(Number.isFinite)).toBe(true);
    });
  });
}

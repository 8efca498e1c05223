import { LockstepError } from "@lockstep/core/local";
import type { layers, LayersModel } from "@tensorflow/tfjs";
import type { LayerClass } from "./own-code.ts";

/**
 * Layers of TensorFlow.js whose gradient is checked by finite differences (layer-gradients.test.ts) on every backend that has it: WebAssembly
 * has none of depthwise convolution and says so.
 */
const knownLayers: ReadonlySet<string> = new Set([
  "InputLayer",
  "Dense",
  "Conv2D",
  "DepthwiseConv2D",
  "MaxPooling2D",
  "AveragePooling2D",
  "GlobalAveragePooling2D",
  "GlobalMaxPooling2D",
  "ZeroPadding2D",
  "Flatten",
  "Reshape",
  "Activation",
  "ReLU",
  "LeakyReLU",
  "Softmax",
  "Add",
  "Concatenate",
  "BatchNormalization",
  "Dropout",
]);

/** Activations of dense, convolution and activation layers, as a layer's configuration names them; checked likewise. */
const knownActivations: ReadonlySet<string> = new Set(["linear", "relu", "tanh", "sigmoid", "softmax"]);

/** They draw random numbers of TensorFlow.js, which would depend on the process that computes them. */
const randomLayers: ReadonlySet<string> = new Set(["SpatialDropout1D", "AlphaDropout", "GaussianDropout", "GaussianNoise", "RandomWidth"]);

/**
 * Refuses models whose gradient is not known to be what the model says: layers and activations outside of the lists above, dropout with a
 * pattern or a seed of its own, constraints (they belong to TensorFlow.js's own fit), layers that keep state between batches. A layer that is not
 * TensorFlow.js's own is let through: whoever wrote it answers for it.
 *
 * @param stock see stockLayers
 * @throws LockstepError "configuration" naming the layer
 */
export function requireSupportedModel(model: LayersModel, stock: ReadonlySet<LayerClass>): void {
  for (const layer of model.layers) {
    const problem = layerProblem(layer, stock.has(layer.constructor as LayerClass));
    if (problem !== null) throw new LockstepError("configuration", `layer ${layer.name} (${layer.getClassName()}): ${problem}`);
  }
}

function layerProblem(layer: layers.Layer, isStock: boolean): string | null {
  const kind = layer.getClassName();
  const config = layer.getConfig() as Readonly<Record<string, unknown>>;
  // A model inside the model is refused with the layout, which says what to do.
  if (isStock && !("layers" in layer) && !knownLayers.has(kind)) return unknownLayer(kind);
  if (kind === "Dropout" || kind === "BatchNormalization") {
    if (Object.hasOwn(layer, "call")) return "its call is replaced, which training replaces as well; use a layer of your own";
  }
  if (kind === "Dropout") return dropoutProblem(config);
  if (layer.stateful) return "state between batches is not supported; build the layer with stateful: false";
  const { activation } = config;
  if (isStock && typeof activation === "string" && !knownActivations.has(activation))
    return `activation ${activation} is not supported; there are ${[...knownActivations].join(", ")} and the layer leakyReLU`;
  for (const [field, value] of Object.entries(config)) {
    if (value === null || value === undefined) continue;
    if (/(c|C)onstraint$/.test(field)) return `${field} is not supported: the optimizer does not apply it; leave it out`;
  }
  return null;
}

function unknownLayer(kind: string): string {
  if (randomLayers.has(kind)) return "layers that draw random numbers are not supported, but for tf.layers.dropout; leave it out";
  return `this kind of layer is not supported; there are ${[...knownLayers].join(", ")}, and layers with code of your own`;
}

function dropoutProblem({ rate, noiseShape, seed }: Readonly<Record<string, unknown>>): string | null {
  if (typeof rate !== "number" || !(rate >= 0 && rate < 1)) return `rate: expected a number from 0 to below 1, found ${String(rate)}`;
  if (noiseShape !== null && noiseShape !== undefined) return "noiseShape is not supported; leave it out";
  if (seed !== null && seed !== undefined) return "a seed of its own is not supported, its masks come from the run's seed; leave it out";
  return null;
}

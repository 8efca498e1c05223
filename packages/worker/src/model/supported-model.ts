import { LockstepError } from "@lockstep/core";
import type { layers, LayersModel } from "@tensorflow/tfjs";

/** Layers that draw random numbers of TensorFlow.js: their masks would depend on the process that computes them. */
const randomLayers: ReadonlySet<string> = new Set([
  "Dropout",
  "SpatialDropout1D",
  "AlphaDropout",
  "GaussianDropout",
  "GaussianNoise",
  "RandomWidth",
]);

/**
 * Refuses models whose gradient would silently not be what the model says: random layers, batch normalization (its statistics are not
 * averaged yet), regularizers and constraints (they belong to TensorFlow.js's own fit), recurrent layers that keep state between batches.
 *
 * @throws LockstepError "configuration" naming the layer
 */
export function requireSupportedModel(model: LayersModel): void {
  for (const layer of model.layers) {
    const problem = layerProblem(layer);
    if (problem !== null) throw new LockstepError("configuration", `layer ${layer.name} (${layer.getClassName()}): ${problem}`);
  }
}

function layerProblem(layer: layers.Layer): string | null {
  const kind = layer.getClassName();
  if (randomLayers.has(kind)) return "layers that draw random numbers are not supported yet; leave it out";
  if (kind === "BatchNormalization") return "batch normalization is not supported yet; leave it out";
  if (layer.stateful) return "state between batches is not supported; build the layer with stateful: false";
  const config = layer.getConfig() as Readonly<Record<string, unknown>>;
  for (const [field, value] of Object.entries(config)) {
    if (value === null || value === undefined) continue;
    if (/(r|R)egularizer$/.test(field))
      return `${field} is not supported: the gradient does not contain it; use the optimizer's weight decay`;
    if (/(c|C)onstraint$/.test(field)) return `${field} is not supported: the optimizer does not apply it; leave it out`;
  }
  return null;
}

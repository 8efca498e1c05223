import { canonicalJson, freezeLayers, LockstepError, makeLayout, type InitializerSpec, type Layout, type TensorSpec } from "@lockstep/core";
import type { layers, LayersModel } from "@tensorflow/tfjs";
import { initializerSpec } from "./initializer-spec.ts";
import { renameInTopology, stableNames } from "./stable-names.ts";

export interface DerivedLayout {
  /** one tensor for each of model.weights, in that order, which is also the order of a saved model's weights */
  readonly layout: Layout;
  /** canonical JSON of the model's LayersModel topology (`modelTopology` of a model.json), with the same names */
  readonly topologyJson: string;
}

type Weight = LayersModel["weights"][number];

/**
 * Says which of the model's tensors lies where in the flat parameters, how each gets its first values and how it changes.
 * Names are `layer/weight`; equal models give equal results in every process, whatever else TensorFlow.js has made there.
 *
 * @param freeze names of layers that keep their first values, see freezeLayers
 * @throws LockstepError "configuration", naming the layer, for an initializer that the core does not have, a weight that is not
 *   float32, or a model that contains another model
 */
export function deriveLayout(model: LayersModel, freeze: readonly string[] = []): DerivedLayout {
  const names = stableNames(model);
  const owners = weightOwners(model);
  const specs = model.weights.map((weight) => {
    const owner = owners.get(weight.id);
    if (owner === undefined) throw new LockstepError("configuration", `model: no layer owns the weight ${weight.originalName}`);
    return tensorSpec(owner, names.get(owner.name) ?? owner.name, weight);
  });
  const topology = model.toJSON(null, false) as unknown;
  return { layout: makeLayout(freezeLayers(specs, freeze)), topologyJson: canonicalJson(renameInTopology(topology, names)) };
}

function weightOwners(model: LayersModel): Map<number, layers.Layer> {
  const owners = new Map<number, layers.Layer>();
  for (const layer of model.layers) {
    if ("layers" in layer) {
      throw new LockstepError(
        "configuration",
        `model: layer ${layer.name} is itself a model, which is not supported; put its layers into the outer model`,
      );
    }
    for (const weight of layer.weights) owners.set(weight.id, layer);
  }
  return owners;
}

function tensorSpec(layer: layers.Layer, layerName: string, weight: Weight): TensorSpec {
  const weightName = weight.originalName.slice(weight.originalName.lastIndexOf("/") + 1);
  const name = `${layerName}/${weightName}`;
  if (weight.dtype !== "float32" || weight.shape.some((size) => size === null)) {
    throw new LockstepError("configuration", `layer ${layerName}: ${weightName} must be float32 of a known shape, found ${weight.dtype}`);
  }
  const config = layer.getConfig() as Readonly<Record<string, unknown>>;
  const common = { name, shape: weight.shape as number[], initializer: weightInitializer(layerName, weightName, config) };
  if (layer.getClassName() === "BatchNormalization" && weightName.startsWith("moving_")) {
    return { ...common, update: "average", decay: Number(config["momentum"]) };
  }
  return { ...common, update: weight.trainable && layer.trainable ? "optimizer" : "fixed" };
}

function weightInitializer(layerName: string, weightName: string, config: Readonly<Record<string, unknown>>): InitializerSpec {
  // The forget gate's bias starts at 1 whatever the bias initializer says.
  const initializer =
    config["unitForgetBias"] === true && weightName === "bias"
      ? ({ kind: "unsupported", what: "unitForgetBias" } as const)
      : initializerSpec(config[initializerField(weightName)]);
  if (initializer.kind !== "unsupported") return initializer;
  throw new LockstepError(
    "configuration",
    `layer ${layerName}: the initializer of ${weightName} is not supported (${initializer.what}); ` +
      "choose zeros, ones, constant, randomUniform, randomNormal, glorotUniform, glorotNormal, heUniform or heNormal",
  );
}

/** kernel: kernelInitializer; moving_mean: movingMeanInitializer; depthwise_kernel: depthwiseInitializer. */
function initializerField(weightName: string): string {
  const camelCase = weightName.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${camelCase.replace(/(?<=.)Kernel$/, "")}Initializer`;
}

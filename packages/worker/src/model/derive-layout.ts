import {
  canonicalJson,
  freezeLayers,
  LockstepError,
  makeLayout,
  type InitializerSpec,
  type Layout,
  type TensorSpec,
} from "@lockstep/core/local";
import type { layers, LayersModel } from "@tensorflow/tfjs";
import { initializerSpec } from "./initializer-spec.ts";
import { renameInTopology, stableNames } from "./stable-names.ts";
import { weightField, weightName, type Weight } from "./weight-name.ts";
import { weightPenalty, type WeightPenalty } from "./weight-penalty.ts";

export interface DerivedLayout {
  /** one tensor for each of model.weights, in that order, which is also the order of a saved model's weights */
  readonly layout: Layout;
  /** canonical JSON of the model's LayersModel topology (`modelTopology` of a model.json), with the same names */
  readonly topologyJson: string;
  /** of the weights that the optimizer moves */
  readonly penalties: readonly WeightPenalty[];
}

/**
 * Says which of the model's tensors lies where in the flat parameters, how each gets its first values and how it changes.
 * Names are `layer/weight`; equal models give equal results in every process, whatever else TensorFlow.js has made there.
 *
 * @param freeze names of layers that keep their first values, see freezeLayers
 * @throws LockstepError "configuration", naming the layer, for an initializer that the core does not have, a weight that is not
 *   float32, a regularizer that is not l1 or l2, or a model that contains another model
 */
export function deriveLayout(model: LayersModel, freeze: readonly string[] = []): DerivedLayout {
  const names = stableNames(model);
  const owners = weightOwners(model);
  const ownerOf = (weight: Weight): layers.Layer => {
    const owner = owners.get(weight.id);
    if (owner === undefined) throw new LockstepError("configuration", `model: no layer owns the weight ${weight.originalName}`);
    return owner;
  };
  const specs = model.weights.map((weight) => {
    const owner = ownerOf(weight);
    return tensorSpec(owner, names.get(owner.name) ?? owner.name, weight);
  });
  const layout = makeLayout(freezeLayers(specs, freeze));
  const penalties = layout.tensors.flatMap((tensor, index) => {
    const weight = model.weights[index] as Weight;
    const regularizer = configOf(ownerOf(weight))[weightField(weightName(weight), "Regularizer")];
    return tensor.update === "optimizer" ? (weightPenalty(tensor, regularizer) ?? []) : [];
  });
  const topology = model.toJSON(null, false) as unknown;
  return { layout, topologyJson: canonicalJson(renameInTopology(topology, names)), penalties };
}

function configOf(layer: layers.Layer): Readonly<Record<string, unknown>> {
  return layer.getConfig();
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
  const inLayer = weightName(weight);
  const name = `${layerName}/${inLayer}`;
  if (weight.dtype !== "float32" || weight.shape.some((size) => size === null)) {
    throw new LockstepError("configuration", `layer ${layerName}: ${inLayer} must be float32 of a known shape, found ${weight.dtype}`);
  }
  const config = configOf(layer);
  const common = { name, shape: weight.shape as number[], initializer: weightInitializer(layerName, inLayer, config) };
  if (layer.trainable && layer.getClassName() === "BatchNormalization" && inLayer.startsWith("moving_")) {
    return { ...common, update: "average", decay: Number(config["momentum"]) };
  }
  return { ...common, update: weight.trainable && layer.trainable ? "optimizer" : "fixed" };
}

function weightInitializer(layerName: string, inLayer: string, config: Readonly<Record<string, unknown>>): InitializerSpec {
  // The forget gate's bias starts at 1 whatever the bias initializer says.
  const initializer =
    config["unitForgetBias"] === true && inLayer === "bias"
      ? ({ kind: "unsupported", what: "unitForgetBias" } as const)
      : initializerSpec(config[weightField(inLayer, "Initializer")]);
  if (initializer.kind !== "unsupported") return initializer;
  throw new LockstepError(
    "configuration",
    `layer ${layerName}: the initializer of ${inLayer} is not supported (${initializer.what}); ` +
      "choose zeros, ones, constant, randomUniform, randomNormal, glorotUniform, glorotNormal, heUniform or heNormal",
  );
}

import type { layers, LayersModel } from "@tensorflow/tfjs";
import type { TensorFlow } from "../backend/tensorflow.ts";

/** A class of layers. */
export type LayerClass = abstract new (...given: never[]) => unknown;

/** The classes of the layers that TensorFlow.js brings; to be asked for before any recipe is loaded, which may register its own. */
export function stockLayers(tf: TensorFlow): ReadonlySet<LayerClass> {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  return new Set(Object.values(classNameMap).map(([layerClass]) => layerClass as LayerClass));
}

/**
 * Why the gradient of a model must not be replayed, or null. A layer with code of its own may do today what it did not do when it was
 * recorded: count its calls, wait, look at a file. No recording shows that.
 */
export function ownCodeOf(model: LayersModel, stock: ReadonlySet<LayerClass>): string | null {
  const own = model.layers.find((layer) => Object.hasOwn(layer, "call") || !stock.has(layer.constructor as LayerClass));
  return own === undefined ? null : `layer ${nameOf(own)} has code of its own, which may do something else each time`;
}

function nameOf(layer: layers.Layer): string {
  return `${layer.name} (${layer.getClassName()})`;
}

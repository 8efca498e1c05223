import type { LayersModel } from "@tensorflow/tfjs";

/** TensorFlow.js numbers models and inputs by counters of the process: sequential_3, model2, input5. */
const automaticModelName = /^(sequential_|model)\d+$/;
const automaticInputName = /^input\d+$/;

/**
 * Names of the model and of its layers that do not depend on how many layers this process has made before. A name that the recipe gave is
 * kept (and is missing from the map); one that TensorFlow.js made (`dense_Dense7`) becomes kind and position in the model (`dense-2`).
 */
export function stableNames(model: LayersModel): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (automaticModelName.test(model.name)) names.set(model.name, "model");
  for (const [index, layer] of model.layers.entries()) {
    const kind = layer.getClassName();
    const isAutomatic =
      kind === "InputLayer" ? automaticInputName.test(layer.name) : new RegExp(`^${snakeCase(kind)}_${kind}\\d+$`).test(layer.name);
    if (isAutomatic) names.set(layer.name, `${snakeCase(kind)}-${index + 1}`);
  }
  return names;
}

/** The same JSON with every text that is such a name replaced. */
export function renameInTopology(topology: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof topology === "string") return names.get(topology) ?? topology;
  if (Array.isArray(topology)) return topology.map((item) => renameInTopology(item, names));
  if (typeof topology !== "object" || topology === null) return topology;
  return Object.fromEntries(Object.entries(topology).map(([key, value]) => [key, renameInTopology(value, names)]));
}

/** As TensorFlow.js begins the names of its layers: Conv2D gives conv2d, MaxPooling2D max_pooling2d. */
function snakeCase(name: string): string {
  return name
    .replaceAll(/(.)([A-Z][a-z0-9]+)/g, "$1_$2")
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

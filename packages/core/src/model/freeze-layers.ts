import { LockstepError } from "../errors.ts";
import type { TensorSpec } from "./layout.ts";

/**
 * The tensors of a model of which some layers are frozen: all tensors of such a layer keep their first values, batch-norm statistics too.
 * @param patterns names of layers; `*` stands for any characters
 * @throws LockstepError "configuration" if a pattern is no layer's name
 */
export function freezeLayers(tensors: readonly TensorSpec[], patterns: readonly string[]): readonly TensorSpec[] {
  const layers = [...new Set(tensors.map(({ name }) => layerOf(name)))];
  const frozen = new Set<string>();
  for (const pattern of patterns) {
    const matching = layers.filter((layer) => matches(layer, pattern));
    if (matching.length === 0)
      throw new LockstepError(
        "configuration",
        `no layer with parameters is called ${pattern}, so it cannot be frozen (--freeze); there are ${layers.join(", ")}`,
      );
    for (const layer of matching) frozen.add(layer);
  }
  return tensors.map((tensor) => {
    if (!frozen.has(layerOf(tensor.name))) return tensor;
    const { name, shape, initializer } = tensor;
    return { name, shape, initializer, update: "fixed" };
  });
}

/** Names of tensors are layer/weight. */
function layerOf(tensor: string): string {
  return tensor.slice(0, Math.max(0, tensor.lastIndexOf("/")));
}

/** Linear in the length of both, whatever the pattern is. */
function matches(name: string, pattern: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}

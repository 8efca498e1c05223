import type { Decision } from "../membership/decision.ts";
import type { Layout, PlacedTensor } from "./layout.ts";

/** A tensor of a file, or whatever else holds values. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
}

export interface TensorMatch<Source extends NamedTensor> {
  readonly tensor: PlacedTensor;
  /** of the same name and shape */
  readonly source: Source;
}

const mostNamed = 10;

/**
 * Which tensors of a model take their values from which of a file: those of the same name and shape. The reason says how many, and names
 * those that do not.
 */
export function matchTensors<Source extends NamedTensor>(
  layout: Layout,
  sources: readonly Source[],
): Decision<readonly TensorMatch<Source>[]> {
  const byName = new Map(sources.map((source) => [source.name, source]));
  const result: TensorMatch<Source>[] = [];
  const without: string[] = [];
  for (const tensor of layout.tensors) {
    const source = byName.get(tensor.name);
    if (source === undefined) without.push(`${tensor.name} (not in the file)`);
    else if (source.shape.join() !== tensor.shape.join())
      without.push(`${tensor.name} ([${tensor.shape.join(", ")}] in the model, [${source.shape.join(", ")}] in the file)`);
    else result.push({ tensor, source });
  }
  const taken = new Set(result.map(({ source }) => source.name));
  const unused = sources.filter(({ name }) => !taken.has(name) && !layout.tensors.some((tensor) => tensor.name === name));
  const reasons = [
    `${result.length} of ${layout.tensors.length} tensors take their first values from the file`,
    ...(without.length === 0 ? [] : [`random as ever: ${named(without)}`]),
    ...(unused.length === 0 ? [] : [`in the file alone: ${named(unused.map(({ name }) => name))}`]),
  ];
  return { result, reason: reasons.join("; ") };
}

function named(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return more > 0 ? `${names.slice(0, mostNamed).join(", ")} and ${more} more` : names.join(", ");
}

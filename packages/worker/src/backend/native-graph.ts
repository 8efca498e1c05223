import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { NativeBinding, OperationAttribute } from "./tensorflow.ts";

/** Its file, beside the addon of the package; made of native/graph.cc. */
export const graphAddonName = "lockstep_graph.node";

/** Number of a value in a graph: first the inputs, then the constants, then the outputs of the operations, each in their order. */
export type GraphValue = number;

/** What TensorFlow can read and write in place. */
export type GraphArray = Float32Array | Int32Array | Uint8Array;

interface GraphTensor {
  /** as TensorFlow's TF_FLOAT */
  readonly dataType: number;
  readonly shape: readonly number[];
}

export interface GraphOperation {
  readonly name: string;
  readonly attributes: readonly OperationAttribute[];
  readonly inputs: readonly GraphValue[];
  readonly outputCount: number;
}

/** One call of the graph: computes what is fetched, and no more. */
export interface GraphRun {
  /** inputs, or values that an earlier run has kept */
  readonly fed: readonly GraphValue[];
  readonly fetched: readonly GraphValue[];
  /** kept values that nothing needs after this run */
  readonly freed: readonly GraphValue[];
}

export interface NativeGraphDescription {
  readonly inputs: readonly GraphTensor[];
  readonly constants: readonly (GraphTensor & { readonly values: GraphArray })[];
  readonly operations: readonly GraphOperation[];
  readonly runs: readonly GraphRun[];
}

declare const graphBrand: unique symbol;
/** A graph in TensorFlow; it is freed with the object. */
export interface NativeGraph {
  readonly [graphBrand]: true;
}

/** The project's own addon, which runs operations of TensorFlow as one graph. All functions throw an Error that says what TensorFlow says. */
export interface NativeGraphs {
  create(description: NativeGraphDescription): NativeGraph;
  /**
   * @param run position in the description's runs
   * @param fed in the order of the run; read in place during the call; null: what an earlier run has kept
   * @param fetched where the results go; null: it is kept for later runs
   */
  run(graph: NativeGraph, run: number, fed: readonly (GraphArray | null)[], fetched: readonly (GraphArray | null)[]): void;
}

/**
 * The addon in this folder, where the package has its own; null where there is none, because the package's installation script does not make it; or
 * why it does not load.
 */
export function loadNativeGraphs(folder: string): NativeGraphs | string | null {
  const file = path.join(folder, graphAddonName);
  if (!existsSync(file)) return null;
  try {
    return createRequire(import.meta.url)(file) as NativeGraphs;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Has the addon compute something. @returns null if it did; or why it does not work */
export function graphProblem(graphs: NativeGraphs, { TF_ATTR_TYPE, TF_FLOAT }: NativeBinding): string | null {
  try {
    const scalar = { dataType: TF_FLOAT, shape: [] };
    const attributes = [{ name: "T", type: TF_ATTR_TYPE, value: TF_FLOAT }];
    const sum = graphs.create({
      inputs: [scalar],
      constants: [{ ...scalar, values: Float32Array.of(2) }],
      operations: [{ name: "AddV2", attributes, inputs: [0, 1], outputCount: 1 }],
      runs: [{ fed: [0], fetched: [2], freed: [] }],
    });
    const result = new Float32Array(1);
    graphs.run(sum, 0, [Float32Array.of(3)], [result]);
    return result[0] === 5 ? null : `3 + 2 is ${result[0]}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

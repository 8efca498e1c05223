import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { findNativeAddon } from "./native-addon.ts";
import {
  graphAddonName,
  graphProblem,
  loadNativeGraphs,
  type GraphOperation,
  type NativeGraphDescription,
  type NativeGraphs,
} from "./native-graph.ts";
import { selectBackend } from "./select-backend.ts";
import type { NativeBackend, NativeBinding } from "./tensorflow.ts";

const isBuilt = findNativeAddon("tfjs-node").state === "found";

it("says why an addon does not load, and nothing where there is none", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-graph-"));
  try {
    expect(loadNativeGraphs(folder)).toBeNull();
    await writeFile(path.join(folder, graphAddonName), "no library");
    expect(loadNativeGraphs(folder)).toContain(graphAddonName);
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe.skipIf(!isBuilt)("a graph of TensorFlow (built by npm run setup:native)", () => {
  let graphs: NativeGraphs;
  let binding: NativeBinding & { readonly TF_ATTR_BOOL: number };

  beforeAll(async () => {
    const backend = await selectBackend("tfjs-node");
    if (backend.graphs === null) throw new Error("the addon for graphs is missing");
    graphs = backend.graphs;
    binding = (backend.tf.backend() as unknown as NativeBackend).binding as typeof binding;
  }, 60_000);

  const float = (...shape: number[]): { dataType: number; shape: readonly number[] } => ({ dataType: binding.TF_FLOAT, shape });
  const operation = (name: string, ...inputs: number[]): GraphOperation => ({
    name,
    attributes: [{ name: "T", type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT }],
    inputs,
    outputCount: 1,
  });
  const multiply = (a: number, b: number): GraphOperation => {
    const product = operation("BatchMatMulV2", a, b);
    const turned = ["adj_x", "adj_y"].map((name) => ({ name, type: binding.TF_ATTR_BOOL, value: name === "adj_y" }));
    return { ...product, attributes: [...product.attributes, ...turned] };
  };

  it("computes what tfjs-node computes, from arrays at any address and in shared memory", () => {
    const graph = graphs.create({
      inputs: [float(2, 3), float(2, 3)],
      constants: [{ ...float(2, 2), values: Float32Array.of(10, 20, 30, 40) }],
      operations: [multiply(0, 1), operation("AddV2", 3, 2)],
      runs: [{ fed: [0, 1], fetched: [4], freed: [] }],
    });
    const unaligned = new Float32Array(new SharedArrayBuffer(64), 4, 6);
    unaligned.set([1, 2, 3, 4, 5, 6]);
    const out = new Float32Array(new SharedArrayBuffer(32), 8, 4);
    for (const factor of [1, 2]) {
      graphs.run(graph, 0, [unaligned, Float32Array.of(factor, 0, 0, 0, factor, factor)], [out]);
      expect([...out]).toEqual([10 + factor, 20 + 5 * factor, 30 + 4 * factor, 40 + 11 * factor]);
    }
  });

  it("keeps a value between runs until it is freed", () => {
    const graph = graphs.create({
      inputs: [float(2), float(2)],
      constants: [],
      operations: [operation("Relu", 0), operation("Mul", 2, 1)],
      runs: [
        { fed: [0], fetched: [2], freed: [] },
        { fed: [2, 1], fetched: [3], freed: [2] },
      ],
    });
    const out = new Float32Array(2);
    const second = (): void => graphs.run(graph, 1, [null, Float32Array.of(3, 3)], [out]);
    expect(second).toThrow("a value is used before it is computed");
    graphs.run(graph, 0, [Float32Array.of(-1, 2)], [null]);
    second();
    expect([...out]).toEqual([0, 6]);
    expect(second).toThrow("a value is used before it is computed");
  });

  it("is checked by a sum", () => {
    expect(graphProblem(graphs, binding)).toBeNull();
    expect(graphProblem({ ...graphs, run: () => {} }, binding)).toBe("3 + 2 is 0");
    expect(graphProblem(graphs, { ...binding, TF_FLOAT: 2 })).toMatch(/^native graph: /);
  });

  it("says what is wrong with a graph", () => {
    const simple = (operations: readonly GraphOperation[], fed = [0]): NativeGraphDescription => ({
      inputs: [float(2)],
      constants: [],
      operations,
      runs: [{ fed, fetched: [1], freed: [] }],
    });
    expect(() => graphs.create(simple([operation("NoSuchOperation", 0)]))).toThrow(
      /^native graph: operation NoSuchOperation: .*not registered/,
    );
    expect(() => graphs.create(simple([operation("Relu", 7)]))).toThrow("native graph: there is no value 7");
    expect(() => graphs.create(simple([{ ...operation("Relu", 0), outputCount: 2 }]))).toThrow("operation Relu has 1 outputs");
    expect(() => graphs.create({} as NativeGraphDescription)).toThrow("native graph: expected an array");
  });

  it("takes and gives arrays of the right size only, and goes on after an error", () => {
    const graph = graphs.create({
      inputs: [float(2)],
      constants: [],
      operations: [operation("Relu", 0)],
      runs: [{ fed: [0], fetched: [1], freed: [] }],
    });
    const two = Float32Array.of(-1, 1);
    expect(() => graphs.run(graph, 0, [new Float32Array(3)], [two])).toThrow("a tensor of 8 bytes was given 12");
    expect(() => graphs.run(graph, 0, [two], [new Float32Array(3)])).toThrow("a result has another size than its place");
    expect(() => graphs.run(graph, 0, [new Float64Array(1) as unknown as Float32Array], [two])).toThrow("expected a Float32Array");
    expect(() => graphs.run(graph, 0, [], [two])).toThrow("wrong number of values");
    expect(() => graphs.run(graph, 1, [two], [two])).toThrow("there is no run 1");
    const out = new Float32Array(2);
    graphs.run(graph, 0, [two], [out]);
    expect([...out]).toEqual([0, 1]);
  });
});

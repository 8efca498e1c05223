import { createRequire } from "node:module";
import type { Tensor, Tensor1D, Tensor3D, Tensor4D } from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { TensorFlow } from "../tensorflow.ts";
import { installWasmKernels } from "./install-wasm-kernels.ts";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs") as TensorFlow;
tf.enableProdMode();
require("@tensorflow/tfjs-backend-wasm");

const cases = 40;

beforeAll(async () => {
  await tf.setBackend("wasm");
  installWasmKernels(tf);
});

interface Comparison {
  /** largest difference over the largest value of the same tensor */
  readonly relative: number;
  readonly leaked: number;
}

type Make = (shape: readonly number[]) => Tensor;

/** Computes the same on both backends, from the same pseudo-random tensors. */
async function compare(seed: number, compute: (make: Make) => Tensor | readonly Tensor[]): Promise<Comparison> {
  const outputs: Float32Array[][] = [];
  const shapes: string[] = [];
  let leaked = 0;
  for (const backend of ["cpu", "wasm"]) {
    await tf.setBackend(backend);
    let state = seed;
    const make: Make = (shape) => {
      const length = shape.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length }, () => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return state / 2 ** 31 - 1;
      });
      return tf.tensor(values, [...shape]);
    };
    const before = memoryInUse();
    tf.tidy(() => {
      const result = compute(make);
      const tensors = Array.isArray(result) ? (result as Tensor[]) : [result as Tensor];
      shapes.push(tensors.map(({ shape }) => shape.join("x")).join(" "));
      outputs.push(tensors.map((tensor) => Float32Array.from(tensor.dataSync())));
    });
    leaked += memoryInUse() - before;
  }
  expect(shapes[1]).toBe(shapes[0]);
  const [reference, computed] = outputs as [Float32Array[], Float32Array[]];
  return { relative: Math.max(...reference.map((values, index) => relativeDifference(values, computed[index] as Float32Array))), leaked };
}

function memoryInUse(): number {
  const backend = tf.backend() as unknown as { numDataIds(): number };
  return tf.memory().numTensors + backend.numDataIds();
}

function relativeDifference(reference: Float32Array, computed: Float32Array): number {
  let largest = 0;
  let difference = 0;
  for (let i = 0; i < reference.length; i++) {
    largest = Math.max(largest, Math.abs(reference[i] as number));
    difference = Math.max(difference, Math.abs((reference[i] as number) - (computed[i] as number)));
  }
  return difference / (largest || 1);
}

/** The largest relative difference over 40 random cases. Shapes must be equal and no tensor may be left on either backend. */
async function worstDifference<T>(
  arbitrary: fc.Arbitrary<T>,
  compute: (value: T, make: Make) => Tensor | readonly Tensor[],
): Promise<number> {
  let worst = 0;
  const property = fc.asyncProperty(arbitrary, fc.nat(), async (value, seed) => {
    const { relative, leaked } = await compare(seed, (make) => compute(value, make));
    expect(leaked).toBe(0);
    worst = Math.max(worst, relative);
  });
  await fc.assert(property, { seed: 20_241, numRuns: cases, endOnFailure: true });
  return worst;
}

/** Of the sums of two backends that add in another order. */
const tolerance = 2e-6;

const size = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

const product = fc.record({ m: size(70), k: size(150), n: size(70), transposeA: fc.boolean(), transposeB: fc.boolean() });
const aShape = ({ m, k, transposeA }: { m: number; k: number; transposeA: boolean }): number[] => (transposeA ? [k, m] : [m, k]);
const bShape = ({ k, n, transposeB }: { k: number; n: number; transposeB: boolean }): number[] => (transposeB ? [n, k] : [k, n]);

describe("matrix products on wasm agree with the cpu backend", () => {
  it("two matrices, any transpose", async () => {
    expect(
      await worstDifference(product, (p, make) => tf.matMul(make(aShape(p)), make(bShape(p)), p.transposeA, p.transposeB)),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("batches and broadcast, any transpose", async () => {
    const batched = fc.record({ p: product, batch: size(4), broadcast: fc.boolean() });
    expect(
      await worstDifference(batched, ({ p, batch, broadcast }, make) =>
        tf.matMul(make([batch, ...aShape(p)]), make([broadcast ? 1 : batch, ...bShape(p)]), p.transposeA, p.transposeB),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  const activation = fc.constantFrom("linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu");
  it("fused with bias and activation, any transpose, with and without a batch", async () => {
    const fused = fc.record({ p: product, batch: fc.option(size(3), { nil: 0 }), activation });
    expect(
      await worstDifference(fused, ({ p, batch, activation: name }, make) => {
        const outer = batch === 0 ? [] : [batch];
        return tf.fused.matMul({
          a: make([...outer, ...aShape(p)]),
          b: make([...outer, ...bShape(p)]),
          transposeA: p.transposeA,
          transposeB: p.transposeB,
          bias: make([p.n]),
          activation: name,
          leakyreluAlpha: 0.1,
          ...(name === "prelu" ? { preluActivationWeights: make([1, p.n]) } : {}),
        });
      }),
    ).toBeLessThanOrEqual(tolerance);
  });
});

type Padding = "same" | "valid" | [[0, 0], [number, number], [number, number], [0, 0]];
const explicit: fc.Arbitrary<Padding> = fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)).map(([top, bottom, left, right]) => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
]);
const convolution = fc.record({
  batch: size(4),
  height: fc.integer({ min: 5, max: 13 }),
  width: fc.integer({ min: 5, max: 13 }),
  channels: size(4),
  filters: size(5),
  filterHeight: size(5),
  filterWidth: size(5),
  strides: fc.tuple(size(3), size(3)),
  padding: fc.oneof(fc.constantFrom<Padding>("same", "valid"), explicit),
});
type Convolution = typeof convolution extends fc.Arbitrary<infer T> ? T : never;
const image = (c: Convolution, make: Make): Tensor4D => make([c.batch, c.height, c.width, c.channels]) as Tensor4D;
const filter = (c: Convolution, make: Make): Tensor4D => make([c.filterHeight, c.filterWidth, c.channels, c.filters]) as Tensor4D;
const gradients = (f: (...x: Tensor[]) => Tensor, x: readonly Tensor[]): Tensor[] =>
  tf.grads((...inputs) => tf.sum(tf.square(f(...inputs))))([...x]);

describe("convolutions on wasm agree with the cpu backend", () => {
  it("forward, stride 1-3, all paddings", async () => {
    expect(
      await worstDifference(convolution, (c, make) => tf.conv2d(image(c, make), filter(c, make), c.strides, c.padding)),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("fused forward with bias and relu", async () => {
    expect(
      await worstDifference(convolution, (c, make) =>
        tf.fused.conv2d({
          x: image(c, make),
          filter: filter(c, make),
          strides: c.strides,
          pad: c.padding,
          bias: make([c.filters]),
          activation: "relu",
        }),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("gradients by image and filter, stride 1-3, all paddings", async () => {
    expect(
      await worstDifference(convolution, (c, make) =>
        gradients((x, f) => tf.conv2d(x as Tensor4D, f as Tensor4D, c.strides, c.padding), [image(c, make), filter(c, make)]),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("one-dimensional gradients", async () => {
    expect(
      await worstDifference(convolution, (c, make) =>
        gradients(
          (x, f) => tf.conv1d(x as Tensor3D, f as Tensor3D, 1, "same"),
          [make([c.batch, c.height, c.channels]), make([c.filterHeight, c.channels, c.filters])],
        ),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("transposed convolution's gradients", async () => {
    expect(
      await worstDifference(convolution, (c, make) =>
        gradients(
          (x, f) => tf.conv2dTranspose(x as Tensor4D, f as Tensor4D, [c.batch, 4, 4, c.filters], 1, "same"),
          [make([c.batch, 4, 4, c.channels]), make([3, 3, c.filters, c.channels])],
        ),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });
});

describe("pooling on wasm agrees with the cpu backend", () => {
  const pooling = fc.record({
    c: convolution,
    window: fc.tuple(size(3), size(3)),
    padding: fc.constantFrom<"same" | "valid">("same", "valid"),
  });

  it("max pooling's gradient, with ties and negative windows", async () => {
    expect(
      await worstDifference(pooling, ({ c, window, padding }, make) => {
        const coarse = tf.sub(tf.round(tf.mul(image(c, make), 2)), 1);
        return gradients((x) => tf.maxPool(x as Tensor4D, window, c.strides, padding), [coarse]);
      }),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("average pooling's gradient", async () => {
    expect(
      await worstDifference(pooling, ({ c, window, padding }, make) =>
        gradients((x) => tf.avgPool(x as Tensor4D, window, c.strides, padding), [image(c, make)]),
      ),
    ).toBeLessThanOrEqual(tolerance);
  });
});

describe("other kernels on wasm agree with the cpu backend", () => {
  const indices = fc.record({
    depth: fc.integer({ min: 2, max: 9 }),
    width: size(6),
    ids: fc.array(fc.nat(8), { minLength: 1, maxLength: 12 }),
  });

  it.each(["float32", "int32"] as const)("one-hot as %s, out of range ids included", async (dtype) => {
    expect(
      await worstDifference(indices, ({ depth, ids }) => tf.oneHot(tf.tensor1d(ids, "int32"), depth, 3, -1, dtype)),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("the gradient of gather (embedding)", async () => {
    expect(
      await worstDifference(indices, ({ depth, width, ids }, make) => {
        const within = tf.tensor1d(
          ids.map((id) => id % depth),
          "int32",
        );
        return gradients((x) => tf.gather(x, within), [make([depth, width])]);
      }),
    ).toBeLessThanOrEqual(tolerance);
  });

  it("batch normalization's gradients, within 1e-5", async () => {
    expect(
      await worstDifference(convolution, (c, make) => {
        const weights = make([c.batch, c.height, c.width, c.channels]);
        return gradients(
          (x, offset, scale) => {
            const { mean, variance } = tf.moments(x, [0, 1, 2]);
            return tf.mul(
              weights,
              tf.batchNorm4d(x as Tensor4D, mean as Tensor1D, variance as Tensor1D, offset as Tensor1D, scale as Tensor1D, 1e-3),
            );
          },
          [image(c, make), make([c.channels]), make([c.channels])],
        );
      }),
    ).toBeLessThanOrEqual(1e-5);
  });
});

describe("what wasm cannot do", () => {
  it("depthwise gradients are refused by name", async () => {
    await tf.setBackend("wasm");
    const depthwise = (): unknown =>
      tf.tidy(
        () =>
          gradients((x, f) => tf.depthwiseConv2d(x as Tensor4D, f as Tensor4D, 1, "same"), [tf.ones([1, 4, 4, 2]), tf.ones([3, 3, 2, 1])])
            .length,
      );
    expect(depthwise).toThrow(/depthwise convolution.*tfjs-node/);
    expect(depthwise).toThrow(expect.objectContaining({ code: "configuration" }) as Error);
  });

  it("a kernel that throws frees what it has made", async () => {
    await tf.setBackend("wasm");
    const before = memoryInUse();
    expect(() =>
      tf.tidy(() => tf.fused.matMul({ a: tf.ones([2, 3]), b: tf.ones([4, 3]), transposeB: true, activation: "softplus" as "relu" }).shape),
    ).toThrow(/softplus/);
    expect(memoryInUse()).toBe(before);
  });
});

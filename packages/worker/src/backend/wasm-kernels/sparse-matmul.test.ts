import { createRequire } from "node:module";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { TensorFlow, WasmBackend } from "../tensorflow.ts";
import { installWasmKernels } from "./install-wasm-kernels.ts";
import { isWorthwhile } from "./sparse-matmul.ts";

const require = createRequire(import.meta.url);
const tf = require("@tensorflow/tfjs") as TensorFlow;
tf.enableProdMode();
require("@tensorflow/tfjs-backend-wasm");

let stock: KernelFunc;
let backend: WasmBackend;

beforeAll(async () => {
  await tf.setBackend("wasm");
  stock = tf.getKernel("BatchMatMul", "wasm").kernelFunc;
  installWasmKernels(tf);
  backend = tf.backend() as unknown as WasmBackend;
});

interface Case {
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly transposeA: boolean;
  readonly leading: boolean;
  /** share of elements of a that are 0 */
  readonly zeros: number;
  readonly seed: number;
  /** one element of a or b */
  readonly strange: { readonly where: "a" | "b"; readonly value: number } | null;
}

/** Sizes as layers have them, four times something more often than not. */
const size = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    { arbitrary: fc.integer({ min: 1, max: max / 4 }).map((n) => 4 * n), weight: 4 },
    { arbitrary: fc.integer({ min: 1, max }), weight: 1 },
  );

const cases: fc.Arbitrary<Case> = fc.record({
  m: size(60),
  k: size(200),
  n: size(140),
  transposeA: fc.boolean(),
  leading: fc.boolean(),
  zeros: fc.constantFrom(0, 0.3, 0.5, 0.8, 1),
  seed: fc.nat(),
  strange: fc.option(
    fc.record({ where: fc.constantFrom("a", "b"), value: fc.constantFrom(Infinity, -Infinity, NaN, 3e38, -3e38, 1e-45, -0) }),
    {
      freq: 4,
    },
  ),
});

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The product by the kernel that is registered and by XNNPACK, after a transposition where there is one. */
function both({ m, k, n, transposeA, leading, zeros, seed, strange }: Case): [Float32Array, Float32Array] {
  const next = random(seed);
  const values = (length: number, share: number): Float32Array =>
    Float32Array.from({ length }, () => (next() < share ? 0 : next() * 8 - 4));
  const [a, b] = [values(m * k, zeros), values(k * n, 0)];
  if (strange !== null) {
    const vector = strange.where === "a" ? a : b;
    vector[Math.floor(next() * vector.length)] = strange.value;
  }
  const made = (elements: Float32Array, shape: number[]): TensorInfo => ({
    dataId: backend.write(elements, shape, "float32"),
    shape,
    dtype: "float32",
  });
  const rank = (shape: number[]): number[] => (leading ? [1, ...shape] : shape);
  const run = (kernel: KernelFunc, left: TensorInfo, attrs: object): Float32Array => {
    const right = made(b, rank([k, n]));
    const result = kernel({ inputs: { a: left, b: right }, attrs: { ...attrs, transposeB: false }, backend }) as TensorInfo;
    expect(result.shape).toEqual(rank([m, n]));
    const elements = backend.readSync(result.dataId) as Float32Array;
    for (const { dataId } of [left, right, result]) backend.disposeData(dataId);
    return elements;
  };
  const upright = transposeA ? Float32Array.from(a, (_, i) => a[(i % k) * m + Math.floor(i / k)] as number) : a;
  return [
    run(tf.getKernel("BatchMatMul", "wasm").kernelFunc, made(a, rank(transposeA ? [k, m] : [m, k])), { transposeA }),
    run(stock, made(upright, rank([m, k])), { transposeA: false }),
  ];
}

/** All NaN are one. */
function firstDifference(found: Float32Array, expected: Float32Array): string | null {
  const index = expected.findIndex((value, at) => !Object.is(value, found[at]));
  return index < 0 && found.length === expected.length ? null : `element ${index}: ${found[index]}; ${expected[index]} expected`;
}

describe("products that leave zeros out", () => {
  it("have XNNPACK's bits, and leave no tensor behind", { timeout: 120_000 }, () => {
    const before = backend.numDataIds();
    fc.assert(
      fc.property(cases, (drawn) => {
        const [own, xnnpack] = both(drawn);
        expect(firstDifference(own, xnnpack)).toBeNull();
      }),
      { numRuns: 300 },
    );
    expect(backend.numDataIds()).toBe(before);
  });
});

describe("isWorthwhile", () => {
  const shape = { rows: 32, inner: 784, columns: 128, isTransposed: false };

  it("takes what has many zeros, and few rows where XNNPACK would pack b for them", () => {
    expect(isWorthwhile({ ...shape, rows: 512 }, 0.5)).toBe(true);
    expect(isWorthwhile({ ...shape, rows: 512 }, 0.1)).toBe(false);
    expect(isWorthwhile(shape, 0)).toBe(true);
    expect(isWorthwhile({ ...shape, columns: 512 }, 0)).toBe(false);
  });

  it("takes what XNNPACK needs transposed as long as b is small", () => {
    const transposed = { rows: 784, inner: 32, columns: 128, isTransposed: true };
    expect(isWorthwhile(transposed, 0)).toBe(true);
    expect(isWorthwhile({ ...transposed, inner: 64 }, 0)).toBe(false);
    expect(isWorthwhile({ ...transposed, inner: 64 }, 0.5)).toBe(true);
  });
});

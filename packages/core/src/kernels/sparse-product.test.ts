import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { difference, hostileVector } from "./hostile-floats.test.fixture.ts";
import { isProductShape, scratchBytes, sparseProduct, type ProductShape } from "./sparse-product.ts";
import { webAssembly, type WasmMemory } from "./web-assembly.ts";

const { fround } = Math;
const fours = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max }).map((n) => 4 * n);
const anyNumber = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Around the blocks of 7, 4 and 1 vectors of columns. */
const shapes: fc.Arbitrary<ProductShape> = fc.boolean().chain((isTransposed) =>
  fc.record({
    rows: isTransposed ? fours(8) : anyNumber(20),
    inner: anyNumber(30),
    columns: fc.integer({ min: 4, max: 160 }),
    isTransposed: fc.constant(isTransposed),
  }),
);

/** Values of which as many are zeros of either sign as digits have, or none, or nearly all. */
const matrix = (length: number): fc.Arbitrary<Float32Array> =>
  fc
    .tuple(
      fc.constantFrom(0, 0.8, 0.98),
      fc.infiniteStream(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.float({ min: -4, max: 4, noNaN: true }))),
    )
    .map(([zeros, stream]) => {
      const drawn = Array.from({ length: Math.min(length, 211) }, () => stream.next().value as [number, number]);
      return Float32Array.from({ length }, (_, i) => {
        const [chance, value] = drawn[(i * 7) % drawn.length] as [number, number];
        return chance >= zeros ? value : value < 0 ? -0 : 0;
      });
    });

function reference({ rows, inner, columns, isTransposed }: ProductShape, a: Float32Array, b: Float32Array): Float32Array {
  return Float32Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum = fround(sum + fround((a[isTransposed ? k * rows + row : row * inner + k] as number) * (b[k * columns + column] as number)));
    return sum;
  });
}

function heap(): WasmMemory {
  if (webAssembly === undefined) throw new Error("no WebAssembly");
  return new webAssembly.Memory({ initial: 4, maximum: 4 });
}

/** Everything side by side in a heap, sevens where results go. The result is null where nothing was done. */
function multiply(shape: ProductShape, a: Float32Array, b: Float32Array, product = sparseProduct): Float32Array | null {
  const memory = heap();
  const floats = new Float32Array(memory.buffer).fill(7);
  const [atB, atC] = [a.length, a.length + b.length];
  const atScratch = atC + shape.rows * shape.columns;
  const end = atScratch + scratchBytes(shape) / 4;
  floats.set(a);
  floats.set(b, atB);
  const done = product(memory, shape, { a: 0, b: 4 * atB, c: 4 * atC, scratch: 4 * atScratch });
  expect(difference(floats.slice(0, atC), Float32Array.of(...a, ...b))).toBeNull();
  expect(new Set(floats.subarray(end))).toEqual(new Set([7]));
  const c = floats.slice(atC, atScratch);
  if (done) return c;
  expect(new Set(c)).toEqual(new Set([7]));
  return null;
}

const sizeOfB = ({ inner, columns }: ProductShape): number => inner * columns;

describe("sparseProduct", () => {
  const finite = shapes.chain((shape) =>
    fc.record({ shape: fc.constant(shape), a: matrix(shape.rows * shape.inner), b: matrix(sizeOfB(shape)) }),
  );

  it("adds the products in order, each rounded, and writes nothing else", () => {
    fc.assert(
      fc.property(finite, ({ shape, a, b }) => {
        const c = multiply(shape, a, b);
        expect(c).not.toBeNull();
        expect(difference(c ?? a, reference(shape, a, b))).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it("has the bits of the full sum for any values, or leaves it to others", () => {
    const hostile = shapes.chain((shape) =>
      fc.record({ shape: fc.constant(shape), a: hostileVector(shape.rows * shape.inner), b: hostileVector(sizeOfB(shape)) }),
    );
    fc.assert(
      fc.property(hostile, ({ shape, a, b }) => {
        const expected = reference(shape, a, b);
        const c = multiply(shape, a, b);
        expect(c === null).toBe(!b.every(Number.isFinite));
        expect(difference(c ?? expected, expected)).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it.each([Infinity, -Infinity, NaN])("does nothing if an element of b is %s, wherever it is", (value) => {
    const shape = { rows: 2, inner: 4, columns: 12, isTransposed: false };
    for (let at = 0; at < sizeOfB(shape); at++) {
      const b = new Float32Array(sizeOfB(shape)).fill(1);
      b[at] = value;
      expect(multiply(shape, new Float32Array(8), b)).toBeNull();
    }
  });

  it("does nothing in a process without kernels", async () => {
    vi.stubEnv("LOCKSTEP_KERNELS", "reference");
    vi.resetModules();
    const fresh = await import("./sparse-product.ts");
    const shape = { rows: 1, inner: 4, columns: 4, isTransposed: false };
    expect(multiply(shape, new Float32Array(4), new Float32Array(16), fresh.sparseProduct)).toBeNull();
  });
});

describe("isProductShape", () => {
  it("takes four columns and more, and four rows at a time of what is transposed", () => {
    const shape = { rows: 3, inner: 7, columns: 4, isTransposed: false };
    expect(isProductShape(shape)).toBe(true);
    expect(isProductShape({ ...shape, columns: 3 })).toBe(false);
    expect(isProductShape({ ...shape, isTransposed: true })).toBe(false);
    expect(isProductShape({ ...shape, rows: 8, isTransposed: true })).toBe(true);
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

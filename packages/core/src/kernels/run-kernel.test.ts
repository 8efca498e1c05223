import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { elementKernel } from "./element-kernel.ts";
import { add, div, max, min, mul, sqrt, sub } from "./expression.ts";
import { awkwardSizes, difference, hostileVector } from "./hostile-floats.test.fixture.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { allocateVectors, runKernel } from "./run-kernel.ts";

const { fround } = Math;

const operations = [
  ["add", elementKernel(["a", "b"], [], ({ a, b }) => [add(a, b)]), (a: number, b: number) => fround(a + b)],
  ["sub", elementKernel(["a", "b"], [], ({ a, b }) => [sub(a, b)]), (a: number, b: number) => fround(a - b)],
  ["mul", elementKernel(["a", "b"], [], ({ a, b }) => [mul(a, b)]), (a: number, b: number) => fround(a * b)],
  ["div", elementKernel(["a", "b"], [], ({ a, b }) => [div(a, b)]), (a: number, b: number) => fround(a / b)],
  ["sqrt", elementKernel(["a", "b"], [], ({ b }) => [sqrt(b)]), (_: number, b: number) => fround(Math.sqrt(b))],
  ["min", elementKernel(["a", "b"], [], ({ a, b }) => [min(a, b)]), (a: number, b: number) => Math.min(a, b)],
  ["max", elementKernel(["a", "b"], [], ({ a, b }) => [max(a, b)]), (a: number, b: number) => Math.max(a, b)],
] as const;

const pairOfVectors = awkwardSizes.chain((length) =>
  fc.record({ a: hostileVector(length), b: hostileVector(length), shift: fc.integer({ min: 0, max: 5 }), cut: fc.nat({ max: length }) }),
);

/** Views that begin at any element, `vectors` copied into them: of one kernel memory or each of memory of its own. */
function placed(vectors: readonly Float32Array[], shift: number, where: "in place" | "on copies"): Float32Array[] {
  const length = vectors[0]?.length ?? 0;
  const roomy = where === "in place" ? allocateVectors(vectors.length, length + 7) : vectors.map(() => new Float32Array(length + 7));
  return vectors.map((vector, index) => {
    const view = (roomy[index] as Float32Array).subarray(shift, shift + length);
    view.set(vector);
    return view;
  });
}

describe.each(["in place", "on copies"] as const)("runKernel %s", (where) => {
  it.each(operations)("%s: has the bits of JavaScript, for any values, sizes and places", (_, kernel, formula) => {
    fc.assert(
      fc.property(pairOfVectors, ({ a, b, shift }) => {
        const [left, right, out] = placed([a, b, a], shift, where) as [Float32Array, Float32Array, Float32Array];
        expect(runKernel(kernel, [left, right], [out], [], 0, a.length)).toBe(true);
        const expected = a.map((value, index) => formula(value, b[index] as number));
        expect(difference(out, expected)).toBeNull();
      }),
      { numRuns: 60 },
    );
  });

  it("writes over its inputs, all results at once", () => {
    const swap = elementKernel(["a", "b"], ["two"], ({ a, b, two }) => [mul(two, b), add(a, a)]);
    fc.assert(
      fc.property(pairOfVectors, ({ a, b, shift }) => {
        const [first, second] = placed([a, b], shift, where) as [Float32Array, Float32Array];
        runKernel(swap, [first, second], [first, second], [2], 0, a.length);
        expect(
          difference(
            first,
            b.map((value) => 2 * value),
          ),
        ).toBeNull();
        expect(
          difference(
            second,
            a.map((value) => 2 * value),
          ),
        ).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it("touches the elements that it is told to, and nothing around them", () => {
    const [, kernel, formula] = operations[0];
    fc.assert(
      fc.property(pairOfVectors, ({ a, b, shift, cut }) => {
        const [left, right, out] = placed([a, b, a.map(() => 7)], shift, where) as [Float32Array, Float32Array, Float32Array];
        const around = new Float32Array(out.buffer).map((value) => value);
        const to = cut + Math.floor((a.length - cut) / 2);
        runKernel(kernel, [left, right], [out], [], cut, to);
        const at = out.byteOffset / 4;
        for (let i = cut; i < to; i++) around[at + i] = formula(a[i] as number, b[i] as number);
        expect(difference(new Float32Array(out.buffer), around)).toBeNull();
      }),
      { numRuns: 30 },
    );
  });

  it("works on memory that threads share, as one of the vectors", () => {
    const [, kernel] = operations[0];
    const shared = new Float32Array(new SharedArrayBuffer(36)).fill(0.5);
    const [other] = placed([new Float32Array(9).fill(0.25)], 1, where) as [Float32Array];
    runKernel(kernel, [shared, other], [shared], [], 0, 9);
    expect([...shared]).toEqual(Array.from({ length: 9 }, () => 0.75));
  });
});

describe("what runKernel refuses", () => {
  const [, kernel] = operations[0];
  const refusal = (message: RegExp): unknown =>
    expect.objectContaining({ code: "invariant", message: expect.stringMatching(message) as unknown });

  it.each([
    [0, 5],
    [-1, 2],
    [3, 2],
    [0.5, 2],
    [0, NaN],
  ])("elements [%s, %s) of vectors of 4, behind which another one lies", (from, to) => {
    const [a, b, out, next] = allocateVectors(4, 4) as [Float32Array, Float32Array, Float32Array, Float32Array];
    next.fill(1);
    expect(() => runKernel(kernel, [a, b], [out], [], from, to)).toThrow(refusal(/of vectors of which one has 4/));
    expect([...out, ...next]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("other vectors and scalars than the kernel has", () => {
    const [a, b, c] = allocateVectors(3, 4) as [Float32Array, Float32Array, Float32Array];
    expect(() => runKernel(kernel, [a], [b], [], 0, 4)).toThrow(refusal(/2 inputs, 1 outputs and 0 scalars, given 1, 1 and 0/));
    expect(() => runKernel(kernel, [a, b], [c, c], [], 0, 4)).toThrow(refusal(/given 2, 2 and 0/));
    expect(() => runKernel(kernel, [a, b], [c], [1], 0, 4)).toThrow(refusal(/given 2, 1 and 1/));
  });

  it("a kernel of more vectors than there are blocks to copy them to", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
    expect(() => elementKernel(names, [], ({ a }) => [a])).toThrow(refusal(/9 vectors; at most 8/));
  });
});

describe("allocateVectors", () => {
  it("gives zeros side by side, which do not overlap", () => {
    const vectors = allocateVectors(3, 17);
    expect(KernelMemory.of(vectors)).not.toBeNull();
    vectors.forEach((vector, index) => vector.fill(index + 1));
    expect(vectors.map((vector) => new Set(vector))).toEqual([new Set([1]), new Set([2]), new Set([3])]);
  });

  it("gives vectors without elements", () => {
    expect(allocateVectors(2, 0).map(({ length }) => length)).toEqual([0, 0]);
  });

  it("gives ordinary vectors beyond 4 GiB, or where there is no memory to be had", async () => {
    expect(KernelMemory.allocate(5, 2 ** 28)).toBeNull();
    vi.stubGlobal("WebAssembly", {
      Memory: vi.fn<() => never>().mockImplementation(function refuse() {
        throw new RangeError("out of memory");
      }),
    });
    vi.resetModules();
    const fresh = await import("./run-kernel.ts");
    expect(fresh.allocateVectors(2, 5)).toEqual([new Float32Array(5), new Float32Array(5)]);
  });
});

describe("a process without kernels", () => {
  const [, kernel] = operations[0];

  async function tryAnew(): Promise<boolean> {
    vi.resetModules();
    const fresh = await import("./run-kernel.ts");
    const [a, b] = [Float32Array.of(1), Float32Array.of(2)];
    const done = fresh.runKernel(kernel, [a, b], [a], [], 0, 1);
    expect(a[0]).toBe(done ? 3 : 1);
    return done;
  }

  it("is one where WebAssembly is missing", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(await tryAnew()).toBe(false);
  });

  it("is one where WebAssembly has no SIMD", async () => {
    vi.stubGlobal("WebAssembly", { validate: () => false });
    expect(await tryAnew()).toBe(false);
  });

  it("is one that is told to compute with JavaScript, and no other value is taken for that", async () => {
    expect(await tryAnew()).toBe(true);
    vi.stubEnv("LOCKSTEP_KERNELS", "reference");
    expect(await tryAnew()).toBe(false);
    vi.stubEnv("LOCKSTEP_KERNELS", "off");
    await expect(tryAnew()).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining('"off"') as unknown });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awkwardSizes, difference } from "./hostile-floats.test.fixture.ts";
import { KernelMemory } from "./kernel-memory.ts";
import { largestMagnitude } from "./largest-magnitude.ts";
import { adoptHeap, allocateVectors } from "./run-kernel.ts";
import { bytesToScale, scaleBytes, scaleInJavaScript, type ByteScaling } from "./scale-bytes.ts";
import { webAssembly, type WasmMemory } from "./web-assembly.ts";

const scalings = [
  { scale: 1 / 255, offset: 0 },
  { scale: 1 / (255 * 0.3081), offset: -0.1307 / 0.3081 },
  { scale: 1, offset: 0 },
  { scale: -3.7e37, offset: 1e30 },
  { scale: 1e-45, offset: 0 },
  { scale: Math.PI, offset: -Math.E },
];

const cases = fc.record({
  length: awkwardSizes,
  shift: fc.integer({ min: 0, max: 5 }),
  scaling: fc.constantFrom(...scalings),
  first: fc.nat({ max: 255 }),
});

/** A memory with room for the largest case, as another module would have it. */
function heap(): WasmMemory {
  if (webAssembly === undefined) throw new Error("no WebAssembly");
  return new webAssembly.Memory({ initial: 2, maximum: 4 });
}

/** What web-assembly.ts does not declare, because no other code grows a memory. */
function grow(memory: WasmMemory): void {
  (memory as WasmMemory & { grow(pages: number): number }).grow(1);
}

const places = {
  "kernel memory": (length: number) => allocateVectors(1, length)[0] as Float32Array,
  "ordinary memory": (length: number) => new Float32Array(length),
  "memory that threads share": (length: number) => new Float32Array(new SharedArrayBuffer(4 * length)),
  "an adopted heap": (length: number) => {
    const memory = heap();
    adoptHeap(memory);
    return new Float32Array(memory.buffer, 64, length);
  },
  "an adopted heap that has grown": (length: number) => {
    const memory = heap();
    adoptHeap(memory);
    grow(memory);
    adoptHeap(memory);
    return new Float32Array(memory.buffer, 2 ** 16, length);
  },
};

describe.each(Object.entries(places))("scaleBytes in %s", (_, allocate) => {
  const reference = (vector: Float32Array, scaling: ByteScaling): void => scaleInJavaScript(vector, scaling, 0);

  it.each([
    ["", scaleBytes],
    [" in JavaScript", reference],
  ] as const)("makes byte * scale + offset, rounded once, of every byte and nothing else%s", (_, scaleAll) => {
    fc.assert(
      fc.property(cases, ({ length, shift, scaling, first }) => {
        const around = allocate(length + 8).fill(7);
        const vector = around.subarray(shift, shift + length);
        const bytes = Uint8Array.from({ length }, (_, i) => first + i * 41);
        bytesToScale(vector).set(bytes);
        scaleAll(vector, scaling);
        const expected = Float32Array.from(bytes, (byte) => byte * scaling.scale + scaling.offset);
        expect(difference(vector, expected)).toBeNull();
        expect([...around.subarray(0, shift), ...around.subarray(shift + length)]).toEqual(Array(8).fill(7));
      }),
      { numRuns: 60 },
    );
  });
});

describe("adoptHeap", () => {
  it("has kernels work in place, until the heap grows", () => {
    const memory = heap();
    adoptHeap(memory);
    const before = KernelMemory.of([new Float32Array(memory.buffer)]);
    expect(before).not.toBeNull();
    grow(memory);
    expect(KernelMemory.of([new Float32Array(memory.buffer)])).toBeNull();
    adoptHeap(memory);
    expect(KernelMemory.of([new Float32Array(memory.buffer)])).toBe(before);
  });

  it("leaves what needs findings to JavaScript", () => {
    const memory = heap();
    adoptHeap(memory);
    expect(largestMagnitude(new Float32Array(memory.buffer, 0, 8))).toBeNull();
  });
});

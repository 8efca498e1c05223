import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { copyBytes } from "./copy-bytes.ts";

const memory = (shared: boolean, length: number): ArrayBufferLike => (shared ? new SharedArrayBuffer(length) : new ArrayBuffer(length));

describe("copyBytes", () => {
  it("copies the bytes and no others, whatever is shared and wherever they begin", () => {
    fc.assert(
      fc.property(
        fc.record({
          length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.constantFrom(65_535, 65_536, 65_537, 131_080, 200_003)),
          targetShared: fc.boolean(),
          sourceShared: fc.boolean(),
          targetOffset: fc.integer({ min: 0, max: 17 }),
          sourceOffset: fc.integer({ min: 0, max: 17 }),
          at: fc.integer({ min: 0, max: 17 }),
        }),
        ({ length, targetShared, sourceShared, targetOffset, sourceOffset, at }) => {
          const source = new Uint8Array(memory(sourceShared, sourceOffset + length + 5), sourceOffset, length);
          for (let i = 0; i < length; i++) source[i] = (i * 31 + 7) % 251;
          const whole = new Uint8Array(memory(targetShared, targetOffset + at + length + 9)).fill(255);
          copyBytes(whole.subarray(targetOffset), at, source);
          const expected = new Uint8Array(whole.length).fill(255);
          expected.set(source, targetOffset + at);
          expect(Buffer.compare(new Uint8Array(whole), expected)).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([false, true])("refuses what does not fit (shared: %s)", (shared) => {
    const target = new Uint8Array(memory(shared, 16));
    expect(() => copyBytes(target, 9, new Uint8Array(8))).toThrow(RangeError);
    expect(() => copyBytes(target, 3, new Uint8Array(14))).toThrow(RangeError);
  });
});

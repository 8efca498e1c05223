import { crc32 } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { combineCrc32 } from "./combine-crc32.ts";

describe("combineCrc32", () => {
  it("is the CRC-32 of both pieces", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (first, second) => {
        expect(combineCrc32(crc32(first), crc32(second), second.length)).toBe(crc32(Buffer.concat([first, second])));
      }),
    );
  });

  it.each([4096, 203_540, 16 << 20])("also of long pieces (%i bytes)", (length) => {
    const bytes = Buffer.alloc(2 * length + 13, 0x5a).map((byte, index) => (byte * index) & 255);
    const first = bytes.subarray(0, length + 13);
    const second = bytes.subarray(length + 13);
    expect(combineCrc32(crc32(first), crc32(second), second.length)).toBe(crc32(bytes));
  });
});

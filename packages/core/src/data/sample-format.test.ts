import { describe, expect, it } from "vitest";
import { bytesOfFloats, floatsOfBytes, sampleBytes } from "./sample-format.ts";

describe("the bytes of a sample", () => {
  it("are one a value and one for the label, unless the format says otherwise", () => {
    expect(sampleBytes({ featureShape: [28, 28], classes: 10 })).toEqual({ features: 784, label: 1 });
    expect(sampleBytes({ featureShape: [10], featureType: "float32", classes: 2 })).toEqual({ features: 40, label: 1 });
    expect(sampleBytes({ featureShape: [10], featureType: "uint8", classes: 0, targets: 3 })).toEqual({ features: 10, label: 12 });
  });

  it("hold float32 values little-endian", () => {
    expect([...bytesOfFloats([1, -2])]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it("are read at any address", () => {
    const values = Float32Array.of(0.1, -3e38, 1e-45, 0);
    const shifted = new Uint8Array(17);
    shifted.set(bytesOfFloats(values), 1);
    expect(floatsOfBytes(shifted.subarray(1))).toEqual(values);
  });
});

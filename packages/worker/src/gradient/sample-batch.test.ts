import { bytesOfFloats, type Samples } from "@lockstep/core/local";
import { describe, expect, it } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import { SampleBatches, type SampleBatch } from "./sample-batch.ts";

const samples: Samples = { count: 3, features: Uint8Array.of(0, 51, 255, 1, 2, 3, 7, 8, 9), labels: Uint8Array.of(4, 5, 6) };

describe.each(["wasm", "cpu"] as const)("SampleBatches on %s", (name) => {
  it("gathers the samples at the positions, in order, with repetition", async () => {
    const backend = await selectBackend(name);
    const batches = new SampleBatches({ backend, featureShape: [3, 1], scaling: { scale: 1 / 255, offset: 0 } });
    const { features, labels } = batches.gather(samples, Uint32Array.of(2, 0, 2));
    expect([features.shape, features.dtype, labels.dtype]).toEqual([[3, 3, 1], "float32", "int32"]);
    const expected = [7, 8, 9, 0, 51, 255, 7, 8, 9].map((byte) => Math.fround(byte * (1 / 255)));
    expect([...features.dataSync()]).toEqual(expected);
    expect([...labels.dataSync()]).toEqual([6, 4, 6]);
    backend.tf.dispose([features, labels]);
  });

  it("rounds byte * scale + offset once", async () => {
    const backend = await selectBackend(name);
    const scaling = { scale: 1 / (255 * 0.3081), offset: -0.1307 / 0.3081 };
    const { features, labels } = new SampleBatches({ backend, featureShape: [3], scaling }).gather(samples, Uint32Array.of(0));
    expect([...features.dataSync()]).toEqual([0, 51, 255].map((byte) => Math.fround(byte * scaling.scale + scaling.offset)));
    backend.tf.dispose([features, labels]);
  });

  it.each([1, 4, 7, 784])("takes all of %d features of a sample", async (count) => {
    const backend = await selectBackend(name);
    const batches = new SampleBatches({ backend, featureShape: [count], scaling: { scale: 0.5, offset: 1 } });
    const bytes = Uint8Array.from({ length: 5 * count }, (_, i) => i * 31);
    const { features, labels } = batches.gather({ count: 5, features: bytes, labels: new Uint8Array(5) }, Uint32Array.of(4, 1));
    const expected = [4, 1].flatMap((position) => [...bytes.subarray(position * count, (position + 1) * count)]);
    expect([...features.dataSync()]).toEqual(expected.map((byte) => byte * 0.5 + 1));
    backend.tf.dispose([features, labels]);
  });

  it("takes float32 features, scaled, and targets, at any address", async () => {
    const backend = await selectBackend(name);
    const scaling = { scale: 3, offset: 0.1 };
    const batches = new SampleBatches({ backend, featureShape: [2], featureType: "float32", targets: 3, scaling });
    const shifted = new Uint8Array(17);
    shifted.set(bytesOfFloats([1.5, -2, 1e30, 0.3]), 1);
    const floats = { count: 2, features: shifted.subarray(1), labels: bytesOfFloats([1, 2, 3, 4, 5, 0.1]) };
    const { features, labels } = batches.gather(floats, Uint32Array.of(1, 0));
    expect([features.shape, labels.shape, labels.dtype]).toEqual([[2, 2], [2, 3], "float32"]);
    expect([...features.dataSync()]).toEqual([Math.fround(1e30), Math.fround(0.3), 1.5, -2].map((x) => Math.fround(x * 3 + 0.1)));
    expect([...labels.dataSync()]).toEqual([4, 5, Math.fround(0.1), 1, 2, 3]);
    expect(() => batches.labels(floats, Uint32Array.of(2))).toThrow(/position 2 of a shard of 2 samples/);
    backend.tf.dispose([features, labels]);
  });

  it("leaves an earlier batch alone when a later one of the same size is gathered", async () => {
    const backend = await selectBackend(name);
    const batches = new SampleBatches({ backend, featureShape: [3], scaling: { scale: 1, offset: 0 } });
    const gather = (position: number): SampleBatch => batches.gather(samples, Uint32Array.of(position));
    const [first, second] = [gather(1), gather(2)];
    expect([...first.features.dataSync()]).toEqual([1, 2, 3]);
    expect([...second.features.dataSync()]).toEqual([7, 8, 9]);
    backend.tf.dispose([first.features, first.labels, second.features, second.labels]);
  });
});

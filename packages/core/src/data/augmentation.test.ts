import { hash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { CounterRandom } from "../random/counter-random.ts";
import { type Augmentation, Augmenter } from "./augmentation.ts";
import type { ShardSamples } from "./dataset.ts";
import { DisplacementField } from "./displacement-field.ts";
import { sampleDigests } from "./sample-digest.ts";

const rows = 9;
const columns = 11;

function shard(count: number, channels = 1): ShardSamples {
  const features = Uint8Array.from({ length: count * rows * columns * channels }, (_, i) => (i * 73 + (i >> 4) * 31) % 256);
  const samples = { count, features, labels: Uint8Array.from({ length: count }, (_, i) => i % 10) };
  return { ...samples, ids: Uint32Array.from({ length: count }, (_, i) => 100 + i), digests: sampleDigests(samples) };
}

const all = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i);

interface Drawing {
  readonly epoch?: number;
  readonly positions?: Uint32Array;
  readonly seed?: number;
  readonly featureShape?: readonly number[];
}

function augmented(augmentation: Augmentation, samples = shard(4), drawing: Drawing = {}): Uint8Array {
  const { epoch = 0, positions = all(samples.count), seed = 3, featureShape = [rows, columns] } = drawing;
  const out = new Uint8Array((positions.length * samples.features.length) / samples.count);
  new Augmenter(augmentation, { featureShape }, seed).augment(samples, positions, epoch, out);
  return out;
}

const everything: Augmentation = { shiftPixels: 2, rotationDegrees: 15, scale: 0.1, elastic: { alpha: 8, sigma: 2 } };

describe("Augmenter", () => {
  it("changes nothing where nothing is asked for, and keeps the order of the batch", () => {
    const samples = shard(5);
    const image = (i: number): Uint8Array => samples.features.subarray(i * rows * columns, (i + 1) * rows * columns);
    const batch = augmented({}, samples, { epoch: 7, positions: Uint32Array.of(4, 0, 3) });
    expect(batch).toEqual(Uint8Array.from([4, 0, 3].flatMap((i) => [...image(i)])));
  });

  it("draws anew in every epoch and for every sample, whatever batch it comes in", () => {
    const samples = shard(4);
    const bytes = rows * columns;
    const first = augmented(everything, samples);
    expect(augmented(everything, samples)).toEqual(first);
    expect(augmented(everything, samples, { epoch: 1 })).not.toEqual(first);
    expect(augmented(everything, samples, { positions: Uint32Array.of(2) })).toEqual(first.subarray(2 * bytes, 3 * bytes));
    const same = { ...samples, features: samples.features.slice().fill(0) };
    for (let i = 0; i < 4; i++) same.features.set(samples.features.subarray(0, bytes), i * bytes);
    const fromOne = augmented(everything, same);
    expect(fromOne.subarray(bytes, 2 * bytes)).not.toEqual(fromOne.subarray(0, bytes));
    expect(augmented(everything, samples, { seed: 4 })).not.toEqual(first);
  });

  it("leaves the samples as they are, whose digests are in the ledger", () => {
    const samples = shard(4);
    const before = samples.features.slice();
    augmented(everything, samples);
    expect(samples.features).toEqual(before);
  });

  it("has the bits that it had when this was written", () => {
    expect(hash("sha256", augmented({ shiftPixels: 2, rotationDegrees: 15, scale: 0.1 }), "hex")).toBe(
      "b31cabbb54b44f60cfa57ba05e99ee6cbb911311f0a3cead33df317670aa8ae5",
    );
    expect(hash("sha256", augmented(everything), "hex")).toBe("85f4e967a1df7a9db09a34d9c03b6c19fc46022d7189c2175e6e134bb1929c31");
  });

  /** A dot in an otherwise black image, and where its weight lies afterwards. */
  function dotAfter(
    augmentation: Augmentation,
    row: number,
    column: number,
    seed: number,
  ): { row: number; column: number; weight: number } {
    const features = new Uint8Array(41 * 41);
    for (let r = row - 1; r <= row + 1; r++) features.fill(240, r * 41 + column - 1, r * 41 + column + 2);
    const samples = { count: 1, features, labels: Uint8Array.of(0), ids: Uint32Array.of(0), digests: new Uint8Array(32) };
    const out = augmented(augmentation, samples, { featureShape: [41, 41], seed });
    let [weight, rowSum, columnSum] = [0, 0, 0];
    for (const [i, value] of out.entries()) {
      weight += value;
      rowSum += value * Math.floor(i / 41);
      columnSum += value * (i % 41);
    }
    return { row: rowSum / weight, column: columnSum / weight, weight: weight / (9 * 240) };
  }

  it("moves by what it has drawn", () => {
    for (const seed of [1, 2, 3]) {
      const random = new CounterRandom(seed, "augmentation", 0, 0);
      const [right, down, angle, scale] = [random.uniform(), random.uniform(), random.uniform(), random.uniform()].map(
        (u) => 2 * u - 1,
      ) as [number, number, number, number];
      const shifted = dotAfter({ shiftPixels: 5 }, 20, 20, seed);
      expect(shifted.column).toBeCloseTo(20 + 5 * right, 1);
      expect(shifted.row).toBeCloseTo(20 + 5 * down, 1);
      expect(shifted.weight).toBeCloseTo(1, 1);
      const turned = dotAfter({ rotationDegrees: 90 }, 20, 30, seed);
      expect(turned.column).toBeCloseTo(20 + 10 * Math.cos((angle * Math.PI) / 2), 1);
      expect(turned.row).toBeCloseTo(20 + 10 * Math.sin((angle * Math.PI) / 2), 1);
      const scaled = dotAfter({ scale: 0.5 }, 20, 30, seed);
      expect(scaled.column).toBeCloseTo(20 + 10 * (1 + scale / 2), 0);
      expect(scaled.weight).toBeCloseTo((1 + scale / 2) ** 2, 0);
    }
  });

  it("treats every channel alike", () => {
    const grey = shard(1);
    const coloured = { ...grey, features: new Uint8Array(grey.features.length * 3) };
    for (const [i, value] of grey.features.entries()) coloured.features.fill(value, 3 * i, 3 * i + 3);
    const out = augmented(everything, coloured, { featureShape: [rows, columns, 3] });
    const expected = augmented(everything, grey);
    for (const [i, value] of expected.entries()) expect([...out.subarray(3 * i, 3 * i + 3)]).toEqual([value, value, value]);
  });

  it("refuses samples that are no images", () => {
    for (const shape of [[784], [2, 2, 2, 2], []]) {
      expect(() => new Augmenter({}, { featureShape: shape }, 0)).toThrow(expect.objectContaining({ code: "configuration" }) as Error);
    }
    expect(() => new Augmenter({}, { featureShape: [2, 2], featureType: "float32" }, 0)).toThrow(
      /images of bytes.*the samples are float32/,
    );
    expect(() => new Augmenter({ elastic: { alpha: 1, sigma: 0.5 } }, { featureShape: [2, 2] }, 0)).toThrow(
      /sigma must be 1 or more, found 0.5/,
    );
  });
});

describe("DisplacementField", () => {
  it("is smooth noise of the Gaussian's size", () => {
    const field = new DisplacementField(200, 200, { alpha: 34, sigma: 4 });
    field.draw(new CounterRandom(1, "augmentation", 0, 0));
    const inner = [...field.right.keys()].filter((i) => i % 200 > 20 && i % 200 < 180 && i > 4_000 && i < 36_000);
    const meanSquare = (differ: (i: number) => number): number => inner.reduce((sum, i) => sum + differ(i) ** 2, 0) / inner.length;
    const at = (i: number): number => field.right[i] as number;
    // Uniform noise of variance 1/3 through a Gaussian: 34^2 / 3 / (4 pi sigma^2); its correlation at a distance d is exp(-d^2 / 4 sigma^2).
    const variance = 34 ** 2 / 3 / (4 * Math.PI * 16);
    expect(meanSquare(at) / variance).toBeGreaterThan(0.75);
    expect(meanSquare(at) / variance).toBeLessThan(1.3);
    const expected = 1 - Math.exp(-16 / 64);
    expect(meanSquare((i) => at(i) - at(i + 4)) / (2 * meanSquare(at))).toBeCloseTo(expected, 1);
    expect(meanSquare((i) => at(i) - at(i + 800)) / (2 * meanSquare(at))).toBeCloseTo(expected, 1);
    expect(meanSquare((i) => at(i) - (field.down[i] as number)) / (2 * meanSquare(at))).toBeCloseTo(1, 0);
  });
});

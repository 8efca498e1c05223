import { bytesOfFloats, canonicalJson, CounterRandom, LockstepError, type Dataset, type Samples } from "@lockstep/core/local";
import { type FieldsOf, requireKnownFields } from "../known-fields.ts";
import type { DataSource } from "../recipe.ts";

export interface SyntheticOptions {
  /** default "synthetic" */
  readonly name?: string;
  /** of the data alone, uint32: a run's seed does not change them */
  readonly seed: number;
  /** values a sample */
  readonly features: number;
  readonly trainSamples: number;
  readonly testSamples: number;
  /** least distance of a sample from the plane between the classes, 0 to 0.5; default 0.05 */
  readonly margin?: number;
}

const syntheticFields: FieldsOf<SyntheticOptions> = {
  name: true,
  seed: true,
  features: true,
  trainSamples: true,
  testSamples: true,
  margin: true,
};

const splitNumbers = { train: 0, test: 1, plane: 2 } as const;

/**
 * Made-up float32 samples of two classes that a plane separates: uniform in [-1, 1) in each feature, of class 1 on one side of a random
 * plane through the origin; what is closer to it than `margin` is drawn again. The same values on every machine.
 * @throws LockstepError "configuration" for options that are out of range or that there are not
 */
export function synthetic(options: SyntheticOptions): DataSource {
  requireKnownFields(options, syntheticFields, "synthetic()");
  const { name = "synthetic", margin = 0.05, seed, features, trainSamples, testSamples } = options;
  for (const [what, value, least] of [
    ["features", features, 1],
    ["trainSamples", trainSamples, 1],
    ["testSamples", testSamples, 0],
    ["seed", seed, 0],
  ] as const) {
    if (!Number.isInteger(value) || value < least || value > 0xffff_ffff)
      throw new LockstepError("configuration", `data ${name}: ${what}: expected a whole number from ${least} to 2^32 - 1, found ${value}`);
  }
  if (!(margin >= 0 && margin <= 0.5)) throw new LockstepError("configuration", `data ${name}: margin: expected 0 to 0.5, found ${margin}`);
  return {
    name,
    identity: canonicalJson({ synthetic: "two classes and a plane", seed, features, trainSamples, testSamples, margin }),
    load(): Promise<Dataset> {
      const normal = planeNormal(seed, features);
      const split = (which: "train" | "test", count: number): Samples =>
        drawSamples(new CounterRandom(seed, "syntheticData", splitNumbers[which], 0), count, normal, margin);
      return Promise.resolve({
        name,
        featureShape: [features],
        featureType: "float32",
        classes: 2,
        train: split("train", trainSamples),
        test: split("test", testSamples),
      });
    },
  };
}

/** Of length 1. */
function planeNormal(seed: number, features: number): Float64Array {
  const random = new CounterRandom(seed, "syntheticData", splitNumbers.plane, 0);
  const direction = Float64Array.from({ length: features }, () => random.normal());
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  return direction.map((value) => value / length);
}

function drawSamples(random: CounterRandom, count: number, normal: Float64Array, margin: number): Samples {
  const values = new Float32Array(count * normal.length);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const sample = values.subarray(i * normal.length, (i + 1) * normal.length);
    let distance: number;
    do {
      for (let f = 0; f < sample.length; f++) sample[f] = 2 * random.uniform() - 1;
      distance = normal.reduce((sum, value, f) => sum + value * (sample[f] as number), 0);
    } while (Math.abs(distance) < margin);
    labels[i] = distance > 0 ? 1 : 0;
  }
  return { count, features: bytesOfFloats(values), labels };
}

import { CounterRandom } from "../random/counter-random.ts";
import type { InitializerSpec, Layout, PlacedTensor } from "./layout.ts";

/**
 * Version 0 of the parameters: writes elements [start, end) of P to out[0 .. end - start).
 *
 * Element e of tensor t takes number e of the random sequence (seed, "initialValues", t): its value depends on nothing else, so any split
 * into ranges gives the same bits. Formulas in float64, rounded once to float32.
 * Throws RangeError unless 0 <= start <= end <= P and `out` has room.
 */
export function fillInitialValues(layout: Layout, seed: number, start: number, end: number, out: Float32Array): void {
  if (!(start >= 0 && start <= end && end <= layout.length)) {
    throw new RangeError(`fillInitialValues: [${start}, ${end}) is not inside [0, ${layout.length})`);
  }
  if (out.length < end - start) throw new RangeError(`fillInitialValues: ${end - start} elements do not fit into ${out.length}`);
  for (const [index, tensor] of layout.tensors.entries()) {
    const from = Math.max(start, tensor.offset);
    const to = Math.min(end, tensor.offset + tensor.length);
    if (from < to) fillTensor(tensor, seed, index, from - tensor.offset, out.subarray(from - start, to - start));
  }
}

/** Elements [first, first + out.length) of one tensor. */
function fillTensor(tensor: PlacedTensor, seed: number, index: number, first: number, out: Float32Array): void {
  const distribution = distributionOf(tensor.initializer, tensor.shape);
  if (distribution.kind === "constant") {
    out.fill(distribution.value);
    return;
  }
  const random = new CounterRandom(seed, "initialValues", index, 0);
  random.seek(first);
  if (distribution.kind === "uniform") {
    const { min, max } = distribution;
    const width = max - min;
    for (let i = 0; i < out.length; i++) out[i] = min + width * random.uniform();
  } else {
    const { mean, standardDeviation } = distribution;
    for (let i = 0; i < out.length; i++) out[i] = mean + standardDeviation * random.normal();
  }
}

type Distribution = Extract<InitializerSpec, { kind: "constant" | "uniform" | "normal" }>;

function distributionOf(initializer: InitializerSpec, shape: readonly number[]): Distribution {
  switch (initializer.kind) {
    case "zeros":
      return { kind: "constant", value: 0 };
    case "ones":
      return { kind: "constant", value: 1 };
    case "constant":
    case "uniform":
    case "normal":
      return initializer;
    default:
      return scaledToFans(initializer.kind, shape);
  }
}

/**
 * Glorot and Bengio (AISTATS 2010): variance 2 / (fanIn + fanOut). He et al. (ICCV 2015): variance 2 / fanIn. Uniform on
 * [-limit, limit) with limit = sqrt(3 variance), or normal with that variance; plain, where Keras cuts its normal at two standard deviations.
 */
function scaledToFans(kind: "glorotUniform" | "glorotNormal" | "heUniform" | "heNormal", shape: readonly number[]): Distribution {
  const { fanIn, fanOut } = fans(shape);
  const fan = kind === "heUniform" || kind === "heNormal" ? fanIn : fanIn + fanOut;
  if (kind === "glorotNormal" || kind === "heNormal") return { kind: "normal", mean: 0, standardDeviation: Math.sqrt(2 / fan) };
  const limit = Math.sqrt(6 / fan);
  return { kind: "uniform", min: -limit, max: limit };
}

/** Keras' fans: [..., input, output], times the receptive field before them; a vector is both; a scalar counts 1. */
function fans(shape: readonly number[]): { fanIn: number; fanOut: number } {
  const fanOut = shape.at(-1) ?? 1;
  const fanIn = shape.at(-2) ?? fanOut;
  const receptiveField = shape.slice(0, -2).reduce((product, dimension) => product * dimension, 1);
  return { fanIn: fanIn * receptiveField, fanOut: fanOut * receptiveField };
}

import { largestMagnitude } from "../kernels/largest-magnitude.ts";

/** Largest float32. */
const largestFloat = (2 - 2 ** -23) * 2 ** 127;

/**
 * Largest magnitude that an element of one shard's gradient may have for the sum over V shards to be finite, whatever the elements of the
 * other shards are: half of float32's range divided by V, so that rounding on the way has room.
 */
export function largestGradient(V: number): number {
  return largestFloat / (2 * V);
}

/**
 * The first element that is NaN, infinite or beyond `limit`; null if there is none. About 0.1 nanoseconds an element of a vector that kernels
 * work on, 0.4 of another: there the magnitudes are added up in float64, where no float32 vector can overflow, and only a sum beyond the
 * limit is looked at element by element.
 */
export function firstNonFinite(vector: Float32Array, limit: number): number | null {
  if ((largestMagnitude(vector) ?? sumOfMagnitudes(vector)) <= limit) return null;
  const index = vector.findIndex((value) => !(Math.abs(value) <= limit));
  return index < 0 ? null : index;
}

/** Eight sums side by side, because one alone waits for its own last addition. */
function sumOfMagnitudes(vector: Float32Array): number {
  let [a, b, c, d, e, f, g, h] = [0, 0, 0, 0, 0, 0, 0, 0];
  const whole = vector.length - (vector.length % 8);
  for (let i = 0; i < whole; i += 8) {
    a += Math.abs(vector[i] as number);
    b += Math.abs(vector[i + 1] as number);
    c += Math.abs(vector[i + 2] as number);
    d += Math.abs(vector[i + 3] as number);
    e += Math.abs(vector[i + 4] as number);
    f += Math.abs(vector[i + 5] as number);
    g += Math.abs(vector[i + 6] as number);
    h += Math.abs(vector[i + 7] as number);
  }
  for (let i = whole; i < vector.length; i++) a += Math.abs(vector[i] as number);
  return a + b + c + d + e + f + g + h;
}

import { naturalLog } from "./natural-log.ts";

/*
 * Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988), PPND16
 * (relative error about 1e-16). Coefficients, rounded to float64, from the highest power down. Only + - * / and square root, so the bits are the same everywhere.
 */
const centralNumerator: readonly number[] = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
  3.3871328727963665,
];
const centralDenominator: readonly number[] = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1,
];
const tailNumerator: readonly number[] = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
  4.630337846156546, 1.4234371107496835,
];
const tailDenominator: readonly number[] = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
  2.053191626637759, 1,
];

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** exp(-25): further out the algorithm has a third branch, which 32-bit random numbers never reach. */
const smallestTail = 1.3887943864964021e-11;

/**
 * The x below which a standard normal variable lies with probability p. Throws RangeError unless both p and 1 - p are at least
 * 1.4e-11 (|x| about 6.66).
 */
export function inverseNormal(p: number): number {
  const tail = Math.min(p, 1 - p);
  if (!(tail >= smallestTail)) throw new RangeError(`inverseNormal: ${p} is not a probability between 1.4e-11 and 1 - 1.4e-11`);
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centralNumerator, r)) / polynomial(centralDenominator, r);
  }
  const r = Math.sqrt(-naturalLog(tail)) - 1.6;
  const x = polynomial(tailNumerator, r) / polynomial(tailDenominator, r);
  return q < 0 ? -x : x;
}

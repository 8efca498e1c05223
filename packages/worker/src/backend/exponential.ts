/*
 * Math.exp is left to the engine, and its C++ code to the compiler: on processors with a fused multiply-add it may round differently.
 * This is fdlibm's e_exp.c (Sun Microsystems, 2004; error below 1 ulp) in plain float64 operations, which are exact everywhere.
 */

const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;
const p1 = 1.66666666666666019037e-1;
const p2 = -2.77777777770155933842e-3;
const p3 = 6.61375632143793436117e-5;
const p4 = -1.6533902205465251539e-6;
const p5 = 4.13813679705723846039e-8;

/** Below this, e^x is less than a quarter of the smallest float32. */
const smallest = -104.7;

/** 2^-k for k = 0..152, made by exact halvings. */
const negativePowersOf2: Float64Array = (() => {
  const powers = new Float64Array(153);
  for (let k = 0, power = 1; k < powers.length; k++, power /= 2) powers[k] = power;
  return powers;
})();

/**
 * e^x as a float64 for x <= 0, to the same bits on every machine; 0 below -104.7, where a float32 has nothing left to hold; NaN for NaN
 * and x > 0.
 */
export function exponentialOfNegative(x: number): number {
  if (!(x <= 0)) return Number.NaN;
  if (x < smallest) return 0;
  // x = -k ln 2 + r, |r| <= ln 2 / 2
  const k = Math.floor(0.5 - x * Math.LOG2E);
  const high = x + k * ln2High;
  const low = -k * ln2Low;
  const r = high - low;
  const square = r * r;
  const c = r - square * (p1 + square * (p2 + square * (p3 + square * (p4 + square * p5))));
  return (1 - (low - (r * c) / (2 - c) - high)) * (negativePowersOf2[k] as number);
}

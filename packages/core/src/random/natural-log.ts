/*
 * Math.log is left to the engine, and its C++ code to the compiler: on processors with a fused multiply-add it may round differently.
 * This is fdlibm's e_log.c (Sun Microsystems, 1993; error below 1 ulp) in plain float64 operations, which are exact everywhere.
 */

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const l1 = 0.6666666666666735;
const l2 = 0.3999999999940942;
const l3 = 0.2857142874366239;
const l4 = 0.22222198432149784;
const l5 = 0.1818357216161805;
const l6 = 0.15313837699209373;
const l7 = 0.14798198605116586;

const bits = new DataView(new ArrayBuffer(8));

/** Natural logarithm of a normal positive float64 (2^-1022 or more, finite), to the same bits on every machine. Throws RangeError for anything else. */
export function naturalLog(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x <= Number.MAX_VALUE)) throw new RangeError(`naturalLog: ${x} is not a normal positive number`);
  // x = 2^exponent * (1 + f) with sqrt(2)/2 < 1 + f < sqrt(2)
  bits.setFloat64(0, x);
  const high = bits.getInt32(0);
  const mantissa = high & 0xfffff;
  const aboveRoot2 = (mantissa + 0x95f64) & 0x100000;
  const exponent = (high >> 20) - 1023 + (aboveRoot2 >> 20);
  bits.setInt32(0, mantissa | (aboveRoot2 ^ 0x3ff00000));
  const f = bits.getFloat64(0) - 1;

  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const remainder = w * (l2 + w * (l4 + w * l6)) + z * (l1 + w * (l3 + w * (l5 + w * l7)));
  const halfSquare = 0.5 * f * f;
  const correction = s * (halfSquare + remainder) + exponent * ln2Low;
  return exponent * ln2High - (halfSquare - correction - f);
}

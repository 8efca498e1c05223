/*
 * Math.sin and Math.cos are left to the engine, like Math.log (see random/natural-log.ts). These are fdlibm's k_sin.c and k_cos.c (Sun
 * Microsystems, 1993) on a quarter of the angle, doubled twice: plain float64 operations, which are exact everywhere.
 */

const s1 = -1.66666666666666324348e-1;
const s2 = 8.33333333332248946124e-3;
const s3 = -1.98412698298579493134e-4;
const s4 = 2.75573137070700676789e-6;
const s5 = -2.50507602534068634195e-8;
const s6 = 1.58969099521155010221e-10;
const c1 = 4.16666666666666019037e-2;
const c2 = -1.38888888888741095749e-3;
const c3 = 2.48015872894767294178e-5;
const c4 = -2.75573143513906633035e-7;
const c5 = 2.0875723212981748279e-9;
const c6 = -1.13596475577881948265e-11;

const radiansOfDegree = 0.017453292519943295;

/** Sine and cosine of an angle, to the same bits on every machine, within some 1e-15. Throws RangeError beyond -180 .. 180 degrees. */
export function rotation(degrees: number): { readonly sine: number; readonly cosine: number } {
  if (!(Math.abs(degrees) <= 180)) throw new RangeError(`rotation: ${degrees} is not an angle from -180 to 180 degrees`);
  const x = (degrees * radiansOfDegree) / 4;
  const z = x * x;
  const sine = x + x * z * (s1 + z * (s2 + z * (s3 + z * (s4 + z * (s5 + z * s6)))));
  const cosine = 1 - z / 2 + z * z * (c1 + z * (c2 + z * (c3 + z * (c4 + z * (c5 + z * c6)))));
  return double(double({ sine, cosine }));
}

function double({ sine, cosine }: { readonly sine: number; readonly cosine: number }): { sine: number; cosine: number } {
  return { sine: 2 * sine * cosine, cosine: 1 - 2 * sine * sine };
}

import * as fc from "fast-check";

/** What arithmetic is likely to get wrong: zeros of both signs, the smallest and largest denormal and normal numbers, infinities, NaN. */
const corners = [
  0,
  -0,
  1,
  -1,
  2 ** -149,
  -(2 ** -149),
  2 ** -126,
  2 ** -126 - 2 ** -149,
  (2 - 2 ** -23) * 2 ** 127,
  Infinity,
  -Infinity,
  NaN,
];

/** Any bits at all, corner cases more often than chance has them, and numbers of everyday size. */
const value: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(...corners),
  fc.float({ min: -4, max: 4, noNaN: true }),
  fc.integer({ min: 0, max: 0xffff_ffff }).map((bits) => new Float32Array(Uint32Array.of(bits).buffer)[0] as number),
);

/** 0, 1, around multiples of the four lanes, primes, and beyond one block of 8192. */
export const awkwardSizes: fc.Arbitrary<number> = fc.constantFrom(0, 1, 2, 3, 4, 5, 7, 13, 16, 31, 97, 8191, 8192, 8193, 16_411);

/** A vector of awkward values; beyond the first hundred they repeat, so that long ones are made fast. */
export function hostileVector(length: number): fc.Arbitrary<Float32Array> {
  const drawn = Math.min(length, 101);
  return fc
    .array(value, { minLength: drawn, maxLength: drawn })
    .map((values) => Float32Array.from({ length }, (_, index) => values[index % drawn] as number));
}

/** The first element whose bits differ, in words; null if none do. All NaN are one: which payload survives an operation is not defined. */
export function difference(found: Float32Array, expected: Float32Array): string | null {
  if (found.length !== expected.length) return `${found.length} elements; ${expected.length} expected`;
  const index = found.findIndex((value, at) => !Object.is(value, expected[at]));
  return index < 0 ? null : `element ${index} of ${found.length} is ${found[index]}; ${expected[index]} expected`;
}

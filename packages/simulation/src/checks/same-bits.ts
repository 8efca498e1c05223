/** Whether two vectors hold the same float32 bits. */
export function sameBits(a: Float32Array, b: Float32Array): boolean {
  const left = new Uint32Array(a.buffer, a.byteOffset, a.length);
  const right = new Uint32Array(b.buffer, b.byteOffset, b.length);
  return left.length === right.length && left.every((bits, i) => bits === right[i]);
}

/** How one vector differs from what it should be, for people. */
export function difference(found: Float32Array, expected: Float32Array): string {
  const wrong = [...found.keys()].filter((i) => !Object.is(found[i], expected[i]));
  const first = wrong[0] ?? 0;
  return `${wrong.length} of ${found.length} elements differ, the first is element ${first}: ${found[first]}; expected ${expected[first]}`;
}

/** The canonical sum over all vectors, straight from its definition: halves [first, middle) and [middle, end), float32 additions. */
export function canonicalReference(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors;
  if (first === undefined) throw new Error("nothing to add up");
  if (vectors.length === 1) return first.slice();
  const middle = vectors.length >> 1;
  const left = canonicalReference(vectors.slice(0, middle));
  const right = canonicalReference(vectors.slice(middle));
  return left.map((value, index) => Math.fround(value + (right[index] ?? Number.NaN)));
}

/** Values of many magnitudes, so that another order of additions gives other bits. A pure function of its arguments. */
export function awkwardVector(rank: number, round: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => {
    let bits = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(rank + 1, 0x85ebca6b) ^ Math.imul(round + 1, 0xc2b2ae35);
    bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
    bits ^= bits >>> 13;
    return ((bits & 0xffff) - 0x8000) * (1 << ((bits >>> 16) & 15)) * 1e-6;
  });
}

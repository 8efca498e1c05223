/** When a run ends before its last epoch, as Keras's EarlyStopping on `val_loss`. Part of {@link RunSettings}. */
export interface EarlyStopSettings {
  /** so many epochs in a row whose validation loss is not lower than the best before them, and the run ends; at least 1 */
  readonly patience: number;
  /** by how much more than this a loss must be lower to count as better; default 0 */
  readonly minDelta?: number;
}

/**
 * Reads {@link EarlyStopSettings} from a value of unknown origin.
 * @param complain names the field, what was expected and what was found, and throws
 */
export function checkEarlyStop(value: unknown, complain: (field: string, expected: string, found: unknown) => never): EarlyStopSettings {
  if (typeof value !== "object" || value === null) return complain("earlyStop", "an object with patience and minDelta", value);
  const { patience, minDelta } = value as Readonly<Record<string, unknown>>;
  if (typeof patience !== "number" || !Number.isSafeInteger(patience) || patience < 1)
    return complain("earlyStop.patience", "a positive integer, of epochs", patience);
  if (minDelta === undefined) return { patience };
  if (typeof minDelta !== "number" || !(minDelta >= 0 && Number.isFinite(minDelta)))
    return complain("earlyStop.minDelta", "a finite number of at least 0", minDelta);
  return { patience, minDelta };
}

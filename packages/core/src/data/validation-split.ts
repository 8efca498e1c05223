import { LockstepError } from "../errors.ts";
import { CounterRandom } from "../random/counter-random.ts";
import type { RunSettings } from "../run/settings.ts";
import type { Dataset } from "./dataset.ts";
import { samplesAt } from "./samples-at.ts";

/** Numbers of samples, each list ascending; together every sample exactly once. */
export interface ValidationSplit {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
}

/**
 * Which of N samples are held back: round(N * fraction) that (seed, "holdOutValidation") draws, whoever asks.
 * @param fraction above 0, below 1
 * @throws LockstepError "configuration" if that leaves nothing to train on or nothing to validate with
 */
export function splitValidation(samples: number, fraction: number, seed: number): ValidationSplit {
  const held = Math.round(samples * fraction);
  if (!(fraction > 0 && fraction < 1) || held < 1 || held >= samples) {
    throw new LockstepError(
      "configuration",
      `a validation part of ${fraction} of ${samples} training samples would be ${held} of them: at least one must be held back and one be left to train on; choose a fraction between 0 and 1 that gives that (--validation)`,
    );
  }
  const order = new CounterRandom(seed, "holdOutValidation", 0, 0).permutation(samples);
  return { train: order.subarray(held).toSorted(), validation: order.subarray(0, held).toSorted() };
}

/**
 * The data as a run uses it: where its settings ask for validation, `train` is what is left to train on and `validation` what is held back.
 * Sample numbers are then positions in these parts. Without validation the very same data.
 * @throws LockstepError "configuration" as {@link splitValidation} does
 */
export function holdOutValidation(dataset: Dataset, { validation: fraction, seed }: Pick<RunSettings, "validation" | "seed">): Dataset {
  if (fraction === undefined) return dataset;
  const { train, validation } = splitValidation(dataset.train.count, fraction, seed);
  return { ...dataset, train: samplesAt(dataset.train, train), validation: samplesAt(dataset.train, validation) };
}

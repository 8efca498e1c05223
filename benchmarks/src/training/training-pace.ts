import { LockstepError } from "@lockstep/core";

/** A training as seen from outside: when its steps and epochs ended, on one clock, in seconds. */
export interface TrainingCourse {
  readonly samplesPerStep: number;
  /** of the whole training */
  readonly steps: number;
  /** how many steps were done at a time, ascending, from the first step's end on */
  readonly done: readonly { readonly atSeconds: number; readonly steps: number }[];
  readonly epochs: readonly { readonly atSeconds: number; readonly accuracy: number }[];
}

export interface TrainingPace {
  /** from the end of the first step to that of the last, tests between and after them included */
  readonly samplesPerSecond: number;
  /** without the first tenth of the steps, in which compilers and recordings settle; null if too few were seen */
  readonly settledSamplesPerSecond: number | null;
  /** from the end of the first step until an epoch's test reached the wanted accuracy; null: none did */
  readonly secondsToAccuracy: number | null;
}

/** @throws LockstepError "invariant" if fewer than two steps were seen */
export function paceOf({ samplesPerStep, steps, done, epochs }: TrainingCourse, wantedAccuracy: number): TrainingPace {
  const first = done[0];
  const last = done.at(-1);
  if (first === undefined || last === undefined || last.steps <= first.steps)
    throw new LockstepError("invariant", "a training in which fewer than two steps were seen has no pace");
  const since = (moment: TrainingCourse["done"][number]): number =>
    ((last.steps - moment.steps) * samplesPerStep) / (last.atSeconds - moment.atSeconds);
  const settled = done.find((moment) => moment.steps >= steps / 10 && moment.steps > first.steps && moment.steps < last.steps);
  const reached = epochs.find(({ accuracy }) => accuracy >= wantedAccuracy);
  return {
    samplesPerSecond: since(first),
    settledSamplesPerSecond: settled === undefined ? null : since(settled),
    secondsToAccuracy: reached === undefined ? null : reached.atSeconds - first.atSeconds,
  };
}

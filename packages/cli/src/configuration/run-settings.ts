import path from "node:path";
import { LockstepError, checkShardPlan, createOptimizer, runOptimizer, stepsPerEpoch } from "@lockstep/core";
import type { ClipSettings, EarlyStopSettings, OptimizerSettings, RunSettings, ScheduleSettings } from "@lockstep/core";
import type { RunRequest } from "./shapes.ts";

/** What a recipe says where the user says nothing. */
export interface RecipeDefaults {
  readonly batchSize: number;
  readonly shards: number;
  readonly epochs: number;
  readonly optimizer: OptimizerSettings;
  readonly schedule?: RunSettings["schedule"];
  readonly clip?: RunSettings["clip"];
  readonly nonFinite?: RunSettings["nonFinite"];
  readonly validation?: number;
  readonly earlyStop?: EarlyStopSettings;
}

export const defaultRecipe = "mnist-mlp-128";

const maxSamples = 0xffff_ffff;

/** Learning rates where neither recipe nor user gives one: those of Keras (keras.io/api/optimizers). */
const learningRates: Readonly<Record<OptimizerSettings["name"], number>> = {
  sgd: 0.01,
  momentum: 0.01,
  rmsprop: 0.001,
  adam: 0.001,
  adamw: 0.001,
};

export function optimizerSettings(request: RunRequest, recipe: OptimizerSettings): OptimizerSettings {
  const { optimizer: name = recipe.name, learningRate, weightDecay } = request;
  // Another optimizer's hyper-parameters mean nothing to this one.
  const base = name === recipe.name ? recipe : { name, learningRate: learningRates[name] };
  return { ...base, ...(learningRate !== undefined && { learningRate }), ...(weightDecay !== undefined && { weightDecay }) };
}

/** Null: neither was asked for. Throws "configuration" for both at once: which comes first would be anybody's guess. */
export function clipSettings({ clipNorm, clipValue }: RunRequest): ClipSettings | null {
  if (clipNorm !== undefined && clipValue !== undefined)
    throw new LockstepError("configuration", "--clip-norm and --clip-value: only one of them can be had");
  if (clipNorm !== undefined) return { by: "norm", limit: clipNorm };
  return clipValue === undefined ? null : { by: "value", limit: clipValue };
}

/**
 * Null: the run has all its epochs.
 * @param validation part of the samples that is held back
 * @throws LockstepError "configuration" where there is nothing that could end the run
 */
function earlyStopSettings(request: RunRequest, recipe: EarlyStopSettings | undefined, validation: number): EarlyStopSettings | null {
  const { earlyStop: patience = recipe?.patience ?? 0, earlyStopDelta: minDelta = recipe?.minDelta } = request;
  if (patience === 0) {
    if (request.earlyStopDelta === undefined) return null;
    throw new LockstepError(
      "configuration",
      "--early-stop-delta is for runs that may end early: give --early-stop, a number of epochs, too",
    );
  }
  if (validation > 0) return { patience, ...(minDelta !== undefined && { minDelta }) };
  const asked = request.earlyStop === undefined ? "the recipe's early stopping" : `--early-stop ${patience}`;
  throw new LockstepError(
    "configuration",
    `${asked} goes by the validation loss, but nothing is held back for validation: add --validation 0.1, say, or take --early-stop 0`,
  );
}

/** A path is kept absolute, so that every process and a later command finds it whatever its working directory. */
export function recipeReference(recipe: string, workingFolder: string): string {
  const isPath = /[\\/]/.test(recipe) || /\.[cm]?[jt]s$/.test(recipe);
  return isPath ? path.resolve(workingFolder, recipe) : recipe;
}

/**
 * The settings that are known before the data has been read. `snapshotEverySteps` is 0 unless it was asked for: see {@link completeSettings}.
 * Throws "configuration" for values that do not go together.
 */
export function draftSettings(request: RunRequest, recipe: RecipeDefaults, workingFolder: string): RunSettings {
  const { validation = recipe.validation ?? 0 } = request;
  const schedule = movingSchedule(request.schedule ?? recipe.schedule);
  const clip = clipSettings(request) ?? recipe.clip;
  const earlyStop = earlyStopSettings(request, recipe.earlyStop, validation);
  const settings: RunSettings = {
    recipe: recipeReference(request.recipe ?? defaultRecipe, workingFolder),
    overrides: request.set ?? {},
    seed: request.seed ?? 0,
    shards: request.shards ?? recipe.shards,
    batchSize: stepBatchSize(request, recipe),
    epochs: request.epochs ?? recipe.epochs,
    parameterServers: request.parameterServers ?? 1,
    minWorkers: request.minWorkers ?? 1,
    snapshotEverySteps: request.snapshotEvery ?? 0,
    optimizer: optimizerSettings(request, recipe.optimizer),
    ...(schedule !== undefined && { schedule }),
    ...(clip !== undefined && { clip }),
    ...(request.accumulate !== undefined && request.accumulate > 1 && { accumulate: request.accumulate }),
    data: request.data === undefined ? null : path.resolve(workingFolder, request.data),
    backend: request.backend ?? "auto",
    allowMixedBackends: request.allowMixedBackends ?? false,
    nonFinite: request.nonFinite ?? recipe.nonFinite ?? "stop",
    ...(request.freeze !== undefined && { freeze: request.freeze }),
    ...(validation > 0 && { validation }),
    ...(earlyStop !== null && { earlyStop }),
  };
  checkShardPlan(maxSamples, settings.shards, request.batchSize ?? recipe.batchSize);
  // The number of samples is not known yet; that it suffices is checked with the data.
  checkShardPlan(maxSamples, settings.shards, settings.batchSize);
  createOptimizer(settings.optimizer, { clip });
  return settings;
}

/** A rate that stays is what a run has without a schedule: both have one recipe hash. */
function movingSchedule(schedule: ScheduleSettings | undefined): ScheduleSettings | undefined {
  return schedule?.name === "constant" && schedule.warmup === undefined ? undefined : schedule;
}

/** Samples an update: with --accumulate, --batch-size are those of each of its batches. */
function stepBatchSize({ batchSize, accumulate = 1 }: RunRequest, recipe: Pick<RecipeDefaults, "batchSize">): number {
  return (batchSize ?? recipe.batchSize) * accumulate;
}

/**
 * Fills in what follows from the data: by default a snapshot at the end of every epoch. Throws "configuration" if there are fewer samples
 * than shards, or if the schedule does not fit the length of the run.
 */
export function completeSettings(draft: RunSettings, trainSamples: number): RunSettings {
  const steps = stepsPerEpoch(trainSamples, draft.batchSize, draft.shards);
  runOptimizer(draft, steps);
  return { ...draft, snapshotEverySteps: draft.snapshotEverySteps || steps };
}

/** Throws "configuration" if `workers` processes cannot all take part, or can never be enough to begin. */
export function checkWorkers(workers: number, settings: RunSettings): void {
  const { shards, minWorkers } = settings;
  if (workers > shards) {
    throw new LockstepError(
      "configuration",
      `${workers} workers are more than the ${shards} shards of the recipe, so that some would have nothing to do; use --workers ${shards} or more --shards`,
    );
  }
  if (minWorkers > workers) {
    throw new LockstepError(
      "configuration",
      `at least ${minWorkers} workers are asked for (--min-workers), but only ${workers} are started (--workers)`,
    );
  }
}

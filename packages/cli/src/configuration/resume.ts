import path from "node:path";
import { LockstepError, canonicalJson, settledBackend, spansRun } from "@lockstep/core";
import type { RunSettings } from "@lockstep/core";
import type { RunConfig } from "./run-config.ts";
import { flagName } from "./layers.ts";
import { clipSettings, recipeReference } from "./run-settings.ts";
import type { TrainRequest } from "./shapes.ts";

/**
 * The configuration a stored run goes on with. Only the number of processes and of epochs may differ from the stored one, because
 * everything else decides which bits the run gives. Throws "configuration" naming what was asked for and what the run has.
 * @param firstBackend of the run's first worker, with which a run whose backend is "auto" goes on; null: there was none yet
 */
export function resumeConfig(stored: RunConfig, request: TrainRequest, workingFolder: string, firstBackend: string | null): RunConfig {
  const { settings } = stored;
  const settled = request.backend === "auto" ? settings.backend : settledBackend(settings, firstBackend);
  const asked: Readonly<Record<string, readonly [given: unknown, kept: unknown]>> = {
    recipe: [request.recipe === undefined ? undefined : recipeReference(request.recipe, workingFolder), settings.recipe],
    set: [request.set, settings.overrides],
    seed: [request.seed, settings.seed],
    shards: [request.shards, settings.shards],
    batchSize: [request.batchSize, settings.batchSize / (settings.accumulate ?? 1)],
    accumulate: [request.accumulate, settings.accumulate ?? 1],
    minWorkers: [request.minWorkers, settings.minWorkers],
    snapshotEvery: [request.snapshotEvery, settings.snapshotEverySteps],
    optimizer: [request.optimizer, settings.optimizer.name],
    learningRate: [request.learningRate, settings.optimizer.learningRate],
    weightDecay: [request.weightDecay, settings.optimizer.weightDecay ?? null],
    schedule: [request.schedule, settings.schedule ?? { name: "constant" }],
    clip: [clipSettings(request) ?? undefined, settings.clip ?? null],
    data: [request.data === undefined ? undefined : path.resolve(workingFolder, request.data), settings.data],
    backend: [request.backend, settled],
    allowMixedBackends: [request.allowMixedBackends, settings.allowMixedBackends],
    nonFinite: [request.nonFinite, settings.nonFinite],
    freeze: [request.freeze, settings.freeze ?? []],
    validation: [request.validation, settings.validation ?? 0],
    earlyStop: [request.earlyStop, settings.earlyStop?.patience ?? 0],
    earlyStopDelta: [request.earlyStopDelta, settings.earlyStop?.minDelta ?? 0],
  };
  if (request.from !== undefined)
    throw new LockstepError(
      "configuration",
      "--from says what a new run begins with; one that is resumed goes on from where it is: leave it out",
    );
  for (const [key, [given, kept]] of Object.entries(asked)) {
    if (given === undefined || canonicalJson(given) === canonicalJson(kept)) continue;
    const name = key === "recipe" ? "the recipe" : flagName(key);
    throw new LockstepError(
      "configuration",
      `${name} ${canonicalJson(given)} differs from the run's ${canonicalJson(kept)}; only --workers, --parameter-servers and --epochs may differ when a run is resumed`,
    );
  }
  requireSameLength(settings, request.epochs);
  const resumed: RunSettings = {
    ...settings,
    epochs: request.epochs ?? settings.epochs,
    parameterServers: request.parameterServers ?? settings.parameterServers,
  };
  return { ...stored, workers: request.workers ?? stored.workers, settings: resumed };
}

/** With another length the updates made so far would have had other learning rates: no run from the start could give these weights. */
function requireSameLength({ schedule, epochs }: RunSettings, asked: number | undefined): void {
  if (asked === undefined || asked === epochs || !spansRun(schedule)) return;
  throw new LockstepError(
    "configuration",
    `--epochs ${asked}: the ${schedule?.name} schedule of this run goes over its ${epochs} epochs, and what is trained already had the rates of that; begin a run anew, with length=${asked}epochs in its --schedule if it is to be prolonged later`,
  );
}

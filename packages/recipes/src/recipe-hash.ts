import { hash } from "node:crypto";
import { canonicalJson, type RunSettings } from "@lockstep/core/local";
import { inputScaling, recipeAugmentation, recipeOptions } from "./configured-recipe.ts";
import type { Recipe } from "./recipe.ts";

/** The settings that say what is trained; the others (seed, length, processes, snapshots, backend) say how. */
export type RecipeSettings = Pick<
  RunSettings,
  | "overrides"
  | "shards"
  | "batchSize"
  | "optimizer"
  | "schedule"
  | "clip"
  | "accumulate"
  | "data"
  | "validation"
  | "initialValues"
  | "freeze"
>;

/**
 * SHA-256, hex, of everything that defines what is trained: the recipe (its model by the function's source text), its options and
 * input scaling and augmentation after `--set`, shards, batch size, optimizer with its schedule, clipping, accumulation, which data and the
 * part of it that is held back for validation, values to begin with and frozen layers. All processes of a run must agree on it.
 * Seed, epochs, early stopping, workers, parameter servers, snapshots and backend are not part of it. A function that the model calls is not seen here;
 * what it changes shows in the layout, which is compared as well.
 * Throws a LockstepError "configuration" for unknown options.
 */
export function recipeHash(recipe: Recipe, settings: RecipeSettings): string {
  const augmentation = recipeAugmentation(recipe, settings.overrides);
  const definition = {
    name: recipe.name,
    model: recipe.model.toString(),
    loss: recipe.loss,
    labelSmoothing: recipe.labelSmoothing || undefined,
    options: recipeOptions(recipe, settings.overrides),
    input: inputScaling(recipe, settings.overrides),
    ...(augmentation !== null && { augmentation }),
    shards: settings.shards,
    batchSize: settings.batchSize,
    optimizer: settings.optimizer,
    // Left out of the text where the settings do not have them.
    validation: settings.validation,
    schedule: settings.schedule,
    clip: settings.clip,
    accumulate: settings.accumulate,
    data: settings.data === null ? { source: recipe.data.name, identity: recipe.data.identity } : { folder: settings.data },
    ...(settings.initialValues !== undefined && { initialValues: settings.initialValues }),
    ...(settings.freeze !== undefined && { freeze: settings.freeze }),
  };
  return hash("sha256", canonicalJson(definition), "hex");
}

import { checkExchangeLimits, exchangeLoad, holdOutValidation, LockstepError } from "@lockstep/core";
import type { Dataset, RunSettings } from "@lockstep/core";
import { findRecipe, loadDataset, recipeHash } from "@lockstep/recipes";
import { completeSettings, defaultRecipe, draftSettings, recipeReference } from "../configuration/run-settings.ts";
import type { RunRequest } from "../configuration/shapes.ts";

export interface PreparedRun {
  readonly settings: RunSettings;
  readonly recipeHash: string;
  readonly dataset: Dataset;
}

/**
 * Everything about a run that can be known and checked before anything is started or written: the recipe, its settings, the data.
 * @param afterSettings further checks that are cheaper than reading the data
 * Throws "configuration" or "data".
 */
export async function prepareRun(
  request: RunRequest,
  afterSettings: (draft: RunSettings) => Promise<void> = async () => {},
): Promise<PreparedRun> {
  const folder = process.cwd();
  const recipe = await findRecipe(recipeReference(request.recipe ?? defaultRecipe, folder));
  const draft = draftSettings(request, recipe.defaults, folder);
  const hash = recipeHash(recipe, draft);
  await afterSettings(draft);
  const dataset = await readData(recipe, draft);
  checkExchangeLimits(draft, exchangeLoad(dataset));
  return { settings: completeSettings(draft, dataset.train.count), recipeHash: hash, dataset };
}

/** The data of a run whose settings are complete, e.g. read from its folder. Throws if the recipe is no longer the one the run was made with. */
export async function reopenRun(settings: RunSettings, expectedRecipeHash: string): Promise<Dataset> {
  const recipe = await findRecipe(settings.recipe);
  if (recipeHash(recipe, settings) !== expectedRecipeHash) {
    throw new LockstepError(
      "configuration",
      `the recipe ${settings.recipe} has changed since the run began: it would train something else; use the version of then`,
    );
  }
  return readData(recipe, settings);
}

type Recipe = Awaited<ReturnType<typeof findRecipe>>;

async function readData(recipe: Recipe, settings: RunSettings): Promise<Dataset> {
  try {
    return holdOutValidation(await loadDataset(recipe, settings), settings);
  } catch (error) {
    throw LockstepError.from(error, "data");
  }
}

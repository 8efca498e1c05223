import path from "node:path";
import { checkExchangeLimits, exchangeLoad, holdOutValidation, LockstepError, requireSameData } from "@lockstep/core";
import type { Dataset, RunSettings } from "@lockstep/core";
import { findRecipe, loadDataset, recipeHash } from "@lockstep/recipes";
import type { RunConfig } from "../configuration/run-config.ts";
import { completeSettings, defaultRecipe, draftSettings, recipeReference } from "../configuration/run-settings.ts";
import type { RunRequest } from "../configuration/shapes.ts";
import type { InitialValuesContent } from "../run-folder/initial-values.ts";

export interface PreparedRun {
  readonly settings: RunSettings;
  /** what the run begins with, to be kept in its folder; null: random values alone */
  readonly initialValues: InitialValuesContent | null;
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
  const initialValues = request.from === undefined ? null : await readFrom(path.resolve(folder, request.from));
  const draft = {
    ...draftSettings(request, recipe.defaults, folder),
    ...(initialValues !== null && { initialValues: initialValues.sha256 }),
  };
  const hash = recipeHash(recipe, draft);
  await afterSettings(draft);
  const dataset = await readData(recipe, draft);
  checkExchangeLimits(draft, exchangeLoad(dataset));
  return { settings: completeSettings(draft, dataset.train.count), initialValues, recipeHash: hash, dataset };
}

/** The data of a run that was begun before. Throws "configuration" or "data" if its recipe or its data are no longer those of then. */
export async function reopenRun({ settings, recipeHash: expectedRecipeHash, dataHash }: RunConfig): Promise<Dataset> {
  const recipe = await findRecipe(settings.recipe);
  if (recipeHash(recipe, settings) !== expectedRecipeHash) {
    throw new LockstepError(
      "configuration",
      `the recipe ${settings.recipe} has changed since the run began: it would train something else; use the version of then`,
    );
  }
  const dataset = await readData(recipe, settings);
  requireSameData(dataset, dataHash);
  return dataset;
}

type Recipe = Awaited<ReturnType<typeof findRecipe>>;

async function readData(recipe: Recipe, settings: RunSettings): Promise<Dataset> {
  try {
    return holdOutValidation(await loadDataset(recipe, settings), settings);
  } catch (error) {
    throw LockstepError.from(error, "data");
  }
}

/** Nothing of it is loaded for a run that begins with random values alone. */
async function readFrom(from: string): Promise<InitialValuesContent> {
  const { readInitialValues } = await import("../run-folder/initial-values.ts");
  return readInitialValues(from);
}

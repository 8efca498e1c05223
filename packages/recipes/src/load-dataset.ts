import path from "node:path";
import { type Dataset, readIdxDataset, type RunSettings } from "@lockstep/core/local";
import { checkDataset } from "./check-dataset.ts";
import { requireDataForLoss } from "./loss.ts";
import type { Recipe } from "./recipe.ts";

/**
 * The samples of a run: the folder of IDX files that the settings name, else the recipe's own data. All of them are checked.
 * Throws a LockstepError "data" if they are missing or damaged, "configuration" if they are not what the recipe's loss takes.
 */
export async function loadDataset(recipe: Recipe, settings: Pick<RunSettings, "data">): Promise<Dataset> {
  const dataset = checkDataset(await load(recipe, settings));
  requireDataForLoss(recipe.name, recipe.loss, dataset);
  if (recipe.loss !== "mean-squared-error") return dataset;
  // Shares of classes are numbers like any others to this loss: nothing is ever counted as correct.
  const { classNames: _names, ...numbers } = dataset;
  return { ...numbers, classes: 0 };
}

function load(recipe: Recipe, { data }: Pick<RunSettings, "data">): Promise<Dataset> {
  if (data === null) return recipe.data.load();
  return readIdxDataset(data, path.basename(path.resolve(data)));
}

import path from "node:path";
import { type Dataset, readIdxDataset, type RunSettings } from "@lockstep/core";
import type { Recipe } from "./recipe.ts";

/**
 * The samples of a run: the folder of IDX files that the settings name, else the recipe's own data.
 * Throws a LockstepError "data" if they are missing or damaged.
 */
export function loadDataset(recipe: Recipe, settings: Pick<RunSettings, "data">): Promise<Dataset> {
  if (settings.data === null) return recipe.data.load();
  return readIdxDataset(settings.data, path.basename(path.resolve(settings.data)));
}

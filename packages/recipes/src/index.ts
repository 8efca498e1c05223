export { buildModel, type BuildModelOptions, inputScaling, recipeAugmentation, recipeOptions } from "./configured-recipe.ts";
export { loadDataset } from "./load-dataset.ts";
export { booleanOption } from "./option.ts";
export { mnist } from "./mnist.ts";
export { recipeHash, type RecipeSettings } from "./recipe-hash.ts";
export { type ArraysOptions, type ArraySamples, arrays } from "./sources/arrays.ts";
export { csv, type CsvOptions } from "./sources/csv.ts";
export { synthetic, type SyntheticOptions } from "./sources/synthetic.ts";
export { type LossName, lossNames } from "./loss.ts";
export { defineRecipe } from "./recipe.ts";
export type {
  DataSource,
  InputScaling,
  ModelContext,
  OptionValue,
  OptionValues,
  Recipe,
  RecipeOption,
  RecipeOptions,
  TensorFlow,
} from "./recipe.ts";
export { findRecipe, listRecipes } from "./registry.ts";

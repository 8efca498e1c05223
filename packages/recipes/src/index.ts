export { buildModel, type BuildModelOptions, inputScaling, recipeOptions } from "./configured-recipe.ts";
export { loadDataset } from "./load-dataset.ts";
export { booleanOption } from "./option.ts";
export { recipeHash, type RecipeSettings } from "./recipe-hash.ts";
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

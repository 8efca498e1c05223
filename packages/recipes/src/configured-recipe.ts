import { type Augmentation, LockstepError, type SampleFormat } from "@lockstep/core/local";
import type * as tf from "@tensorflow/tfjs";
import { augmentationFields, checkAugmentation } from "./augmentation.ts";
import { requireKnownFields } from "./known-fields.ts";
import { modelOutputs, requireLogits } from "./loss.ts";
import { nearestName } from "./nearest-name.ts";
import {
  checkInput,
  describe,
  inputFields,
  isOptionValue,
  type InputScaling,
  type OptionValue,
  type OptionValues,
  type Recipe,
  type RecipeOption,
  type RecipeOptions,
  type TensorFlow,
} from "./recipe.ts";

/**
 * The value of each of the recipe's options: what `--set` says, else its default.
 * Throws a LockstepError "configuration" for an unknown option (listing the known ones) or a text that does not fit.
 */
export function recipeOptions(recipe: Recipe, overrides: Readonly<Record<string, string>>): OptionValues<RecipeOptions> {
  const options = recipe.options ?? {};
  const names = Object.keys(options);
  for (const name of Object.keys(overrides)) {
    if (Object.hasOwn(options, name)) continue;
    const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
    const nearest = nearestName(name, names);
    const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
    throw new LockstepError("configuration", `recipe ${recipe.name}: unknown option "${name}" (--set ${name}=…): ${known}${hint}`);
  }
  const values = Object.entries(options).map(([name, option]) => {
    const text = Object.hasOwn(overrides, name) ? overrides[name] : undefined;
    return [name, text === undefined ? option.default : parseOption(recipe, name, option, text)];
  });
  return Object.fromEntries(values) as OptionValues<RecipeOptions>;
}

function parseOption(recipe: Recipe, name: string, option: RecipeOption, text: string): OptionValue {
  const wrong = (problem: string, cause?: unknown): LockstepError =>
    new LockstepError("configuration", `recipe ${recipe.name}: --set ${name}=${text}: ${problem}`, { cause });
  let value: unknown;
  try {
    value = option.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), error);
  }
  if (!isOptionValue(value)) throw wrong(`parse gave ${describe(value)}; expected a finite number, text or true/false`);
  return value;
}

/** How bytes become feature values under these overrides. Throws a LockstepError "configuration". */
export function inputScaling(recipe: Recipe, overrides: Readonly<Record<string, string>>): InputScaling {
  const input = typeof recipe.input === "function" ? recipe.input(recipeOptions(recipe, overrides)) : recipe.input;
  requireKnownFields(input, inputFields, `recipe ${recipe.name}: input`);
  return checkInput(input, (field, expected, found) => {
    throw new LockstepError("configuration", `recipe ${recipe.name}: ${field}: expected ${expected}, found ${String(found)}`);
  });
}

/** How training samples are changed under these overrides; null: not at all. Throws a LockstepError "configuration". */
export function recipeAugmentation(recipe: Recipe, overrides: Readonly<Record<string, string>>): Augmentation | null {
  const { augmentation } = recipe;
  const given = typeof augmentation === "function" ? augmentation(recipeOptions(recipe, overrides)) : augmentation;
  requireKnownFields(given, augmentationFields, `recipe ${recipe.name}: augmentation`);
  return checkAugmentation(given, (field, expected, found) => {
    throw new LockstepError("configuration", `recipe ${recipe.name}: ${field}: expected ${expected}, found ${String(found)}`);
  });
}

/** The format is that of the data. */
export interface BuildModelOptions extends SampleFormat {
  readonly tf: TensorFlow;
  readonly overrides: Readonly<Record<string, string>>;
}

/**
 * Builds the recipe's model and checks that it takes [B, ...featureShape] and gives what the loss takes.
 * Throws a LockstepError "configuration", also for what TensorFlow.js throws at a model that does not fit the data.
 */
export function buildModel(recipe: Recipe, { tf, featureShape, classes, targets = 0, overrides }: BuildModelOptions): tf.LayersModel {
  const options = recipeOptions(recipe, overrides);
  const outputs = modelOutputs(recipe.loss, { classes, targets });
  let model: tf.LayersModel;
  try {
    model = recipe.model({ tf, featureShape, classes, outputs, options });
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const data = `samples of [${featureShape.join(", ")}] and ${classes} classes`;
    throw new LockstepError("configuration", `recipe ${recipe.name}: its model cannot be built for ${data}: ${problem}`, { cause: error });
  }
  if (!Array.isArray(model?.inputs) || !Array.isArray(model.outputs) || !Array.isArray(model.layers)) {
    throw new LockstepError(
      "configuration",
      `recipe ${recipe.name}: its model function must return a tf.LayersModel, and not a promise of one`,
    );
  }
  checkShape(
    recipe,
    "takes",
    model.inputs.map(({ shape }) => shape),
    featureShape,
  );
  checkShape(
    recipe,
    "gives",
    model.outputs.map(({ shape }) => shape),
    [outputs],
  );
  requireLogits(recipe.name, recipe.loss, model);
  return model;
}

function checkShape(recipe: Recipe, verb: string, shapes: readonly (readonly (number | null)[])[], expected: readonly number[]): void {
  const found = shapes.map(shapeText).join(" and ");
  const wanted = shapeText([null, ...expected]);
  if (found !== wanted) throw new LockstepError("configuration", `recipe ${recipe.name}: its model ${verb} ${found}, expected ${wanted}`);
}

function shapeText(shape: readonly (number | null)[]): string {
  return `[${shape.map((dimension) => dimension ?? "B").join(", ")}]`;
}

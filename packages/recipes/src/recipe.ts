import {
  type Augmentation,
  checkClip,
  checkEarlyStop,
  checkSchedule,
  type ClipSettings,
  type Dataset,
  type EarlyStopSettings,
  LockstepError,
  type OptimizerSettings,
  type RunSettings,
  scheduleFields,
  type ScheduleSettings,
} from "@lockstep/core/local";
import type * as tf from "@tensorflow/tfjs";
import { augmentationFields, checkAugmentation } from "./augmentation.ts";
import { type FieldsOf, type KnownFields, requireKnownFields } from "./known-fields.ts";
import { checkLoss, type LossName } from "./loss.ts";
import { nearestName } from "./nearest-name.ts";
import { checkValidationDefault } from "./validation-default.ts";

/** TensorFlow.js as the worker chose it. A recipe is handed it and never imports it. */
export type TensorFlow = typeof tf;

/** Where a recipe's samples come from unless `--data` names a folder. */
export interface DataSource {
  readonly name: string;
  /** what says that two sources hold the same bytes, e.g. checksums; part of the recipe's hash */
  readonly identity: string;
  /** Throws a LockstepError "data" if the samples are missing or damaged. */
  load(): Promise<Dataset>;
}

/** Feature value = byte (or float32, where the data have such) * scale + offset, rounded to float32. */
export interface InputScaling {
  readonly scale: number;
  readonly offset: number;
}

export type OptionValue = string | number | boolean;

/** Something that `--set name=text` changes. */
export interface RecipeOption<T extends OptionValue = OptionValue> {
  readonly description: string;
  readonly default: T;
  /** Throws an Error that says what was expected if the text does not fit. */
  parse(text: string): T;
}

export type RecipeOptions = Readonly<Record<string, RecipeOption>>;

/** The value of each option. */
export type OptionValues<O extends RecipeOptions> = { readonly [K in keyof O]: O[K]["default"] };

export interface ModelContext<O extends RecipeOptions = RecipeOptions> {
  readonly tf: TensorFlow;
  /** of one sample, e.g. [28, 28] */
  readonly featureShape: readonly number[];
  /** 0: there are none (regression) */
  readonly classes: number;
  /** values that the model must give for one sample: what the loss takes */
  readonly outputs: number;
  readonly options: OptionValues<O>;
}

/** What to train. Everything in it is the same in all processes of a run; its hash proves that. */
export interface Recipe<O extends RecipeOptions = RecipeOptions> {
  /** lower-case letters, digits and hyphens */
  readonly name: string;
  /** one line */
  readonly description: string;
  readonly data: DataSource;
  readonly options?: O;
  readonly input: InputScaling | ((options: OptionValues<O>) => InputScaling);
  /** how training images are changed, anew in every epoch; they are evaluated as they are */
  readonly augmentation?: Augmentation | null | ((options: OptionValues<O>) => Augmentation | null);
  /**
   * Makes the model: input float32 [B, ...featureShape], output [B, outputs], logits where the loss is a cross-entropy. Name every layer: the
   * names of the parameters come from them. Only the initializers' kinds count; the first values are Lockstep's, from the run's seed.
   */
  model(context: ModelContext<O>): tf.LayersModel;
  readonly loss: LossName;
  /** of a cross-entropy, in training only: this much of what is wanted is spread evenly over the classes; 0 to below 1, default 0 */
  readonly labelSmoothing?: number;
  /** what a run takes where the command line says nothing */
  readonly defaults: {
    readonly batchSize: number;
    readonly shards: number;
    readonly epochs: number;
    readonly optimizer: OptimizerSettings;
    /** of the learning rate; it stays the same where it is left out */
    readonly schedule?: ScheduleSettings;
    /** gradients are not clipped where it is left out */
    readonly clip?: ClipSettings;
    /** "stop" where it is left out, see RunSettings */
    readonly nonFinite?: RunSettings["nonFinite"];
    /** part of the training samples that is held back, see RunSettings; none where it is left out */
    readonly validation?: number;
    /** ends a run that holds samples back before its last epoch, see RunSettings; it has all of them where it is left out */
    readonly earlyStop?: EarlyStopSettings;
  };
}

export const inputFields: FieldsOf<InputScaling> = { scale: true, offset: true };

const recipeFields: FieldsOf<Recipe> = {
  name: true,
  description: true,
  // A source of one's own may hold more than what is read of it.
  data: true,
  options: { "*": { description: true, default: true, parse: true } satisfies FieldsOf<RecipeOption> },
  input: inputFields,
  augmentation: augmentationFields,
  model: true,
  loss: true,
  labelSmoothing: true,
  defaults: {
    batchSize: true,
    shards: true,
    epochs: true,
    optimizer: {
      name: true,
      learningRate: true,
      momentum: true,
      decay: true,
      beta1: true,
      beta2: true,
      epsilon: true,
      weightDecay: true,
    } satisfies FieldsOf<OptimizerSettings>,
    // Of all schedules; which of them each takes, its check says.
    schedule: Object.fromEntries(
      ["name", ...Object.values(scheduleFields).flat()].map((name) => [name, true] as const),
    ) satisfies KnownFields,
    clip: { by: true, limit: true } satisfies FieldsOf<ClipSettings>,
    nonFinite: true,
    validation: true,
    earlyStop: { patience: true, minDelta: true } satisfies FieldsOf<EarlyStopSettings>,
  } satisfies FieldsOf<Recipe["defaults"]>,
};

/**
 * Checks a recipe field by field and returns it. Throws a LockstepError "configuration" that names the field.
 * A module that `lockstep train FILE` can run has such a recipe as its default export.
 */
export function defineRecipe<const O extends RecipeOptions>(recipe: Recipe<O>): Recipe {
  const { name } = recipe as { readonly name?: unknown };
  return checkRecipe(recipe, typeof name === "string" ? `recipe ${name}` : "recipe");
}

/** {@link defineRecipe} for a value of unknown origin; `where` begins the error's sentence. */
export function checkRecipe(value: unknown, where: string): Recipe {
  const complain = (field: string, expected: string, found: unknown): never => {
    throw new LockstepError("configuration", `${where}: ${field}: expected ${expected}, found ${describe(found)}`);
  };
  const recipe = record(value, (found) => complain("the recipe", "an object", found));
  requireKnownFields(recipe, recipeFields, where);
  if (typeof recipe["name"] !== "string" || !/^[a-z0-9][a-z0-9-]{0,63}$/.test(recipe["name"])) {
    complain("name", "lower-case letters, digits and hyphens", recipe["name"]);
  }
  if (typeof recipe["description"] !== "string") complain("description", "a text", recipe["description"]);
  const data = record(recipe["data"], (found) => complain("data", "a data source", found));
  refuseMisspelt(data, ["name", "identity", "load"] satisfies (keyof DataSource)[], `${where}: data`);
  if (typeof data["name"] !== "string") complain("data.name", "a text", data["name"]);
  if (typeof data["identity"] !== "string") complain("data.identity", "a text", data["identity"]);
  if (typeof data["load"] !== "function") complain("data.load", "a function", data["load"]);
  for (const [name, item] of Object.entries(record(recipe["options"] ?? {}, (found) => complain("options", "an object", found)))) {
    const option = record(item, (found) => complain(`options.${name}`, "an object", found));
    if (typeof option["description"] !== "string") complain(`options.${name}.description`, "a text", option["description"]);
    if (!isOptionValue(option["default"])) complain(`options.${name}.default`, "a finite number, text or boolean", option["default"]);
    if (typeof option["parse"] !== "function") complain(`options.${name}.parse`, "a function", option["parse"]);
  }
  if (typeof recipe["input"] !== "function") checkInput(recipe["input"], complain);
  if (typeof recipe["augmentation"] !== "function") checkAugmentation(recipe["augmentation"], complain);
  if (typeof recipe["model"] !== "function") complain("model", "a function", recipe["model"]);
  checkLoss(recipe, complain);
  checkDefaults(recipe["defaults"], complain);
  return value as Recipe;
}

type Complain = (field: string, expected: string, found: unknown) => never;

/** Refuses a field whose name is nearly that of a required one that is missing. */
function refuseMisspelt(value: Readonly<Record<string, unknown>>, required: readonly string[], where: string): void {
  const missing = required.filter((name) => value[name] === undefined);
  for (const name of Object.keys(value)) {
    const nearest = required.includes(name) ? undefined : nearestName(name, missing);
    if (nearest !== undefined)
      throw new LockstepError("configuration", `${where}: there is no field ${JSON.stringify(name)}; did you mean ${nearest}?`);
  }
}

function checkDefaults(value: unknown, complain: Complain): void {
  const defaults = record(value, (found) => complain("defaults", "an object", found));
  const complainOfDefault: Complain = (field, expected, found) => complain(`defaults.${field}`, expected, found);
  for (const name of ["batchSize", "shards", "epochs"]) {
    const count = defaults[name];
    if (!Number.isSafeInteger(count) || (count as number) < 1) complain(`defaults.${name}`, "a positive integer", count);
  }
  if (![undefined, "stop", "skip"].includes(defaults["nonFinite"] as string | undefined))
    complain("defaults.nonFinite", '"stop" or "skip"', defaults["nonFinite"]);
  checkValidationDefault(defaults["validation"], complain);
  if (defaults["earlyStop"] !== undefined) checkEarlyStop(defaults["earlyStop"], complainOfDefault);
  if (defaults["schedule"] !== undefined) checkSchedule(defaults["schedule"], complainOfDefault);
  if (defaults["clip"] !== undefined) checkClip(defaults["clip"], complainOfDefault);
  const optimizer = record(defaults["optimizer"], (found) => complain("defaults.optimizer", "an object", found));
  if (typeof optimizer["name"] !== "string") complain("defaults.optimizer.name", "a text", optimizer["name"]);
  if (!Number.isFinite(optimizer["learningRate"])) complain("defaults.optimizer.learningRate", "a number", optimizer["learningRate"]);
}

/** Checks the scaling that a recipe gave, as an object or as what its function returned. */
export function checkInput(value: unknown, complain: Complain): InputScaling {
  const input = record(value, (found) => complain("input", "an object or a function that returns one", found));
  for (const name of ["scale", "offset"]) {
    if (!Number.isFinite(input[name])) complain(`input.${name}`, "a finite number", input[name]);
  }
  return value as InputScaling;
}

/** Whether a value of unknown origin may be that of an option: the recipe's hash is made of it. */
export function isOptionValue(value: unknown): value is OptionValue {
  return typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
}

function record(value: unknown, complain: (found: unknown) => never): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : complain(value);
}

/** A value of unknown origin, for an error. */
export function describe(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

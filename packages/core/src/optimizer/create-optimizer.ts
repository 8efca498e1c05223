import { LockstepError } from "../errors.ts";
import type { OptimizerSettings } from "../run/settings.ts";
import { adam } from "./adam.ts";
import { adamw } from "./adamw.ts";
import type { ClipSettings } from "./clip-settings.ts";
import { constantRate, type LearningRate } from "./learning-rate.ts";
import { momentum } from "./momentum.ts";
import type { Optimizer } from "./optimizer.ts";
import { prepareGradient } from "./prepare-gradient.ts";
import { rmsprop } from "./rmsprop.ts";
import { sgd } from "./sgd.ts";
import { type UpdateRule, withKernel } from "./with-kernel.ts";

type Hyperparameter = Exclude<keyof OptimizerSettings, "name">;

/** What each optimizer takes besides the learning rate, with the defaults. */
const defaults: Readonly<Record<OptimizerSettings["name"], Partial<Record<Hyperparameter, number>>>> = {
  sgd: { weightDecay: 0 },
  momentum: { momentum: 0.9, weightDecay: 0 },
  rmsprop: { decay: 0.9, epsilon: 1e-7, weightDecay: 0 },
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
};

const fraction = {
  valid: (value: number) => value >= 0 && value < 1 && Math.fround(value) < 1,
  expected: "at least 0 and below 1 (in float32)",
};
const positive = {
  valid: (value: number) => Math.fround(value) > 0 && Number.isFinite(Math.fround(value)),
  expected: "a positive number that float32 can hold",
};

const rules: Readonly<Record<Hyperparameter, { valid: (value: number) => boolean; expected: string }>> = {
  learningRate: positive,
  epsilon: positive,
  momentum: fraction,
  decay: fraction,
  beta1: fraction,
  beta2: fraction,
  weightDecay: {
    valid: (value) => value >= 0 && Number.isFinite(Math.fround(value)),
    expected: "0 or a positive number that float32 can hold",
  },
};

/** What a run's other settings make of its optimizer. */
export interface OptimizerOptions {
  /** never above the settings' learning rate; default: that */
  readonly learningRate?: LearningRate;
  /** "value" is part of the update; for "norm" apply takes the factor. Default: gradients are not clipped */
  readonly clip?: ClipSettings | undefined;
}

/**
 * The update rule that settings name; defaults are those documented at {@link OptimizerSettings}.
 * Throws LockstepError "configuration" for an unknown name, a value out of range, or one that this optimizer does not use.
 */
export function createOptimizer(settings: OptimizerSettings, options: OptimizerOptions = {}): Optimizer {
  return withKernel(updateRule(settings, options));
}

/** The same by its formula in JavaScript alone. Throws as {@link createOptimizer}. */
export function updateRule(settings: OptimizerSettings, { learningRate: rate, clip }: OptimizerOptions = {}): UpdateRule {
  const { learningRate: highest, momentum: mu, decay, beta1, beta2, epsilon, weightDecay } = checkedValues(settings);
  const learningRate = rate ?? constantRate(highest);
  const constants = { learningRate, beta1, beta2, epsilon };
  const make: Record<OptimizerSettings["name"], () => UpdateRule> = {
    sgd: () => sgd(learningRate),
    momentum: () => momentum(learningRate, mu),
    rmsprop: () => rmsprop(learningRate, decay, epsilon),
    adam: () => adam(constants),
    adamw: () => adamw(constants, weightDecay),
  };
  const isDecoupled = settings.name === "adamw";
  if (isDecoupled && highest * weightDecay >= 1) {
    throw new LockstepError("configuration", `optimizer adamw: learningRate * weightDecay is ${highest * weightDecay}; it must be below 1`);
  }
  return prepareGradient(make[settings.name](), {
    isScaled: clip?.by === "norm",
    clipValue: clip?.by === "value" ? clip.limit : Infinity,
    weightDecay: isDecoupled ? 0 : weightDecay,
  });
}

/** All values the named optimizer uses, checked; the others are NaN and never read. */
function checkedValues(settings: OptimizerSettings): Record<Hyperparameter, number> {
  const { name, ...given } = settings;
  if (!Object.hasOwn(defaults, name)) {
    throw new LockstepError("configuration", `optimizer: no optimizer "${name}"; there are ${Object.keys(defaults).join(", ")}`);
  }
  const used: Partial<Record<string, number>> = { learningRate: NaN, ...defaults[name] };
  for (const key of Object.keys(given)) {
    if (given[key as Hyperparameter] !== undefined && !Object.hasOwn(used, key)) {
      throw new LockstepError("configuration", `optimizer ${name}: does not use ${key}; it takes ${Object.keys(used).join(", ")}`);
    }
  }
  const values: Record<Hyperparameter, number> = {
    learningRate: NaN,
    momentum: NaN,
    decay: NaN,
    beta1: NaN,
    beta2: NaN,
    epsilon: NaN,
    weightDecay: NaN,
  };
  for (const key of Object.keys(used) as Hyperparameter[]) {
    const value: unknown = given[key] ?? used[key];
    if (typeof value !== "number" || !rules[key].valid(value)) {
      throw new LockstepError("configuration", `optimizer ${name}: ${key} is ${String(value)}; expected ${rules[key].expected}`);
    }
    values[key] = value;
  }
  return values;
}

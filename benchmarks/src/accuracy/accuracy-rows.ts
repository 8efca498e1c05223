import { LockstepError } from "@lockstep/core";

/** One row of the table: a training that is repeated with several seeds. Percentages are of the test samples, after the last epoch. */
export interface AccuracyRow {
  /** unique; begins with the recipe's name */
  readonly name: string;
  readonly recipe: string;
  /** the layers, as a claim about them is told */
  readonly model: string;
  /** what changes the recipe's defaults, as flags of `lockstep train` */
  readonly flags: readonly string[];
  /** what the sources print for this model and this recipe */
  readonly toldPercents: readonly number[];
  /** what the mean over the seeds must come to */
  readonly toReachPercent: number;
}

const cosine: readonly string[] = ["--schedule", "cosine"];

const builtInRows: readonly AccuracyRow[] = [
  row("mnist-mlp-128", "784-128-10", 97.6, { told: [97.4, 98.8] }),
  row("mnist-mlp-128", "784-128-10", 97.6, { told: [97.4, 98.8], variant: "standardised", flags: ["--set", "standardize=true"] }),
  row("mnist-mlp-64x2", "784-64-64-10", 97.2),
  row("mnist-mlp-256", "784-256-10", 97.6),
  row("mnist-mlp-256x2", "784-256-256-10", 97.3, { told: [99.41] }),
  row("mnist-mlp-256x2", "784-256-256-10", 98.4, { variant: "cosine", flags: cosine }),
  row("mnist-mlp-256x2", "784-256-256-10", 99.1, {
    variant: "augmented, cosine, 60 epochs",
    flags: ["--set", "augment=true", ...cosine, "--epochs", "60"],
  }),
  row("mnist-cnn", "two 5x5 convolutions (10, 20), 50, 10", 98.7),
  row("mnist-lenet", "two 5x5 convolutions (32, 64), 128, 10", 99.2),
  row("mnist-cnn-bn", "four 3x3 convolutions (32, 32, 64, 64) with batch normalization, 10", 99.5),
  row("toy-sigmoid", "1-2-1", 95),
  row("binary-mlp", "10-50-50-1", 95),
];

/**
 * Every training of the table, the built-in recipes' in their order.
 * @param fashion folder with the four files of Fashion-MNIST, for a row of its own; null: without it
 */
export function accuracyRows(fashion: string | null): readonly AccuracyRow[] {
  if (fashion === null) return builtInRows;
  return [...builtInRows, row("mnist-mlp-128", "784-128-10", 87, { variant: "Fashion-MNIST", flags: ["--data", fashion] })];
}

/**
 * The rows of these recipes, in their own order; all where none was named.
 * @throws LockstepError "usage" for a name that no row has
 */
export function chooseRows(rows: readonly AccuracyRow[], recipes: readonly string[] | null): readonly AccuracyRow[] {
  if (recipes === null) return rows;
  const known = [...new Set(rows.map(({ recipe }) => recipe))];
  const unknown = recipes.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new LockstepError("usage", `--recipes: there is no row of a recipe "${unknown}"; there are ${known.join(", ")}`);
  return rows.filter(({ recipe }) => recipes.includes(recipe));
}

interface RowOptions {
  readonly told?: readonly number[];
  readonly variant?: string;
  readonly flags?: readonly string[];
}

function row(recipe: string, model: string, toReachPercent: number, { told = [], variant, flags = [] }: RowOptions = {}): AccuracyRow {
  const name = variant === undefined ? recipe : `${recipe}, ${variant}`;
  return { name, recipe, model, flags, toldPercents: told, toReachPercent };
}

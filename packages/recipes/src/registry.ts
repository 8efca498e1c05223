import { stat } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { LockstepError } from "@lockstep/core/local";
import { binaryMlp } from "./binary-mlp.ts";
import { mnistCnn } from "./mnist-cnn.ts";
import { mnistCnnBn } from "./mnist-cnn-bn.ts";
import { mnistLenet } from "./mnist-lenet.ts";
import { mnistMlp128 } from "./mnist-mlp-128.ts";
import { mnistMlp256 } from "./mnist-mlp-256.ts";
import { mnistMlp256x2 } from "./mnist-mlp-256x2.ts";
import { mnistMlp64x2 } from "./mnist-mlp-64x2.ts";
import { nearestName } from "./nearest-name.ts";
import { checkRecipe, type Recipe } from "./recipe.ts";
import { toySigmoid } from "./toy-sigmoid.ts";

/** The first is the default of the command line. */
const builtIn: readonly Recipe[] = [
  mnistMlp128,
  mnistMlp64x2,
  mnistMlp256,
  mnistMlp256x2,
  mnistCnn,
  mnistLenet,
  mnistCnnBn,
  toySigmoid,
  binaryMlp,
];

/** The built-in recipes. */
export function listRecipes(): readonly Recipe[] {
  return builtIn;
}

/**
 * The built-in recipe of this name, else the default export of a module (.js or .mjs, relative to the working folder).
 * Throws a LockstepError "configuration" if there is neither, the module cannot be loaded, or a field of its recipe is wrong.
 */
export async function findRecipe(nameOrPath: string): Promise<Recipe> {
  const known = builtIn.find(({ name }) => name === nameOrPath);
  if (known !== undefined) return known;
  if (!isPath(nameOrPath)) throw unknownRecipe(nameOrPath);
  return loadRecipe(path.resolve(nameOrPath));
}

function isPath(nameOrPath: string): boolean {
  return /[/\\]/.test(nameOrPath) || /\.[cm]?[jt]s$/.test(nameOrPath);
}

function unknownRecipe(name: string): LockstepError {
  const names = builtIn.map((recipe) => recipe.name);
  const nearest = nearestName(name, names);
  const hint = nearest === undefined ? "." : `; did you mean ${nearest}?`;
  return new LockstepError(
    "configuration",
    `no recipe "${name}"${hint} There are ${names.join(", ")}; or name a .js or .mjs file that exports one`,
  );
}

async function loadRecipe(file: string): Promise<Recipe> {
  if (!/\.m?js$/.test(file))
    throw new LockstepError("configuration", `recipe ${file}: expected a .js or .mjs module (compile TypeScript first)`);
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new LockstepError("configuration", `recipe ${file}: no such file`);
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    // By its name: the module may have another copy of this library.
    if (error instanceof Error && error.name === "LockstepError")
      throw new LockstepError("configuration", `${file}: ${problem}`, { cause: error });
    throw new LockstepError("configuration", `recipe ${file}: the module cannot be loaded: ${problem}`, { cause: error });
  }
  if (module.default === undefined)
    throw new LockstepError("configuration", `recipe ${file}: it has no default export; expected "export default defineRecipe({…})"`);
  return checkRecipe(module.default, `recipe ${file}`);
}

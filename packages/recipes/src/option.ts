import type { RecipeOption } from "./recipe.ts";

/** An option that is true or false. */
export function booleanOption(description: string, byDefault: boolean): RecipeOption<boolean> {
  return {
    description,
    default: byDefault,
    parse(text) {
      if (text === "true") return true;
      if (text === "false") return false;
      throw new RangeError(`expected true or false`);
    },
  };
}

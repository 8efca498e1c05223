import { LockstepError } from "@lockstep/core";
import type { Part } from "./part.ts";

/**
 * The parts that were asked for, in the order in which they run; all where none was named.
 * @param only names with commas between them
 * @throws LockstepError "usage" for a name that no part has
 */
export function chooseParts(all: readonly Part[], only: string | undefined): readonly Part[] {
  if (only === undefined) return all;
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !all.some((part) => part.name === name));
  if (unknown !== undefined)
    throw new LockstepError("usage", `--only: there is no part "${unknown}"; there are ${all.map(({ name }) => name).join(", ")}`);
  return all.filter(({ name }) => names.includes(name));
}

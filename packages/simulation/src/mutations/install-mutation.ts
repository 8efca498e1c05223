import { register } from "node:module";
import type { Mutation } from "./mutation.ts";

/** Modules that this process loads from now on have the mutation's mistake in them. */
export function installMutation({ edits }: Mutation): void {
  register("./mutation-hooks.js", { parentURL: import.meta.url, data: edits });
}

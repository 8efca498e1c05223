import type { LoadHook } from "node:module";
import { applyEdit } from "./mutation.ts";
import type { MutationEdit } from "./mutation.ts";

// Runs in Node's thread for module hooks; see install-mutation.ts.

let edits: readonly MutationEdit[] = [];

export function initialize(data: readonly MutationEdit[]): void {
  edits = data;
}

export const load: LoadHook = async (url, context, nextLoad) => {
  const loaded = await nextLoad(url, context);
  const own = edits.filter(({ file }) => url.endsWith(`/packages/${file}`));
  if (own.length === 0 || loaded.source === undefined || loaded.source === null) return loaded;
  const text = typeof loaded.source === "string" ? loaded.source : Buffer.from(loaded.source as Uint8Array).toString("utf8");
  return { ...loaded, source: own.reduce(applyEdit, text) };
};

/** One change of the compiled product. */
export interface MutationEdit {
  /** of the workspace's packages: "core/dist/membership/lease.js" */
  readonly file: string;
  /** occurs exactly once in the file */
  readonly find: string;
  readonly replace: string;
}

/** A deliberate mistake, put into the compiled product of a simulation's process to see whether the simulation catches it. */
export interface Mutation {
  readonly name: string;
  /** what the product does then, and what that breaks */
  readonly breaks: string;
  readonly edits: readonly MutationEdit[];
}

/** @throws Error if what is to be replaced is not there exactly once: the product has changed, and the mutation must too */
export function applyEdit(source: string, { file, find, replace }: MutationEdit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`the mutation no longer applies: ${file} has ${parts.length - 1} times ${JSON.stringify(find)}`);
  return parts.join(replace);
}

import { readFile } from "node:fs/promises";
import { LockstepError } from "@lockstep/core";
import { parseDocument } from "yaml";
import type { Document } from "yaml";

const maxFileBytes = 1 << 20;

/** The mapping a YAML file holds. Throws "configuration" if it cannot be read, is larger than 1 MiB, is no YAML or no mapping. */
export async function readYamlMapping(file: string): Promise<Record<string, unknown>> {
  const source = await readFile(file, "utf8").catch((error: unknown) => {
    throw new LockstepError("configuration", `cannot read ${file}: ${(error as Error).message}`, { cause: error });
  });
  if (source.length > maxFileBytes) throw new LockstepError("configuration", `${file} has more than 1 MiB; this is no configuration file`);
  return parseYamlMapping(source, file);
}

export function parseYamlMapping(source: string, file: string): Record<string, unknown> {
  const document = parseDocument(source, { prettyErrors: true });
  const problem = document.errors[0];
  if (problem !== undefined) throw new LockstepError("configuration", `${file} is no valid YAML: ${problem.message.split("\n")[0]}`);
  const value = plainValue(document, file);
  if (value === null || value === undefined) return {};
  if (typeof value !== "object" || Array.isArray(value))
    throw new LockstepError("configuration", `${file} must be a YAML mapping (name: value)`);
  return value as Record<string, unknown>;
}

function plainValue(document: Document.Parsed, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch (error) {
    // Aliases can make a small file a huge value.
    throw new LockstepError("configuration", `${file} cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

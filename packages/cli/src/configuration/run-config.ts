import { LockstepError, parseRunSettings } from "@lockstep/core";
import type { RunSettings } from "@lockstep/core";
import { stringify } from "yaml";
import { z } from "zod";
import { parseYamlMapping } from "./configuration-file.ts";

/** `config.yaml` of a run folder: all that is needed to check the run or to go on with it. */
export interface RunConfig {
  readonly runId: string;
  /** SHA-256 that all processes of the run agree on: what is trained */
  readonly recipeHash: string;
  /** of the data that the run began with (dataHash); absent: begun before it was recorded */
  readonly dataHash?: string;
  /** worker processes that the launcher starts; null where somebody else starts them (a cluster) */
  readonly workers: number | null;
  readonly settings: RunSettings;
}

export const runConfigFile = "config.yaml";

const format = 1;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const outer = z.strictObject({
  format: z.literal(format),
  runId: z.string().regex(/^[\w.-]{1,64}$/),
  recipeHash: sha256,
  dataHash: sha256.optional(),
  workers: z.int().min(1).nullable(),
  settings: z.record(z.string(), z.unknown()),
});

export function formatRunConfig(config: RunConfig): string {
  const body = stringify({ format, ...config }, { lineWidth: 0 });
  return `# Everything that defines this run. Read by \`lockstep verify\` and \`lockstep train --resume\`; do not edit.\n${body}`;
}

/** Throws "configuration" naming `file` and the first entry that is wrong. */
export function parseRunConfig(source: string, file: string): RunConfig {
  const mapping = parseYamlMapping(source, file);
  if (typeof mapping["format"] === "number" && mapping["format"] !== format) {
    throw new LockstepError(
      "configuration",
      `${file}: format ${mapping["format"]} is of another version of Lockstep, this one reads format ${format}; use the version that the run began with`,
    );
  }
  const parsed = outer.safeParse(mapping);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new LockstepError(
      "configuration",
      `${file}: ${issue?.path.join(".") || "entries"}: ${issue?.message}; this is no run configuration of this version`,
    );
  }
  const { runId, recipeHash, dataHash, workers, settings } = parsed.data;
  try {
    const known = dataHash !== undefined && { dataHash };
    return { runId, recipeHash, ...known, workers, settings: parseRunSettings(JSON.stringify(settings)) };
  } catch (error) {
    throw new LockstepError("configuration", `${file}: ${(error as Error).message}`, { cause: error });
  }
}

import path from "node:path";
import { nodeDisk } from "@lockstep/core";
import { coordinatorFolder } from "./coordinator-folder.ts";
import { readText } from "./read-text.ts";

/** A run that can never be finished. */
export interface AbortedRun {
  /** N of that run: with fewer epochs it may end before the step that ended it */
  readonly steps: number;
  readonly reason: string;
}

/** In the folder of the journal, as JSON. */
export const abortedFile = "aborted.json";

/** Why the run in a folder can never be finished; null: nothing is known of that. */
export function abortedBecause(runFolder: string): string | null {
  try {
    const json = readText(nodeDisk, path.join(coordinatorFolder(runFolder), abortedFile));
    return json === null ? null : (parseAborted(json)?.reason ?? null);
  } catch {
    return null;
  }
}

/** Null for a damaged file: the run is tried once more then, which does no harm. */
export function parseAborted(json: string): AbortedRun | null {
  try {
    const { steps, reason } = JSON.parse(json) as Readonly<Record<keyof AbortedRun, unknown>>;
    return typeof steps === "number" && typeof reason === "string" ? { steps, reason } : null;
  } catch {
    return null;
  }
}

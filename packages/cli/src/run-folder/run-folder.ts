import { existsSync } from "node:fs";
import { mkdir, readdir, rmdir, stat } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import { runConfigFile } from "../configuration/run-config.ts";
import { shellWord } from "../progress/format.ts";

/** Where runs go that were given no folder, below the working folder. */
export const runsFolder = "runs";

/** `runs/<recipe>-<year month day>-<time>`, local time, as a person would look for it. */
export function runFolderName(recipe: string, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${path.parse(recipe).name}-${day}-${time}`;
}

/** The first of `name`, `name-2`, `name-3`, ... that does not exist below `folder`. */
export function freeRunFolder(folder: string, name: string): string {
  let candidate = path.join(folder, name);
  for (let number = 2; existsSync(candidate); number++) candidate = path.join(folder, `${name}-${number}`);
  return candidate;
}

/** Throws "configuration" unless `folder` is absent or empty: a run never writes over anything. */
export async function requireFree(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown): string[] => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") throw new LockstepError("configuration", `${folder} is a file or lies below one; --run must name a folder`);
    throw new LockstepError("configuration", `cannot read the run folder ${folder}: ${message}`, { cause: error });
  });
  if (entries.includes(runConfigFile)) {
    throw new LockstepError(
      "configuration",
      `${folder} already holds a run; go on with it by \`npx lockstep train --resume --run ${shellWord(folder)}\`, or choose another folder`,
    );
  }
  if (entries.length > 0) {
    throw new LockstepError(
      "configuration",
      `the folder ${folder} is not empty (it holds ${entries[0]}); choose an empty or new one for the run`,
    );
  }
}

/**
 * Makes the folder of a run and its `logs/`, where they do not exist yet. Throws "configuration" if that cannot be done; nothing is left behind then.
 * @returns takes away again what was made, as far as it is empty
 */
export async function createRunFolder(folder: string): Promise<() => Promise<void>> {
  const made: string[] = [];
  const undo = async (): Promise<void> => {
    for (const each of made.toReversed()) await rmdir(each).catch(() => undefined);
  };
  try {
    await makeFolder(path.join(folder, "logs"), made);
    return undo;
  } catch (error) {
    await undo();
    throw new LockstepError("configuration", `cannot write the run folder ${folder}: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Makes a folder and those above it; appends to `made` what was missing.
 * Not `mkdir(folder, { recursive: true })`: below /proc, where making a folder gives ENOENT, that never returns (Node 20).
 */
async function makeFolder(folder: string, made: string[]): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return;
  if (path.dirname(folder) !== folder) await makeFolder(path.dirname(folder), made);
  try {
    await mkdir(folder);
    made.push(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST" || found !== null) throw error;
  }
}

/** The folder below `runs/` whose run was configured last. Throws "configuration" if there is none. */
export async function newestRun(folder: string): Promise<string> {
  const newest = await findNewestRun(folder);
  if (newest === null) throw new LockstepError("configuration", `there is no run to resume in ${folder}; name its folder with --run DIR`);
  return newest;
}

/** As {@link newestRun}; null if there is none. */
export async function findNewestRun(folder: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => [] as string[]);
  let newest: { readonly folder: string; readonly timeMs: number } | null = null;
  for (const name of names) {
    const candidate = path.join(folder, name);
    const { mtimeMs } = (await stat(path.join(candidate, runConfigFile)).catch(() => null)) ?? {};
    if (mtimeMs !== undefined && (newest === null || mtimeMs > newest.timeMs)) newest = { folder: candidate, timeMs: mtimeMs };
  }
  return newest?.folder ?? null;
}

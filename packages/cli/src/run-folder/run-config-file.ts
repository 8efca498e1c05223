import { existsSync } from "node:fs";
import { link, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import { formatRunConfig, parseRunConfig, runConfigFile } from "../configuration/run-config.ts";
import type { RunConfig } from "../configuration/run-config.ts";
import type { InitialValuesContent } from "./initial-values.ts";
import { createRunFolder } from "./run-folder.ts";

/** Throws "configuration" if `folder` holds no run or its configuration cannot be read. */
export async function readRunConfig(folder: string): Promise<RunConfig> {
  const config = await findRunConfig(folder);
  if (config === null) throw new LockstepError("configuration", `${folder} holds no run: there is no ${runConfigFile} in it`);
  return config;
}

/** As {@link readRunConfig}; null if there is no configuration file. */
export async function findRunConfig(folder: string): Promise<RunConfig | null> {
  const file = path.join(folder, runConfigFile);
  const source = await readFile(file, "utf8").catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw new LockstepError("configuration", `cannot read ${file}: ${message}`, { cause: error });
  });
  return source === null ? null : parseRunConfig(source, file);
}

/**
 * Makes the folder of a new run with its configuration in it; throws "configuration", and leaves nothing behind, if that cannot be done.
 * @param mode see {@link writeRunConfig}
 * @param initialValues what the run begins with; null: random values alone
 */
export async function createRun(
  folder: string,
  config: RunConfig,
  mode: "new" | "replace",
  initialValues: InitialValuesContent | null,
): Promise<void> {
  const undo = await createRunFolder(folder);
  try {
    // First: a run that is there has what it begins with.
    if (initialValues !== null) await (await import("./initial-values.ts")).writeInitialValues(folder, initialValues);
    await writeRunConfig(folder, config, mode);
  } catch (error) {
    if (initialValues !== null && !existsSync(path.join(folder, runConfigFile)))
      await (await import("./initial-values.ts")).removeInitialValues(folder, initialValues);
    await undo();
    throw error;
  }
}

/**
 * Writes `config.yaml` as a whole or not at all. "new" fails with "configuration" if another process has made the folder its run in the meantime.
 */
export async function writeRunConfig(folder: string, config: RunConfig, mode: "new" | "replace"): Promise<void> {
  const file = path.join(folder, runConfigFile);
  const draft = path.join(folder, `.${runConfigFile}.${process.pid}`);
  try {
    const handle = await open(draft, "w");
    try {
      await handle.writeFile(formatRunConfig(config));
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (mode === "new") await link(draft, file);
    else await rename(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw new LockstepError("configuration", `${folder} already holds a run that another process has just begun`, { cause: error });
    }
    throw new LockstepError("configuration", `cannot write ${file}: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
}

import { stat } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import { runConfigFile } from "../configuration/run-config.ts";
import { shellWord } from "../progress/format.ts";
import { endOfRun } from "./end-of-run.ts";
import { findNewestRun, runsFolder } from "./run-folder.ts";

/** Where a trained model lies. */
export interface ModelFolder {
  /** holds model.json */
  readonly folder: string;
  /** the folder of its run; null if it was copied from there */
  readonly runFolder: string | null;
}

/**
 * Finds the model of a run folder, of a folder with model.json, or (nothing named) of the newest run in `runs/`.
 * @param flag how the folder would be named: "" (an argument) or "--run "
 * @throws LockstepError "configuration" if there is none; the text says what to do
 */
export async function findModelFolder(named: string | undefined, flag: "" | "--run "): Promise<ModelFolder> {
  const folder = named ?? (await findNewestRun(runsFolder));
  if (folder === null) {
    throw new LockstepError("configuration", `there is no run in ${path.resolve(runsFolder)}; train one, or name its folder (${flag}DIR)`);
  }
  if (await isFile(path.join(folder, "model.json"))) {
    const parent = path.dirname(path.resolve(folder));
    return { folder, runFolder: (await isFile(path.join(parent, runConfigFile))) ? parent : null };
  }
  const model = path.join(folder, "model");
  const isRun = await isFile(path.join(folder, runConfigFile));
  if (await isFile(path.join(model, "model.json"))) return { folder: model, runFolder: isRun ? folder : null };
  if (isRun) {
    const ended = await endOfRun(folder);
    throw new LockstepError(
      "configuration",
      `the run in ${folder} has no model${ended === null ? ` yet; finish it with \`lockstep train --resume --run ${shellWord(folder)}\`` : `: ${ended}`}`,
    );
  }
  throw new LockstepError("configuration", `${folder} holds neither a run nor a model (model.json)`);
}

async function isFile(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null))?.isFile() === true;
}

import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import { writeFileAtomically } from "./atomic-file.ts";
import { coordinatorFolder } from "./coordinator-folder.ts";

/** `coordinator/http.json` of a run folder: where the status of the run is served now, for those who have only the folder. */
interface StatusAddress {
  readonly runId: string;
  /** random id of the coordinator process */
  readonly instance: string;
  readonly pid: number;
  /** host:port as bound */
  readonly address: string;
}

const retryMs = 5_000;
/** Problem of this file, see alarmLogger. */
const alarm = "status address";

/**
 * Tells it for as long as the process lives; a kill leaves the file behind, and a reader then finds nobody there, or another run.
 * A run does not stand or fall with it: what cannot be written is a warning, and is tried again.
 * @returns takes the file away again, unless a newer coordinator has put its own there
 */
export async function announceStatusAddress(
  runFolder: string,
  told: Omit<StatusAddress, "pid">,
  logger: Logger,
): Promise<() => Promise<void>> {
  const file = path.join(coordinatorFolder(runFolder), "http.json");
  let retry: NodeJS.Timeout | null = null;
  let writing: Promise<void> = Promise.resolve();
  const write = async (): Promise<void> => {
    try {
      await writeFileAtomically(file, `${JSON.stringify({ ...told, pid: process.pid })}\n`);
      logger.debug({ alarmOver: alarm }, "`lockstep status` finds this run");
    } catch (error) {
      logger.warn({ alarm }, `\`lockstep status\` does not find this run by its folder: ${LockstepError.from(error).message}`);
      retry = setTimeout(() => {
        writing = write();
      }, retryMs);
    }
  };
  await write();
  return async () => {
    await writing;
    if (retry !== null) clearTimeout(retry);
    const text = await readFile(file, "utf8").catch(() => "");
    if (text.includes(`"${told.instance}"`)) await rm(file, { force: true }).catch(() => {});
  };
}

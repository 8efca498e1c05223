import path from "node:path";
import { bestFolderName, openLedgerFile, SnapshotStore } from "@lockstep/core";
import type { Disk, LedgerFile, Logger, RunDescription } from "@lockstep/core";
import type { Ownership } from "./ownership.ts";

export interface RangeFilesOptions {
  /** where snapshots and ledger lie; the same folder again after a restart */
  readonly folder: string;
  /** k: which of the K ranges */
  readonly range: number;
  readonly run: RunDescription;
  /** of this folder, which this process has taken over */
  readonly ownership: Ownership;
  readonly logger: Logger;
  /** default: the machine's */
  readonly disk?: Disk;
}

/** What a parameter server has written down of its range, apart from its promise. */
export interface RangeFiles {
  readonly store: SnapshotStore;
  readonly ledger: LedgerFile;
  /** of the best version; null in a run that holds no samples back for validation */
  readonly best: SnapshotStore | null;
}

/**
 * Opens snapshots and ledger of a range, made if there are none, and tells of what was lost of them. A promise that was lost is taken from
 * the ledger.
 * @throws LockstepError "io", "refused" if a newer process has taken the folder over
 */
export async function openRangeFiles(options: RangeFilesOptions): Promise<RangeFiles> {
  const { folder, range, run, ownership, logger, disk } = options;
  const store = await SnapshotStore.open({ folder: path.join(folder, "snapshots"), range, run, logger, ...(disk && { disk }) });
  const openBest = (): Promise<SnapshotStore> =>
    SnapshotStore.open({ folder: path.join(folder, bestFolderName), range, run, logger, ...(disk && { disk }) });
  const best = run.settings.validation === undefined ? null : await openBest();
  const ledger = await openLedgerFile(path.join(folder, range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`), disk);
  try {
    tellCut(ledger, logger);
    tellLoss(store, ledger, run.settings.snapshotEverySteps, logger);
    if (ownership.promisedAtLeast(ledger.generation))
      logger.warn(
        { alarm: true },
        `the promise of parameter server ${range} was lost: it takes generation ${ledger.generation} of its ledger for it`,
      );
    return { store, ledger, best };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

/** A torn last line is what a crash leaves; more than that is damage. */
function tellCut({ file, cut }: LedgerFile, logger: Logger): void {
  if (cut === null) return;
  const kept = cut.savedAs === null ? "" : `; they are kept as ${cut.savedAs}`;
  const message = `${file}: ${cut.bytes} bytes cut off its end: ${cut.reason}${kept}`;
  if (cut.savedAs === null) logger.warn({ ...cut }, message);
  else logger.error({ ...cut, alarm: true }, `${message}; what they tell will be trained again`);
}

/** The newest snapshot is of one of the last versions, unless snapshots have failed, are damaged or gone. */
function tellLoss(store: SnapshotStore, ledger: LedgerFile, everySteps: number, logger: Logger): void {
  const newest = store.covered(ledger).at(-1) ?? 0;
  const lost = ledger.nextStep - newest;
  if (lost <= 2 * everySteps) return;
  logger.error(
    { alarm: true, newest, steps: ledger.nextStep },
    `the ledger tells of ${ledger.nextStep} steps, but the newest snapshot that can be used is of version ${newest}: ${lost} steps may have to be trained again`,
  );
}

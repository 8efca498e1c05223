import path from "node:path";
import { LockstepError } from "../errors.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import type { Logger } from "../run/logger.ts";
import type { RunSettings } from "../run/settings.ts";
import type { Disk } from "../storage/disk.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import type { ParameterRangeBounds } from "../reduce/partition.ts";
import type { LedgerCoverage, LedgerFile } from "./ledger-file.ts";
import type { RangeCopy } from "./parameter-range.ts";
import { checkSnapshot, readSnapshot, type Snapshot, writeSnapshot } from "./snapshot-file.ts";
import type { SnapshotHeader } from "./snapshot-header.ts";

/** What all snapshots of a run have in common; one that differs is not used. */
export interface SnapshotRun {
  readonly runId: string;
  readonly recipeHash: string;
  readonly settings: Pick<RunSettings, "seed" | "optimizer">;
}

export interface SnapshotStoreOptions {
  /** made if it does not exist, and again if it is deleted */
  readonly folder: string;
  /** number of the parameter server's range */
  readonly range: number;
  readonly run: SnapshotRun;
  readonly logger: Logger;
  /** default: this machine's */
  readonly disk?: Disk;
}

export interface RejectedSnapshot {
  readonly file: string;
  readonly reason: string;
}

/** What a snapshot is made of: a copy of one version, where it was taken, and the ledger that leads to it. */
export interface SnapshotSource extends RangeCopy {
  readonly generation: number;
  readonly ledger: LedgerCoverage;
  /** what computed the gradients */
  readonly backend: string;
  readonly backendVersion: string;
}

/**
 * The snapshots of one range in a folder. All files are checked when the store is opened and again when they are loaded. Of two files of
 * one version that of the higher generation counts. Nothing is ever deleted except by {@link delete}.
 */
export class SnapshotStore {
  /** files found at opening that are not used, with the reason */
  readonly rejected: readonly RejectedSnapshot[];
  readonly #options: SnapshotStoreOptions;
  readonly #disk: Disk;
  /** by version, then generation */
  readonly #good = new Map<number, Map<number, SnapshotHeader>>();

  private constructor(options: SnapshotStoreOptions, good: readonly SnapshotHeader[], rejected: readonly RejectedSnapshot[]) {
    this.#options = options;
    this.#disk = options.disk ?? nodeDisk;
    this.rejected = rejected;
    for (const header of good) this.#remember(header);
  }

  /** Checks what is there (one piece of a file in memory at a time) and removes what unfinished writes left. Throws LockstepError "io". */
  static async open(options: SnapshotStoreOptions): Promise<SnapshotStore> {
    const { folder, range, logger, disk = nodeDisk } = options;
    const good: SnapshotHeader[] = [];
    const rejected: RejectedSnapshot[] = [];
    try {
      disk.makeFolder(folder);
      for (const name of (await disk.list(folder)).toSorted()) {
        const file = path.join(folder, name);
        if (name.startsWith(`ps${range}-`) && name.endsWith(".tmp")) await disk.remove(file);
        const numbers = parseName(name);
        if (numbers?.range !== range) continue;
        try {
          const header = await checkSnapshot(file, disk);
          checkBelongs(header, numbers, options);
          good.push(header);
        } catch (error) {
          const { message: reason } = LockstepError.from(error);
          rejected.push({ file, reason });
          logger.error({ file, alarm: true }, `a snapshot is not used: ${reason}`);
        }
      }
    } catch (error) {
      throw new LockstepError("io", `snapshots in ${folder} cannot be read: ${LockstepError.from(error).message}`, { cause: error });
    }
    return new SnapshotStore(options, good, rejected);
  }

  /** Versions that can be loaded, ascending. */
  versions(): number[] {
    return [...this.#good.keys()].toSorted((a, b) => a - b);
  }

  /**
   * Throws LockstepError "configuration" if any snapshot holds other elements than these. It was then taken with another number of
   * parameter servers, and must not be given up for a run that begins anew.
   */
  requireBounds({ range, start, end }: ParameterRangeBounds): void {
    const stranger = [...this.#good.values()]
      .flatMap((generations) => [...generations.values()])
      .find(({ bounds }) => bounds.start !== start || bounds.end !== end);
    if (stranger === undefined) return;
    throw new LockstepError(
      "configuration",
      `${this.#file(stranger)} holds elements [${stranger.bounds.start}, ${stranger.bounds.end}), range ${range} of this run is [${start}, ${end}): it was taken with another number of parameter servers. Go on with that number, or change it by \`lockstep train --resume --parameter-servers\``,
    );
  }

  /** Versions whose snapshot rests on this ledger as it is now. Throws LockstepError "io". */
  covered(ledger: Pick<LedgerFile, "covers">): number[] {
    return this.versions().filter((version) => {
      const header = this.#newest(version);
      return header !== null && ledger.covers({ ...header.ledger, version });
    });
  }

  /** Throws LockstepError "io" or "data" if there is none, or the file is not as it was written. */
  async load(version: number): Promise<Snapshot> {
    const newest = this.#newest(version);
    if (!newest) throw new LockstepError("io", `no snapshot of version ${version} in ${this.#options.folder}`);
    const snapshot = await readSnapshot(this.#file(newest), this.#disk);
    checkBelongs(snapshot.header, { range: newest.bounds.range, version, generation: newest.generation }, this.#options);
    return snapshot;
  }

  /**
   * Writes a snapshot (see writeSnapshot); the vectors must not change meanwhile. After an abort nothing of it remains.
   * Throws LockstepError "io" or "aborted".
   */
  async write(source: SnapshotSource, signal?: AbortSignal): Promise<void> {
    const { run, range } = this.#options;
    const { version, updates, generation, bounds, layoutHash, ledger, backend, backendVersion, parameters, slots, slotNames } = source;
    if (bounds.range !== range) throw new LockstepError("invariant", `a snapshot of range ${bounds.range} for the store of range ${range}`);
    const header: SnapshotHeader = {
      runId: run.runId,
      recipeHash: run.recipeHash,
      layoutHash,
      seed: run.settings.seed,
      bounds,
      version,
      updates,
      generation,
      optimizer: run.settings.optimizer,
      slots: slotNames,
      backend,
      backendVersion,
      ledger,
    };
    this.#makeFolder();
    await writeSnapshot(this.#file(header), { header, parameters, slots }, signal, this.#disk);
    if (signal?.aborted) {
      this.#disk.removeNow(this.#file(header));
      throw new LockstepError("aborted", `snapshot of version ${version}: no longer wanted`);
    }
    this.#remember(header);
  }

  /**
   * Removes all snapshots of a version. One whose file cannot be removed is forgotten all the same, with an alarm; should it be found again
   * after a restart, the ledger does not cover it any more if the run has gone back behind it.
   */
  delete(version: number): void {
    for (const header of this.#good.get(version)?.values() ?? []) {
      const file = this.#file(header);
      try {
        this.#disk.removeNow(file);
      } catch (error) {
        this.#options.logger.error({ file, alarm: true }, `a snapshot cannot be deleted: ${LockstepError.from(error, "io").message}`);
      }
    }
    this.#good.delete(version);
  }

  /** A version that cannot be loaded is not offered any more. Its files stay as they are; they are checked when the store is opened again. */
  forget(version: number): void {
    this.#good.delete(version);
  }

  /** Somebody may have deleted it while the run was at work, and a run cannot end without its last snapshot. */
  #makeFolder(): void {
    const { folder } = this.#options;
    try {
      this.#disk.makeFolder(folder);
    } catch (error) {
      throw new LockstepError("io", `snapshots in ${folder} cannot be written: ${LockstepError.from(error).message}`, { cause: error });
    }
  }

  #remember(header: SnapshotHeader): void {
    const generations = this.#good.get(header.version) ?? new Map<number, SnapshotHeader>();
    this.#good.set(header.version, generations.set(header.generation, header));
  }

  #newest(version: number): SnapshotHeader | null {
    const generations = this.#good.get(version);
    return generations?.get(Math.max(...generations.keys())) ?? null;
  }

  #file({ bounds, version, generation }: Pick<SnapshotHeader, "bounds" | "version" | "generation">): string {
    return path.join(this.#options.folder, snapshotName(bounds.range, version, generation));
  }
}

/** Name of a snapshot's file. */
export function snapshotName(range: number, version: number, generation: number): string {
  return `ps${range}-v${version}-g${generation}.snapshot`;
}

interface SnapshotNumbers {
  readonly range: number;
  readonly version: number;
  readonly generation: number;
}

function parseName(name: string): SnapshotNumbers | null {
  const match = /^ps(\d{1,10})-v(\d{1,10})-g(\d{1,10})\.snapshot$/.exec(name);
  return match && { range: Number(match[1]), version: Number(match[2]), generation: Number(match[3]) };
}

/** Throws LockstepError "data" if a good file is not the one its name says, or of another run. */
function checkBelongs(header: SnapshotHeader, numbers: SnapshotNumbers, { run, range }: SnapshotStoreOptions): void {
  const comparisons: [string, unknown, unknown][] = [
    ["range", header.bounds.range, range],
    ["version", header.version, numbers.version],
    ["generation", header.generation, numbers.generation],
    ["run", header.runId, run.runId],
    ["recipe", header.recipeHash, run.recipeHash],
    ["seed", header.seed, run.settings.seed],
    ["optimizer", canonicalJson(header.optimizer), canonicalJson(run.settings.optimizer)],
  ];
  for (const [what, found, expected] of comparisons) {
    if (found !== expected)
      throw new LockstepError(
        "data",
        `${snapshotName(range, numbers.version, numbers.generation)} is of another ${what}: ${String(found)}; expected ${String(expected)}`,
      );
  }
}

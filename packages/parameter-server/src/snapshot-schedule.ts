import { failpoint, LockstepError, systemClock, waitingFailpoint } from "@lockstep/core";
import type { Clock, LedgerFile, Logger, ParameterRange, RangeCopy, Roster, SnapshotStore } from "@lockstep/core";

export interface SnapshotScheduleOptions {
  readonly store: SnapshotStore;
  readonly ledger: LedgerFile;
  readonly logger: Logger;
  /** a snapshot of every version that is a multiple of this */
  readonly everySteps: number;
  /** the last version as far as it is known now (N + 1, or less where the run ends early), written until it succeeds */
  readonly lastVersion: () => number;
  /** Called when a snapshot's write has tried to make the ledger durable, which writes the lines that wait, if the disk takes them. */
  readonly onLedgerTried: () => void;
  /** default: the system's */
  readonly clock?: Clock;
}

/** Where the versions of a generation come from; part of every snapshot. */
type SnapshotOrigin = Pick<Roster, "generation" | "backend" | "backendVersion">;

interface WriteInFlight {
  readonly version: number;
  readonly cancelled: AbortController;
  done: Promise<void>;
}

const retryMs = 500;
/** Problem of the snapshots, see alarmLogger: told once, however many fail. */
const alarm = "snapshots";
// While the coordinator is away nobody says what may be deleted; a server then stops taking snapshots rather than fill the disk.
const mostFiles = 12;

/**
 * When snapshots are taken: on step numbers, never on timers, so that all servers hold the same versions. A write goes on beside the
 * training; only the next snapshot's commit waits for it.
 */
export class SnapshotSchedule {
  readonly #options: SnapshotScheduleOptions;
  readonly #writes = new Map<number, WriteInFlight>();
  #closed = false;
  #ending = false;
  #origin: SnapshotOrigin = { generation: 0, backend: "", backendVersion: "" };

  constructor(options: SnapshotScheduleOptions) {
    this.#options = options;
  }

  /** Versions being written. */
  get writing(): number[] {
    return [...this.#writes.keys()];
  }

  /** The last version and the ledger that leads to it are durable. */
  get closed(): boolean {
    return this.#closed;
  }

  isDue(version: number): boolean {
    return version === this.#options.lastVersion() || version % this.#options.everySteps === 0;
  }

  /** What the commit that makes `version` has to wait for: the end of the write before, if this version is to be written too. */
  before(version: number): Promise<void> | null {
    if (!this.isDue(version) || this.#writes.size === 0) return null;
    return Promise.all([...this.#writes.values()].map((write) => write.done)).then(() => {});
  }

  /**
   * Called right after the commit: copies what is due, before the next step can change it, and writes it in the background.
   * @param after what must be durable before a snapshot of this version can be; null: nothing
   */
  afterCommit(parameters: ParameterRange, version: number, after: Promise<void> | null = null): void {
    const { store, logger, lastVersion } = this.#options;
    if (!this.isDue(version)) return;
    if (version !== lastVersion() && store.versions().length >= mostFiles) {
      logger.warn(
        { version },
        `snapshot of version ${version} skipped: ${mostFiles} are kept already and the coordinator has not said which may go`,
      );
      return;
    }
    this.take(parameters, version, after);
  }

  /** Copies a version that is held and writes it in the background, once `after` has ended, unless there is a file of it. */
  take(parameters: ParameterRange, version: number, after: Promise<void> | null = null): void {
    const { store } = this.#options;
    if (this.#writes.has(version)) return;
    if (store.versions().includes(version)) {
      this.#close(version);
      return;
    }
    const copy = parameters.copyOf(version);
    failpoint("server.snapshot-copied");
    const write: WriteInFlight = { version, cancelled: new AbortController(), done: Promise.resolve() };
    this.#writes.set(version, write);
    write.done = this.#write(write, copy, this.#origin, after).finally(() => {
      if (this.#writes.get(version) === write) this.#writes.delete(version);
    });
  }

  /** A generation begins: writes of versions newer than its start are given up, older ones go on. */
  restart({ start, generation, backend, backendVersion }: Roster): void {
    this.#origin = { generation, backend, backendVersion };
    this.#closed = false;
    for (const write of this.#writes.values()) {
      if (write.version <= start) continue;
      write.cancelled.abort();
      this.#writes.delete(write.version);
    }
    this.#close(start);
  }

  /** The process ends: resolves when nothing is being written any more. What fails from now on is not tried again. */
  async end(): Promise<void> {
    this.#ending = true;
    await Promise.allSettled([...this.#writes.values()].map((write) => write.done));
  }

  async #write(write: WriteInFlight, copy: RangeCopy, origin: SnapshotOrigin, after: Promise<void> | null): Promise<void> {
    const { store, ledger, logger, lastVersion, onLedgerTried, clock = systemClock } = this.#options;
    const { signal } = write.cancelled;
    if (after !== null) await after;
    for (let tries = 0; ; tries++) {
      try {
        const covered = await ledger.sync().finally(onLedgerTried);
        await waitingFailpoint("server.snapshot-ledger-synced");
        await store.write({ ...copy, ...origin, ledger: covered }, signal);
        if (!signal.aborted) {
          logger.info({ version: write.version, alarmOver: alarm }, `snapshot of version ${write.version} written`);
          this.#close(write.version);
        }
        return;
      } catch (error) {
        if (signal.aborted) return;
        const { message } = LockstepError.from(error, "io");
        if (write.version !== lastVersion()) {
          logger.error(
            { version: write.version, alarm },
            `snapshot of version ${write.version} failed: ${message}; training goes on, the last good one stays`,
          );
          return;
        }
        // An alarm keeps its first words, and those of an earlier snapshot say that training goes on.
        logger.error(
          { version: write.version, alarm, ...(tries === 0 && { alarmOver: alarm }) },
          `the last snapshot failed: ${message}; trying again every ${retryMs} ms, the run cannot end without it`,
        );
        if (!this.#ending) await new Promise<void>((resolve) => clock.after(retryMs, resolve));
        if (signal.aborted || this.#ending) return;
      }
    }
  }

  #close(version: number): void {
    if (version !== this.#options.lastVersion() || !this.#options.store.versions().includes(version)) return;
    this.#closed = true;
    failpoint("server.closed");
  }
}

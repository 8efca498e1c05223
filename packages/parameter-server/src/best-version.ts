import { bestValidation, deferred, LockstepError, systemClock } from "@lockstep/core";
import type { Clock, Deferred, LedgerFile, Logger, ParameterRange, RangeCopy, Roster, SnapshotStore } from "@lockstep/core";

export interface BestVersionOptions {
  /** holds the best version and nothing else, apart from the moment in which a better one takes its place */
  readonly store: SnapshotStore;
  readonly ledger: LedgerFile;
  readonly logger: Logger;
  /** default: the system's */
  readonly clock?: Clock;
}

const retryMs = 500;
/** Problem of the best version, see alarmLogger. */
const alarm = "best version";

/**
 * Keeps the version with the best validation on disk until the run is over. Which one that is follows from this server's own ledger alone,
 * which all servers have alike; it is copied at the commit that brings its validation, while it is still held. Snapshots are written after
 * it, so that whatever this server can go on from after a crash has no better version behind it that is lost.
 */
export class BestVersion {
  readonly #options: BestVersionOptions;
  #origin: Pick<Roster, "generation" | "backend" | "backendVersion"> = { generation: 0, backend: "", backendVersion: "" };
  /** the copy that is to be written; a better one takes its place */
  #wanted: RangeCopy | null = null;
  #writing: Promise<void> | null = null;
  /** resolves when the disk was tried with the copy that is wanted; further attempts hold nobody up */
  #tried: Deferred<void> | null = null;
  #ending = false;

  constructor(options: BestVersionOptions) {
    this.#options = options;
  }

  /** It is not durable yet. */
  get pending(): boolean {
    return this.#writing !== null;
  }

  /** What a snapshot has to wait for before it is written; null: nothing. */
  before(): Promise<void> | null {
    return this.#tried?.promise ?? null;
  }

  /** A generation begins: versions after its start will be made anew. */
  restart({ start, generation, backend, backendVersion }: Roster): void {
    const { store } = this.#options;
    this.#origin = { generation, backend, backendVersion };
    if (this.#wanted !== null && this.#wanted.version > start) this.#wanted = null;
    for (const version of store.versions()) if (version > start) store.delete(version);
  }

  /** Called right after the ledger's line of `step` was appended, and before the next step can begin. */
  afterCommit(parameters: ParameterRange, step: number): void {
    const { store, ledger } = this.#options;
    const { validations } = ledger;
    if (validations.at(-1)?.version !== step || bestValidation(validations).result?.version !== step) return;
    if (store.versions().includes(step)) return;
    // To be used, a model needs no state of the optimizer.
    this.#wanted = { ...parameters.copyOf(step), slots: [], slotNames: [] };
    this.#tried ??= deferred();
    this.#writing ??= this.#writeAll();
  }

  /** The best version's part in this range; null if this server does not have it. Throws LockstepError "io" or "data". */
  async read(version: number): Promise<Float32Array | null> {
    const { store } = this.#options;
    return store.versions().includes(version) ? (await store.load(version)).parameters : null;
  }

  /** The process ends: resolves when nothing is being written any more. What fails from now on is not tried again. */
  async end(): Promise<void> {
    this.#ending = true;
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    const { logger, clock = systemClock } = this.#options;
    for (let copy = this.#wanted; copy !== null; copy = this.#wanted) {
      try {
        await this.#write(copy);
        logger.info({ version: copy.version, alarmOver: alarm }, `version ${copy.version}, the best so far, is kept`);
        this.#written(copy);
        this.#tellTried(copy);
      } catch (error) {
        const { message } = LockstepError.from(error, "io");
        logger.error(
          { version: copy.version, alarm },
          `version ${copy.version}, the best so far, cannot be kept: ${message}; trying again every ${retryMs} ms, the run cannot end without it`,
        );
        this.#tellTried(copy);
        if (this.#ending) break;
        await new Promise<void>((resolve) => clock.after(retryMs, resolve));
      }
    }
    // In the same turn as the last look at what is wanted: a commit right after it begins to write anew.
    this.#writing = null;
  }

  /** Not if a better one waits already: who waits for the best version waits for that one. */
  #tellTried(copy: RangeCopy): void {
    if (this.#wanted !== null && this.#wanted !== copy) return;
    this.#tried?.resolve();
    this.#tried = null;
  }

  async #write(copy: RangeCopy): Promise<void> {
    const { store, ledger } = this.#options;
    const origin = this.#origin;
    const covered = await ledger.sync();
    await store.write({ ...copy, ...origin, ledger: covered });
  }

  #written(copy: RangeCopy): void {
    const { store } = this.#options;
    if (this.#wanted === null) {
      // A generation has begun that makes this version anew.
      store.delete(copy.version);
    } else if (this.#wanted === copy) {
      this.#wanted = null;
      for (const version of store.versions()) if (version < copy.version) store.delete(version);
    }
  }
}

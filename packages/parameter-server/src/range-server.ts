import { endedPhase, failpoint, LockstepError, stepLine, stepsPerEpoch } from "@lockstep/core";
import type {
  Beat,
  Clock,
  LedgerFile,
  Logger,
  MemberMessage,
  ParameterRange,
  Roster,
  RunDescription,
  SnapshotStore,
  TensorExchange,
} from "@lockstep/core";
import { BestVersion } from "./best-version.ts";
import { endsRun } from "./ends-run.ts";
import { GenerationSteps } from "./generation-steps.ts";
import type { CompleteStep } from "./generation-steps.ts";
import { LedgerAlarm } from "./ledger-alarm.ts";
import type { Ownership } from "./ownership.ts";
import { PromiseKeeper } from "./promise-keeper.ts";
import { RunEnd } from "./run-end.ts";
import { SnapshotSchedule } from "./snapshot-schedule.ts";
import { createRange, loadVersion } from "./version-loading.ts";
import type { InitialValuesSource } from "./version-loading.ts";

export interface RangeServerOptions {
  /** k: which of the K ranges */
  readonly range: number;
  readonly run: RunDescription;
  readonly exchange: TensorExchange;
  readonly ownership: Ownership;
  readonly store: SnapshotStore;
  readonly ledger: LedgerFile;
  /** where the version with the best validation is kept; null or absent in a run that holds no samples back */
  readonly best?: SnapshotStore | null;
  /** N: number of the closing step */
  readonly steps: number;
  /** the optimizer is applied to a slice in pieces of at least this many elements; default 16,384 */
  readonly pieceElements?: number;
  readonly logger: Logger;
  /** where version 0 comes from if the run's settings name initial values */
  readonly initialValues?: InitialValuesSource;
  /** to the coordinator */
  readonly send: (message: MemberMessage) => void;
  readonly onFatal: (error: LockstepError) => void;
  /** default: the system's */
  readonly clock?: Clock;
}

// Small enough that the parameters of a large slice leave while its gradient still arrives, large enough that a call costs nothing.
const defaultPieceElements = 16_384;

/** What a parameter server tells of itself in every beat. */
export type RangeState = Omit<Beat, "phaseMs" | "alarms">;

/**
 * One range of the parameters through the generations of a run: promises (fence), opens at the version that all servers hold, commits
 * each step exactly once, and leaves a ledger line for it. One idea carries everything: a generation is valid only after all servers have
 * promised it; what belongs to an older one can then never be committed.
 */
export class RangeServer {
  readonly #options: RangeServerOptions;
  readonly #promises: PromiseKeeper;
  readonly #ledgerAlarm: LedgerAlarm;
  readonly #snapshots: SnapshotSchedule;
  readonly #best: BestVersion | null;
  readonly #stepsPerEpoch: number;
  readonly #validates: boolean;
  readonly #end: RunEnd;
  /** null until the first roster brings the layout */
  #parameters: ParameterRange | null = null;
  #generation = 0;
  #current: GenerationSteps | null = null;
  /** the last version is committed, or the open generation has begun with it */
  #hasEnded = false;
  #leaving = false;
  #opening: Promise<void> = Promise.resolve();
  #isOpening = false;
  /** the generation whose commit is held back by the snapshot before it, which is still being written */
  #heldBack: GenerationSteps | null = null;

  constructor(options: RangeServerOptions) {
    this.#options = options;
    const { run, ownership, store, ledger, steps, logger, onFatal, clock } = options;
    this.#validates = run.settings.validation !== undefined;
    this.#stepsPerEpoch = stepsPerEpoch(run.data.trainSamples, run.settings.batchSize, run.settings.shards);
    this.#end = new RunEnd({ steps, earlyStop: run.settings.earlyStop ?? null, ledger });
    this.#promises = new PromiseKeeper({
      ownership,
      logger,
      askAgain: ({ generation, coordinator }) => this.fence(generation, coordinator),
      onFatal,
      ...(clock && { clock }),
    });
    this.#ledgerAlarm = new LedgerAlarm(ledger, logger);
    const { best } = options;
    this.#best = best ? new BestVersion({ store: best, ledger, logger, ...(clock && { clock }) }) : null;
    this.#snapshots = new SnapshotSchedule({
      store,
      ledger,
      logger,
      everySteps: run.settings.snapshotEverySteps,
      lastVersion: () => this.#end.step + 1,
      onLedgerTried: () => this.#ledgerAlarm.check(),
      ...(clock && { clock }),
    });
  }

  get state(): RangeState {
    const waitingFor = this.#current?.waitingFor() ?? [];
    return {
      generation: this.#generation,
      version: this.#parameters?.version ?? 0,
      snapshots: this.#options.store.versions(),
      writing: this.#snapshots.writing,
      closed: this.#snapshots.closed && this.#best?.pending !== true,
      phase: this.#phase,
      waitingFor,
    };
  }

  get #phase(): string {
    if (this.#hasEnded) return endedPhase;
    if (this.#current === null) return this.#isOpening ? "opening" : "idle";
    return this.#heldBack === this.#current ? "writing the snapshot before" : "step";
  }

  /** The parameters of a version this server holds in memory, or null. */
  parameters(version: number): { readonly start: number; readonly values: Float32Array } | null {
    const range = this.#parameters;
    if (!range?.versions().includes(version)) return null;
    return { start: range.bounds.start, values: range.parameters(version) };
  }

  /**
   * A copy of the parameters of a version that this server holds in memory, or as the best one on its disk.
   * @throws LockstepError "unavailable" if it does not hold it now, "data" if it will not any more, or "io"
   */
  async readVersion(version: number): Promise<{ readonly start: number; readonly values: Float32Array }> {
    const held = this.parameters(version);
    if (held) return { start: held.start, values: held.values.slice() };
    const values = await this.#best?.read(version);
    const start = this.#parameters?.bounds.start;
    if (values && start !== undefined) return { start, values };
    // Nothing comes to a closed server any more.
    const code = this.state.closed ? "data" : "unavailable";
    throw new LockstepError(
      code,
      `version ${version} is not held by parameter server ${this.#options.range} (now at ${this.state.version})`,
    );
  }

  /** A coordinator asks for the promise to refuse everything older than `generation` from now on. */
  fence(generation: number, coordinator: string): void {
    const { ownership, exchange, send } = this.#options;
    const have = ownership.fence;
    if (this.#leaving) return;
    failpoint("server.fence-received");
    if (generation < have.generation || (generation === have.generation && coordinator !== have.coordinator)) {
      send({ kind: "fence-refused", have: have.generation });
      return;
    }
    if (!this.#promises.promise({ generation, coordinator })) return;
    failpoint("server.fence-durable");
    if (generation > this.#generation) {
      this.#stop();
      exchange.closeGeneration(generation - 1);
    }
    send({ kind: "fence-reply", generation, versions: this.#offers() });
  }

  /** Opens the generation that this server promised; any other roster is ignored. */
  open(roster: Roster): void {
    this.#opening = this.#opening
      .then(() => {
        this.#isOpening = true;
        return this.#open(roster);
      })
      .catch((error: unknown) => this.#options.onFatal(LockstepError.from(error)))
      .finally(() => {
        this.#isOpening = false;
      });
  }

  /** The coordinator says which snapshots no one will need any more. */
  drop(versions: readonly number[]): void {
    if (versions.length === 0) return;
    const { store, ownership, logger } = this.#options;
    ownership.check();
    for (const version of versions) {
      store.delete(version);
      failpoint("server.snapshot-dropped");
      logger.debug({ version }, `snapshot of version ${version} deleted: newer ones are common to all servers`);
    }
  }

  /**
   * Leaves before the end: nothing is applied any more, and what is held is written down. All servers are within one version of each
   * other, so that the two versions held here have one in common with every other server.
   */
  async drain(): Promise<void> {
    this.#leaving = true;
    this.#stop();
    await this.#opening;
    if (this.#parameters) {
      for (const version of this.#parameters.versions()) this.#snapshots.take(this.#parameters, version, this.#best?.before() ?? null);
    }
    await this.#best?.end();
    await this.#snapshots.end();
  }

  /** Ends the current generation and waits for writes in flight. */
  async close(): Promise<void> {
    this.#leaving = true;
    this.#stop();
    await this.#opening;
    await this.#best?.end();
    await this.#snapshots.end();
  }

  #stop(): void {
    this.#current?.close();
    this.#current = null;
    this.#hasEnded = false;
  }

  #offers(): number[] {
    const { store, ledger } = this.#options;
    const covered = store.covered(ledger);
    return [...new Set([0, ...covered, ...(this.#parameters?.versions() ?? [])])].toSorted((a, b) => a - b);
  }

  #promised(roster: Roster): boolean {
    const fence = this.#options.ownership.fence;
    return roster.generation === fence.generation && roster.coordinator === fence.coordinator && roster.generation > this.#generation;
  }

  #initialValues(): InitialValuesSource | null {
    const { run, initialValues } = this.#options;
    if (run.settings.initialValues === undefined) return null;
    if (initialValues === undefined) throw new LockstepError("invariant", "the run begins with values that this server has no source of");
    return initialValues;
  }

  async #open(roster: Roster): Promise<void> {
    const { range, ledger, store, exchange, logger, send, run } = this.#options;
    if (!this.#promised(roster) || this.#leaving) return;
    failpoint("server.opening");
    const parameters = (this.#parameters ??= createRange(range, roster, run));
    store.requireBounds(parameters.bounds);
    const { start } = roster;
    const stillWanted = (): boolean => this.#promised(roster);
    if (
      !parameters.openAt(start) &&
      !(await loadVersion(parameters, start, { store, logger, stillWanted, initialValues: this.#initialValues() }))
    ) {
      if (this.#promised(roster))
        send({
          kind: "open-failed",
          generation: roster.generation,
          reason: `version ${start} can be had neither from memory nor from a snapshot`,
        });
      return;
    }
    if (!this.#promised(roster) || this.#leaving) return;
    this.#options.ownership.check();
    this.#end.restart(start);
    for (const version of store.versions()) if (version > start) store.delete(version);
    this.#snapshots.restart(roster);
    this.#best?.restart(roster);
    ledger.appendOpen(roster.generation, start);
    await this.#syncOpening(roster.generation);
    if (!this.#promised(roster) || this.#leaving) return;
    failpoint("server.opened");
    this.#generation = roster.generation;
    logger.info(
      { generation: roster.generation, start },
      `generation ${roster.generation}: range ${range} opens at version ${start} (${roster.reason})`,
    );

    exchange.openGeneration(roster.generation, new Map(roster.ranks.map((rank) => [rank.name, rank.address])), (peer) =>
      send({ kind: "dead-link", generation: roster.generation, peer }),
    );
    // Ranks know N alone: they would go on from a version that is the last before it.
    if (this.#end.early === null) this.#current = this.#steps(roster, parameters);
    this.#hasEnded = start === this.#end.step + 1;
    if (this.#hasEnded) this.#snapshots.take(parameters, start, this.#best?.before() ?? null);
  }

  #steps(roster: Roster, parameters: ParameterRange): GenerationSteps {
    const { range, exchange, run } = this.#options;
    return new GenerationSteps({
      exchange,
      roster,
      range,
      parameters,
      shards: run.settings.shards,
      end: this.#end,
      maySkip: run.settings.nonFinite === "skip",
      clipNorm: run.settings.clip?.by === "norm" ? run.settings.clip.limit : null,
      pieceElements: this.#options.pieceElements ?? defaultPieceElements,
      onComplete: (complete) => this.#finishStep(complete),
      onError: (error) => this.#options.onFatal(error),
    });
  }

  /**
   * Before anybody can commit in the new generation: if a power cut took the ledger's line that it begins, snapshots of what it gave up
   * would count again, while other servers hold versions of these numbers that were made anew. A disk that refuses does not stop the
   * training.
   */
  async #syncOpening(generation: number): Promise<void> {
    const { ledger, logger } = this.#options;
    try {
      await ledger.sync();
    } catch (error) {
      logger.warn({ generation }, `the opening of generation ${generation} is not durable yet: ${LockstepError.from(error, "io").message}`);
    }
  }

  /** Commits at once, or as soon as the snapshot write before has ended if this version is to be written too. */
  #finishStep(complete: CompleteStep): void {
    failpoint("server.range-complete");
    if (this.#endsRun(complete)) return;
    const current = this.#current;
    const waiting = this.#snapshots.before(complete.step + 1);
    if (waiting === null) {
      this.#commit(complete);
      return;
    }
    this.#heldBack = current;
    void waiting.then(() => {
      if (this.#current !== current) return;
      this.#heldBack = null;
      this.#commit(complete);
    });
  }

  /** A step that ends the run is not committed: the coordinator tells everybody. */
  #endsRun({ step, contributions }: CompleteStep): boolean {
    const { run, send } = this.#options;
    const range = this.#parameters;
    if (range === null) return false;
    const epoch = Math.floor(step / this.#stepsPerEpoch);
    const at = { step, epoch, shards: contributions, parameters: range.parameters(step), start: range.bounds.start };
    const { result, reason } = endsRun(at, range.layout, run.settings.nonFinite);
    if (!result) return false;
    this.#stop();
    send({ kind: "abort", generation: this.#generation, reason });
    return true;
  }

  #commit(complete: CompleteStep): void {
    const current = this.#current;
    const parameters = this.#parameters;
    if (!current || !parameters) return;
    try {
      current.commit();
      this.#hasEnded = complete.step === this.#end.step;
      failpoint("server.committed");
      this.#options.ledger.append(
        stepLine({ ...complete, generation: this.#generation, stepsPerEpoch: this.#stepsPerEpoch, validates: this.#validates }),
      );
      failpoint("server.ledger-appended");
      this.#best?.afterCommit(parameters, complete.step);
      const { early } = this.#end;
      // Without its last chunks nobody has a version, and nobody goes on from the one after an early end.
      if (early === null) current.release();
      else this.#options.logger.info({ step: complete.step }, `the run ends early, with version ${complete.step}: ${early}`);
      failpoint("server.released");
      this.#snapshots.afterCommit(parameters, complete.step + 1, this.#best?.before() ?? null);
      this.#ledgerAlarm.check();
    } catch (error) {
      this.#options.onFatal(LockstepError.from(error));
    }
  }
}

import path from "node:path";
import { LockstepError, nodeDisk, openDurableRecord, writeFullyNow } from "@lockstep/core";
import type { Disk, DurableRecord } from "@lockstep/core";
import { abortedFile, parseAborted } from "./aborted-run.ts";
import type { AbortedRun } from "./aborted-run.ts";
import { firstWorkerFile, parseFirstWorker } from "./first-worker.ts";
import type { FirstWorker } from "./first-worker.ts";
import { readText } from "./read-text.ts";

/** Letters kept of the reason why a run has ended. */
const maxReasonLength = 4096;

interface JournalRecord {
  /** instance id of the coordinator that writes here */
  readonly claim: string;
  /** last generation asked for */
  readonly generation: number;
  /** N of the run that was finished; 0: none was. A run resumed with more epochs has another N and is not finished. */
  readonly finishedSteps: number;
}

/**
 * What the coordinator remembers: a fixed-size record overwritten in place, so that a full disk cannot stop a change of membership, and
 * the first worker's model and the reason why a run can never be finished in files of their own. Losing the folder loses no training: the promises that count are at the servers.
 * All writes are durable when they return. One process at a time: a newer coordinator takes the journal over, the older one ends.
 */
export class Journal {
  readonly #record: DurableRecord<JournalRecord>;
  readonly #instance: string;
  readonly #folder: string;
  readonly #disk: Disk;
  readonly #modelFile: string;
  readonly #abortFile: string;
  /** that the disk has refused: perhaps one of its copies is durable all the same, and then it is nobody else's */
  #refusedGeneration: number | null = null;
  #firstWorker: FirstWorker | null = null;
  #modelProblem: string | null = null;

  /**
   * Opens the journal of a run. Nothing is written before {@link claim}.
   * @param folder made if it is not there
   * @param instance random id of this process
   * @throws LockstepError "configuration" if the folder cannot be used
   */
  constructor(folder: string, instance: string, disk: Disk = nodeDisk) {
    this.#instance = instance;
    this.#folder = folder;
    this.#disk = disk;
    this.#modelFile = path.join(folder, firstWorkerFile);
    this.#abortFile = path.join(folder, abortedFile);
    try {
      disk.makeFolder(folder);
      this.#record = openDurableRecord<JournalRecord>(path.join(folder, "journal"), { claim: "", generation: 0, finishedSteps: 0 }, disk);
      this.#readFirstWorker();
    } catch (error) {
      throw new LockstepError(
        "configuration",
        `the coordinator cannot keep its journal in ${folder}: ${LockstepError.from(error).message}`,
        { cause: error },
      );
    }
  }

  /** Takes the journal over, as it is now: an older coordinator finds out within 200 ms and ends. */
  claim(): void {
    this.#record.write({ ...this.#record.read(), claim: this.#instance });
    this.#readFirstWorker();
  }

  get generation(): number {
    return this.#record.value.generation;
  }

  /** N of the run that was finished; 0: none was */
  get finishedSteps(): number {
    return this.#record.value.finishedSteps;
  }

  get firstWorker(): FirstWorker | null {
    return this.#firstWorker;
  }

  /** Why what the first worker once said is not known any more; null: it is known, or nobody has said anything. */
  get modelProblem(): string | null {
    return this.#modelProblem;
  }

  /** @throws LockstepError "refused" if a newer coordinator has claimed the journal */
  check(): void {
    this.#current();
  }

  /**
   * Uses up a generation number. May be tried again after it failed.
   * @throws LockstepError "refused" if another coordinator has claimed the journal or used this number, "io" if the disk does not take it
   */
  advance(generation: number): void {
    const current = this.#current();
    if (current.generation >= generation && current.generation !== this.#refusedGeneration)
      throw superseded(`generation ${generation} is taken`);
    this.#refusedGeneration = generation;
    this.#record.write({ ...current, generation });
    this.#refusedGeneration = null;
  }

  /** @param steps N */
  finish(steps: number): void {
    this.#record.write({ ...this.#current(), finishedSteps: steps });
  }

  /** Keeps what the first worker said. The file is in place, whole, when this returns. */
  keepFirstWorker(worker: FirstWorker): void {
    const { layoutJson, topologyJson, backend, backendVersion } = worker;
    this.#replaceFile(this.#modelFile, JSON.stringify({ layoutJson, topologyJson, backend, backendVersion }));
    this.#firstWorker = worker;
    this.#modelProblem = null;
  }

  /**
   * Remembers that the run of N steps can never be finished.
   * @throws LockstepError "refused" if a newer coordinator has claimed the journal, "io" if the disk does not take it
   */
  abort(steps: number, reason: string): void {
    this.#current();
    try {
      const aborted: AbortedRun = { steps, reason: reason.slice(0, maxReasonLength) };
      this.#replaceFile(this.#abortFile, JSON.stringify(aborted));
    } catch (error) {
      throw LockstepError.from(error, "io");
    }
  }

  /** Why the run of N steps can never be finished, and what to do to try it all the same; null: nothing is known of that. */
  aborted(steps: number): string | null {
    let json: string | null;
    try {
      json = readText(this.#disk, this.#abortFile);
    } catch (error) {
      throw new LockstepError("io", `${this.#abortFile} cannot be read: ${LockstepError.from(error).message}`, { cause: error });
    }
    const known = json === null ? null : parseAborted(json);
    if (known?.steps !== steps) return null;
    return `${known.reason} (it ended so before, and would again; remove ${this.#abortFile} to try it all the same)`;
  }

  close(): void {
    this.#record.close();
  }

  #replaceFile(file: string, text: string): void {
    const temporary = `${file}.tmp`;
    const bytes = Buffer.from(text);
    const opened = this.#disk.openNow(temporary, "create");
    try {
      opened.truncate(0);
      writeFullyNow(opened, bytes, 0);
      opened.syncNow();
    } finally {
      opened.closeNow();
    }
    this.#disk.renameNow(temporary, file);
    this.#disk.syncFolderNow(this.#folder);
  }

  /** A damaged file is as good as none: the next worker says the same again. */
  #readFirstWorker(): void {
    const json = readText(this.#disk, this.#modelFile);
    this.#firstWorker = null;
    this.#modelProblem = null;
    if (json === null) return;
    try {
      this.#firstWorker = parseFirstWorker(json);
    } catch (error) {
      this.#modelProblem = `${this.#modelFile} is damaged (${LockstepError.from(error).message}): the next worker's model is taken instead`;
    }
  }

  #current(): JournalRecord {
    const current = this.#record.read();
    if (current.claim !== this.#instance) throw superseded("it has claimed the journal");
    return current;
  }
}

function superseded(how: string): LockstepError {
  return new LockstepError("refused", `a newer coordinator of this run is at work (${how}): this one ends`);
}

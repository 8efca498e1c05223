import { readFile, stat, truncate } from "node:fs/promises";
import path from "node:path";
import { LockstepError, makeFolder } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import * as proto from "../../generated/tensorboard.js";
import { AppendQueue } from "../append-queue.ts";
import { encodeRecord, readRecords } from "./event-record.ts";

/** One value of a step, as event-values.ts makes it. */
export type EventValue = proto.SummaryValue.$Properties & { readonly tag: string };

/** Below the folder of a run. TensorBoard knows event files by "tfevents" in their names. */
const eventFile = path.join("tensorboard", "events.out.tfevents.lockstep");
/** What TensorBoard's own writers begin a file with (tensorflow/core/util/events_writer.cc). */
const fileVersion = "brain.Event:2";
/** A run leaves a few MiB: 10,000 points, histograms, some pictures. */
const maxFileBytes = 512 << 20;

/**
 * The event file of a run, for TensorBoard. Everything goes into the one file, whoever goes on with the run, because TensorBoard reads the
 * files of a folder one after the other. Within a tag steps rise: a value of a step that is there already is not written again, so that
 * what is told twice (after a restart, or because steps are done again, with the same bits) stands there once.
 */
export class EventFile {
  /** by tag, the last step in the file */
  readonly #last: Map<string, number>;
  readonly #queue: AppendQueue;
  #isNew: boolean;

  private constructor(queue: AppendQueue, last: Map<string, number> | null) {
    this.#queue = queue;
    this.#last = last ?? new Map();
    this.#isNew = last === null;
  }

  /**
   * Opens the event file of a run folder; cuts off what a crash has torn. Nothing is written before the first {@link add}.
   * @throws LockstepError "configuration" if it cannot be used
   */
  static async open(runFolder: string, logger: Logger): Promise<EventFile> {
    const file = path.join(runFolder, eventFile);
    try {
      makeFolder(path.dirname(file));
      const last = await readLastSteps(file);
      return new EventFile(new AppendQueue({ file, alarm: "tensorboard", pieces: "records", logger }), last);
    } catch (error) {
      throw new LockstepError("configuration", `cannot use ${file}: ${LockstepError.from(error).message}`, { cause: error });
    }
  }

  /** Never waits for the disk, see {@link AppendQueue}. */
  add(step: number, values: readonly EventValue[]): void {
    const value = values.filter(({ tag }) => step > (this.#last.get(tag) ?? -1));
    if (value.length === 0) return;
    for (const { tag } of value) this.#last.set(tag, step);
    if (this.#isNew) this.#queue.add(record({ wallTime: wallSeconds(), fileVersion }));
    this.#isNew = false;
    this.#queue.add(record({ wallTime: wallSeconds(), step, summary: { value } }));
  }

  /** Writes what waits. */
  close(): Promise<void> {
    return this.#queue.close();
  }
}

const wallSeconds = (): number => Date.now() / 1000;

function record(event: proto.Event.$Properties): Uint8Array {
  return encodeRecord(proto.Event.encode(event).finish());
}

/** Null if the file is not there or holds nothing. */
async function readLastSteps(file: string): Promise<Map<string, number> | null> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return null;
  if (found.size > maxFileBytes)
    throw new LockstepError("configuration", `${found.size} bytes are too many; move it away, and the run goes on with a new one`);
  const last = new Map<string, number>();
  const bytes = await readFile(file);
  const end = readRecords(bytes, (data) => {
    const { step, summary } = proto.Event.decode(data);
    for (const { tag } of summary?.value ?? []) if (tag) last.set(tag, Math.max(Number(step ?? 0), last.get(tag) ?? -1));
  });
  if (end < bytes.length) await truncate(file, end);
  return end === 0 ? null : last;
}

import type { BlockingFile, Disk, DiskFile, OpenMode } from "@lockstep/core";
import type { SimulatedProcess, World } from "../engine/world.ts";
import { diskError } from "./disk-error.ts";
import type { FileContents } from "./file-contents.ts";
import type { Volume } from "./volume.ts";

/** Longest simulated time that an operation takes; what makes something durable takes longer. */
const latencyMs = 2;
const syncLatencyMs = 20;

/**
 * A machine's disk as one process uses it. What blocks is done at once. What does not is done a while later in the world's time and told to
 * the process when it can hear it: late after a pause, never after its death. What is under way when it dies may be done or not, a write
 * also in part.
 */
export class ProcessDisk implements Disk {
  readonly #world: World;
  readonly #volume: Volume;
  readonly #process: SimulatedProcess;
  readonly #underWay = new Set<{ readonly cutShort: () => void }>();

  constructor(world: World, volume: Volume, process: SimulatedProcess) {
    this.#world = world;
    this.#volume = volume;
    this.#process = process;
    process.onDeath(() => {
      for (const operation of this.#underWay) operation.cutShort();
      this.#underWay.clear();
    });
  }

  openNow(file: string, mode: OpenMode): BlockingFile {
    return this.#now(() => this.#file(this.#volume.open(file, mode), mode));
  }

  open(file: string, mode: OpenMode): Promise<DiskFile> {
    return this.#later(latencyMs, () => this.#file(this.#volume.open(file, mode), mode));
  }

  exists(file: string): boolean {
    return this.#now(() => this.#volume.exists(file));
  }

  list(folder: string): Promise<string[]> {
    return this.#later(latencyMs, () => this.#volume.list(folder));
  }

  makeFolder(folder: string): void {
    this.#now(() => this.#volume.makeFolder(folder));
  }

  renameNow(from: string, to: string): void {
    this.#now(() => this.#volume.rename(from, to));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#later(latencyMs, () => this.#volume.rename(from, to));
  }

  linkNow(from: string, to: string): void {
    this.#now(() => this.#volume.link(from, to));
  }

  removeNow(file: string): void {
    this.#now(() => this.#volume.remove(file));
  }

  remove(file: string): Promise<void> {
    return this.#later(latencyMs, () => this.#volume.remove(file));
  }

  syncFolderNow(folder: string): void {
    this.#now(() => {
      const synced = this.#volume.folder(folder, "open");
      this.#volume.syncFolder(synced, synced.changesEnd);
    });
  }

  async syncFolder(folder: string): Promise<void> {
    const synced = await this.#later(latencyMs, () => this.#volume.folder(folder, "open"));
    const { changesEnd } = synced;
    await this.#later(syncLatencyMs, () => this.#volume.syncFolder(synced, changesEnd));
  }

  #file(contents: FileContents, mode: OpenMode): OpenSimulatedFile {
    return new OpenSimulatedFile({
      contents,
      writable: mode !== "read",
      volume: this.#volume,
      now: (work) => this.#now(work),
      later: (latencyMs, work, workInPart) => this.#later(latencyMs, work, workInPart),
      someOf: (count) => this.#world.random.int(0, count),
    });
  }

  #now<T>(work: () => T): T {
    // Code of a dead process that was about to run: whatever it makes of the error is heard by nobody.
    if (!this.#process.alive) throw diskError("EIO", `${this.#process.name} is dead`);
    return work();
  }

  #later<T>(latencyMs: number, work: () => T, workInPart: () => void = work): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.#process.alive) return;
      const operation = {
        cutShort: () => {
          due.cancel();
          if (this.#world.random.chance(0.5)) outcomeOf(workInPart);
        },
      };
      this.#underWay.add(operation);
      const due = this.#world.after(latencyMs * this.#volume.slowness * this.#world.random.float(), () => {
        this.#underWay.delete(operation);
        const outcome = outcomeOf(work);
        this.#process.run(() => ("error" in outcome ? reject(outcome.error) : resolve(outcome.value)));
      });
    });
  }
}

interface OpenFileOptions {
  readonly contents: FileContents;
  readonly writable: boolean;
  readonly volume: Volume;
  readonly now: <T>(work: () => T) => T;
  readonly later: <T>(latencyMs: number, work: () => T, workInPart?: () => void) => Promise<T>;
  /** random, 0 .. count */
  readonly someOf: (count: number) => number;
}

class OpenSimulatedFile implements DiskFile, BlockingFile {
  readonly #options: OpenFileOptions;
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  constructor(options: OpenFileOptions) {
    this.#options = options;
  }

  size(): number {
    return this.#now("fstat", ({ contents }) => contents.size);
  }

  readNow(into: Uint8Array, position: number): number {
    return this.#now("read", ({ volume, contents }) => volume.read(contents, into, position));
  }

  read(into: Uint8Array, position: number): Promise<number> {
    return this.#later("read", latencyMs, ({ volume, contents }) => volume.read(contents, into, position));
  }

  writeNow(bytes: Uint8Array, position: number): number {
    return this.#now("write", ({ volume, contents }) => volume.write(contents, bytes, position));
  }

  write(bytes: Uint8Array, position: number): Promise<number> {
    return this.#later(
      "write",
      latencyMs,
      ({ volume, contents }) => volume.write(contents, bytes, position),
      ({ volume, contents, someOf }) => volume.write(contents, bytes.subarray(0, someOf(bytes.length)), position),
    );
  }

  truncate(bytes: number): void {
    this.#now("write", ({ volume, contents }) => volume.truncate(contents, bytes));
  }

  syncNow(): void {
    this.#now("fsync", ({ volume, contents }) => volume.sync(contents, contents.changesEnd));
  }

  sync(): Promise<void> {
    const { changesEnd } = this.#options.contents;
    return this.#later("fsync", syncLatencyMs, ({ volume, contents }) => volume.sync(contents, changesEnd));
  }

  closeNow(): void {
    this.#now("close", () => {
      this.#closed = true;
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    await this.#options.later(latencyMs, () => {});
  }

  #check(operation: string): void {
    if (this.#closed || (operation === "write" && !this.#options.writable)) throw diskError("EBADF", operation);
  }

  #now<T>(operation: string, work: (options: OpenFileOptions) => T): T {
    return this.#options.now(() => {
      this.#check(operation);
      return work(this.#options);
    });
  }

  async #later<T>(
    operation: string,
    latencyMs: number,
    work: (options: OpenFileOptions) => T,
    workInPart: (options: OpenFileOptions) => void = work,
  ): Promise<T> {
    this.#check(operation);
    const done = this.#options.later(
      latencyMs,
      () => work(this.#options),
      () => workInPart(this.#options),
    );
    this.#underWay.add(done);
    try {
      return await done;
    } finally {
      this.#underWay.delete(done);
    }
  }
}

type Outcome<T> = { readonly value: T } | { readonly error: unknown };

function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

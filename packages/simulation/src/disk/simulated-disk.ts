import type { Disk } from "@lockstep/core";
import type { SimulatedProcess, World } from "../engine/world.ts";
import { diskError } from "./disk-error.ts";
import type { FileContents } from "./file-contents.ts";
import { ProcessDisk } from "./process-disk.ts";
import { type DiskOperation, Volume } from "./volume.ts";

/**
 * The disk of one simulated machine, in memory. It outlives the processes that use it and knows what a power cut would leave: the bytes
 * of a file up to its last sync, the names of a folder up to the last syncFolder. All chance comes from the world.
 */
export class SimulatedDisk {
  readonly #world: World;
  readonly #volume: Volume;

  constructor(world: World) {
    this.#world = world;
    this.#volume = new Volume(world.random);
  }

  /** The disk as this process uses it. */
  disk(process: SimulatedProcess): Disk {
    return new ProcessDisk(this.#world, this.#volume, process);
  }

  /** No file grows and none is made (ENOSPC, soon if not at once); overwriting in place, renaming and removing still work. */
  get full(): boolean {
    return this.#volume.full;
  }

  set full(full: boolean) {
    this.#volume.full = full;
  }

  /** how many times as long as usual everything takes that does not block; default 1 */
  get slowness(): number {
    return this.#volume.slowness;
  }

  set slowness(slowness: number) {
    this.#volume.slowness = slowness;
  }

  /** Nothing can be changed (EROFS), in open files neither. */
  get readOnly(): boolean {
    return this.#volume.readOnly;
  }

  set readOnly(readOnly: boolean) {
    this.#volume.readOnly = readOnly;
  }

  /**
   * The next such operation of any process fails (EIO) and does nothing. Given twice: the next two. A sync may do a part of it; what it did
   * not make durable no later sync does, unless it is written again.
   * @returns takes it back, if it has not come yet
   */
  failNext(operation: DiskOperation): () => void {
    return this.#volume.failNext(operation);
  }

  /** A bit rots, on the medium and for those who have the file open. @throws if there is no such file or bit */
  flipBit(file: string, bit: number): void {
    this.#existing(file).flipBit(bit);
  }

  /**
   * The power goes: what is not durable is lost; with `torn` some of it remains (see FileContents.lose; of the changes of a folder's names
   * the first ones). The machine's processes must be dead.
   */
  crashMachine({ torn }: { readonly torn: boolean }): void {
    this.#volume.lose(torn);
  }

  /** paths of all files, sorted */
  files(): string[] {
    return this.#volume.files();
  }

  /** a copy of what a process would read now; null if there is no such file */
  contents(file: string): Uint8Array | null {
    const contents = this.#volume.file(file);
    if (contents === null) return null;
    const bytes = new Uint8Array(contents.size);
    contents.read(bytes, 0);
    return bytes;
  }

  #existing(file: string): FileContents {
    const contents = this.#volume.file(file);
    if (contents === null) throw diskError("ENOENT", "open", file);
    return contents;
  }
}

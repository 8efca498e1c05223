import path from "node:path";
import type { OpenMode } from "@lockstep/core";
import type { ScheduleRandom } from "../engine/world.ts";
import { diskError } from "./disk-error.ts";
import { FileContents } from "./file-contents.ts";
import { Folder, type FolderEntry } from "./folder.ts";

/** What can be asked of a disk, and fail. */
export type DiskOperation =
  | "open"
  | "read"
  | "write"
  | "truncate"
  | "sync"
  | "list"
  | "makeFolder"
  | "rename"
  | "link"
  | "remove"
  | "syncFolder";

const pageBytes = 4096;

/** The files of one machine, and what is wrong with its disk. Everything here is done at once; errors are Node's. */
export class Volume {
  readOnly = false;
  slowness = 1;
  readonly #random: ScheduleRandom;
  readonly #root = new Folder();
  readonly #failing: { readonly operation: DiskOperation }[] = [];
  #freeBytes = Number.POSITIVE_INFINITY;

  constructor(random: ScheduleRandom) {
    this.#random = random;
  }

  get full(): boolean {
    return this.#freeBytes !== Number.POSITIVE_INFINITY;
  }

  set full(full: boolean) {
    // Usually the last page has some room, so that the write which finds the disk full is done in part.
    this.#freeBytes = full ? this.#random.int(0, pageBytes - 1) * this.#random.int(0, 1) : Number.POSITIVE_INFINITY;
  }

  /** @returns takes it back, if it has not come yet */
  failNext(operation: DiskOperation): () => void {
    const failure = { operation };
    this.#failing.push(failure);
    return () => this.#drop(failure);
  }

  open(file: string, mode: OpenMode): FileContents {
    this.#check("open", file);
    const { folder, name, entry } = this.#find(file, "open");
    if (entry instanceof Folder) throw diskError("EISDIR", "open", file);
    if (entry !== undefined && mode === "new") throw diskError("EEXIST", "open", file);
    if (entry === undefined && (mode === "read" || mode === "read-write")) throw diskError("ENOENT", "open", file);
    if (mode !== "read" && this.readOnly) throw diskError("EROFS", "open", file);
    if (entry !== undefined) return entry;
    if (this.full) throw diskError("ENOSPC", "open", file);
    const made = new FileContents();
    folder.change([name, made]);
    return made;
  }

  exists(file: string): boolean {
    try {
      return this.#find(file, "access").entry !== undefined;
    } catch {
      return false;
    }
  }

  read(contents: FileContents, into: Uint8Array, position: number): number {
    this.#check("read");
    return contents.read(into, position);
  }

  /** @returns bytes written: all, or as many as a full disk has room for */
  write(contents: FileContents, bytes: Uint8Array, position: number): number {
    this.#checkChange("write");
    const grows = Math.max(0, position + bytes.length - contents.size);
    const count = grows <= this.#freeBytes ? bytes.length : Math.max(0, bytes.length - (grows - this.#freeBytes));
    if (count === 0 && bytes.length > 0) throw diskError("ENOSPC", "write");
    this.#freeBytes -= Math.min(grows, this.#freeBytes);
    contents.write(bytes.subarray(0, count), position);
    return count;
  }

  truncate(contents: FileContents, length: number): void {
    this.#checkChange("truncate");
    if (length > contents.size && this.full) throw diskError("ENOSPC", "ftruncate");
    contents.truncate(length);
  }

  /** See {@link FileContents.sync}. */
  sync(contents: FileContents, changesEnd: number): void {
    try {
      this.#check("sync");
    } catch (error) {
      contents.failSync(changesEnd, this.#random);
      throw error;
    }
    contents.sync(changesEnd);
  }

  /** in random order: no file system promises one */
  list(folder: string): string[] {
    this.#check("list", folder);
    const names = [...this.folder(folder, "scandir").entries.keys()];
    for (let end = names.length; end > 1; end--) names.push(...names.splice(this.#random.int(0, end - 1), 1));
    return names;
  }

  makeFolder(folder: string): void {
    this.#check("makeFolder", folder);
    let at = this.#root;
    for (const name of partsOf(folder)) {
      const below = at.entries.get(name);
      if (below instanceof FileContents) throw diskError("ENOTDIR", "mkdir", folder);
      at = below ?? this.#newFolder(at, name, folder);
    }
  }

  rename(from: string, to: string): void {
    this.#checkChange("rename", from);
    const source = this.#find(from, "rename");
    const target = this.#find(to, "rename");
    if (source.entry === undefined) throw diskError("ENOENT", "rename", from);
    if (target.entry instanceof Folder) throw diskError("EISDIR", "rename", from);
    // Would have to be one change of two folders, with an order of its own; nothing durable is moved like that.
    if (source.folder !== target.folder) throw diskError("EXDEV", "rename", from);
    if (source.entry !== target.entry) source.folder.change([source.name, null], [target.name, source.entry]);
  }

  link(from: string, to: string): void {
    this.#checkChange("link", from);
    const source = this.#find(from, "link");
    const target = this.#find(to, "link");
    if (source.entry === undefined) throw diskError("ENOENT", "link", from);
    if (target.entry !== undefined) throw diskError("EEXIST", "link", to);
    if (this.full) throw diskError("ENOSPC", "link", to);
    target.folder.change([target.name, source.entry]);
  }

  remove(file: string): void {
    this.#check("remove", file);
    if (!this.exists(file)) return;
    const { folder, name, entry } = this.#find(file, "rm");
    if (entry instanceof Folder) throw diskError("ERR_FS_EISDIR", "rm", file);
    if (this.readOnly) throw diskError("EROFS", "rm", file);
    folder.change([name, null]);
  }

  folder(folder: string, operation: string): Folder {
    let at: FolderEntry | undefined = this.#root;
    for (const name of partsOf(folder)) {
      if (!(at instanceof Folder)) break;
      at = at.entries.get(name);
    }
    if (at === undefined) throw diskError("ENOENT", operation, folder);
    if (at instanceof FileContents) throw diskError("ENOTDIR", operation, folder);
    return at;
  }

  /** See {@link Folder.sync}. */
  syncFolder(folder: Folder, changesEnd: number): void {
    this.#check("syncFolder");
    folder.sync(changesEnd);
  }

  /** @returns the contents of a file, null if there is none */
  file(file: string): FileContents | null {
    const { entry } = this.exists(file) ? this.#find(file, "stat") : {};
    return entry instanceof FileContents ? entry : null;
  }

  /** paths of all files, in order */
  files(): string[] {
    const found: string[] = [];
    const visit = (folder: Folder, at: string): void => {
      for (const [name, entry] of folder.entries) {
        if (entry instanceof Folder) visit(entry, `${at}/${name}`);
        else found.push(`${at}/${name}`);
      }
    };
    visit(this.#root, "");
    return found.toSorted();
  }

  /** A power cut: what is not durable is lost; with `torn` all but a random beginning of it. */
  lose(torn: boolean): void {
    this.#root.lose(torn ? this.#random : null);
  }

  #newFolder(above: Folder, name: string, folder: string): Folder {
    if (this.readOnly) throw diskError("EROFS", "mkdir", folder);
    if (this.full) throw diskError("ENOSPC", "mkdir", folder);
    const made = new Folder();
    above.change([name, made]);
    // As makeFolder promises; a sync of a folder is one of all its names.
    above.sync();
    return made;
  }

  #find(file: string, operation: string): { readonly folder: Folder; readonly name: string; readonly entry: FolderEntry | undefined } {
    const folder = this.folder(path.posix.dirname(file), operation);
    const name = path.posix.basename(file);
    return { folder, name, entry: folder.entries.get(name) };
  }

  #check(operation: DiskOperation, file?: string): void {
    const failure = this.#failing.find((failure) => failure.operation === operation);
    if (failure === undefined) return;
    this.#drop(failure);
    throw diskError("EIO", operation, file);
  }

  #drop(failure: { readonly operation: DiskOperation }): void {
    const index = this.#failing.indexOf(failure);
    if (index >= 0) this.#failing.splice(index, 1);
  }

  #checkChange(operation: DiskOperation, file?: string): void {
    this.#check(operation, file);
    if (this.readOnly) throw diskError("EROFS", operation, file);
  }
}

function partsOf(folder: string): string[] {
  return path.posix.resolve("/", folder).split("/").filter(Boolean);
}

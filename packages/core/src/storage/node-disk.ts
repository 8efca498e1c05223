import {
  closeSync,
  constants,
  existsSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { makeFolder } from "../run/make-folder.ts";
import type { BlockingFile, Disk, DiskFile, OpenMode } from "./disk.ts";

// What is made under a name of its own (mode `new`) is no one else's business; ledgers and the like are as readable as the user wants.
const flags: Record<OpenMode, readonly [flags: string | number, permissions: number]> = {
  read: ["r", 0o666],
  "read-write": ["r+", 0o666],
  create: [constants.O_RDWR | constants.O_CREAT, 0o666],
  new: ["wx+", 0o600],
};

/** The file system of this machine. */
export const nodeDisk: Disk = {
  openNow: (file, mode) => new DescriptorFile(openSync(file, ...flags[mode])),
  open: async (file, mode) => new HandleFile(await open(file, ...flags[mode])),
  exists: existsSync,
  list: (folder) => readdir(folder),
  makeFolder,
  renameNow: renameSync,
  rename,
  linkNow: linkSync,
  removeNow: (file) => rmSync(file, { force: true }),
  remove: (file) => rm(file, { force: true }),
  syncFolderNow: (folder) => {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  syncFolder: async (folder) => {
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

abstract class NodeFile {
  protected abstract readonly descriptor: number;

  size(): number {
    return fstatSync(this.descriptor).size;
  }

  readNow(into: Uint8Array, position: number): number {
    return readSync(this.descriptor, into, 0, into.length, position);
  }

  writeNow(bytes: Uint8Array, position: number): number {
    return writeSync(this.descriptor, bytes, 0, bytes.length, position);
  }

  truncate(bytes: number): void {
    ftruncateSync(this.descriptor, bytes);
  }

  syncNow(): void {
    fdatasyncSync(this.descriptor);
  }
}

class DescriptorFile extends NodeFile implements BlockingFile {
  protected readonly descriptor: number;

  constructor(descriptor: number) {
    super();
    this.descriptor = descriptor;
  }

  closeNow(): void {
    closeSync(this.descriptor);
  }
}

/** Over a FileHandle, which knows that it is closed: a late call fails instead of meeting another file of the same number. */
class HandleFile extends NodeFile implements DiskFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    super();
    this.#handle = handle;
  }

  protected get descriptor(): number {
    return this.#handle.fd;
  }

  async read(into: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.read(into, 0, into.length, position)).bytesRead;
  }

  async write(bytes: Uint8Array, position: number): Promise<number> {
    return (await this.#handle.write(bytes, 0, bytes.length, position)).bytesWritten;
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** How a file is opened: `create` makes it if it is not there, `new` fails with EEXIST if it is. All but `read` may also write. */
export type OpenMode = "read" | "read-write" | "create" | "new";

/** What both kinds of open file can do. Positions are absolute; everything here blocks until it is done. */
interface OpenFile {
  /** bytes of the file now */
  size(): number;
  /** @returns bytes read; fewer than asked for at the end of the file */
  readNow(into: Uint8Array, position: number): number;
  /** @returns bytes written, which may be fewer than given */
  writeNow(bytes: Uint8Array, position: number): number;
  truncate(bytes: number): void;
  /** What was written is durable when this returns. If it throws, no later sync need make it durable, unless it is written again. */
  syncNow(): void;
}

/** An open file of a caller that must not go on before the disk has answered. */
export interface BlockingFile extends OpenFile {
  closeNow(): void;
}

/** An open file whose slow work need not hold the caller up. Bytes that are being read or written must be left alone until then. */
export interface DiskFile extends OpenFile {
  /** @returns bytes read; fewer than asked for at the end of the file */
  read(into: Uint8Array, position: number): Promise<number>;
  /** @returns bytes written, which may be fewer than given */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** What was written before is durable when this resolves. If it rejects: see {@link syncNow}. */
  sync(): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/**
 * What the durable parts (promises, ledgers, snapshots, the coordinator's journal) need of a file system. Errors are Node's, with `code`
 * (ENOENT, ENOSPC, …). A name that was made, changed or removed is durable after syncFolder of its folder, and a file's contents after
 * sync of the file: neither says anything about the other.
 */
export interface Disk {
  openNow(file: string, mode: OpenMode): BlockingFile;
  open(file: string, mode: OpenMode): Promise<DiskFile>;
  exists(file: string): boolean;
  /** names in a folder, in any order */
  list(folder: string): Promise<string[]>;
  /** Makes a folder and those above it, durable when it returns; nothing if it is there already. */
  makeFolder(folder: string): void;
  /** Replaces a file of the new name. */
  renameNow(from: string, to: string): void;
  rename(from: string, to: string): Promise<void>;
  /** Gives a file a second name; EEXIST if there is one of that name. */
  linkNow(from: string, to: string): void;
  /** Takes a file's name away; nothing if there is no such file. */
  removeNow(file: string): void;
  remove(file: string): Promise<void>;
  syncFolderNow(folder: string): void;
  syncFolder(folder: string): Promise<void>;
}

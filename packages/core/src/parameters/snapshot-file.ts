import { createHash, randomUUID } from "node:crypto";
import path from "node:path";
import { LockstepError } from "../errors.ts";
import { waitingFailpoint } from "../faults/failpoint.ts";
import type { Disk, DiskFile } from "../storage/disk.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import { decodeSnapshotHeader, encodeSnapshotHeader, maxHeaderBytes, type SnapshotHeader } from "./snapshot-header.ts";

/*
 * A snapshot file:
 *   8 bytes "LOCKSTEP", uint32 format version, uint32 bytes of the header, header (JSON),
 *   the parameters of the range, then each slot: float32,
 *   SHA-256 of everything before it, 32 bytes.
 * All numbers little-endian, which is how every machine that TensorFlow.js runs on holds them.
 */
const magic = "LOCKSTEP";
const formatVersion = 1;
const prefixBytes = 16;
const trailerBytes = 32;

/** Reading, writing and hashing go in pieces of this size, so that the event loop is never held for long. */
const pieceBytes = 1 << 20;

export interface Snapshot {
  readonly header: SnapshotHeader;
  readonly parameters: Float32Array;
  /** in the order of header.slots */
  readonly slots: readonly Float32Array[];
}

/**
 * Writes a snapshot so that the name exists only once all of it is on the disk and was read back: temporary file, fsync, check, rename,
 * fsync of the folder. A crash at any point leaves the old file or the new one (and perhaps a *.tmp).
 * Throws LockstepError "io" (nothing is left behind then), or "aborted" if the signal came while it was being written.
 */
export async function writeSnapshot(
  file: string,
  { header, parameters, slots }: Snapshot,
  signal?: AbortSignal,
  disk: Disk = nodeDisk,
): Promise<void> {
  const length = header.bounds.end - header.bounds.start;
  if (slots.length !== header.slots.length || [parameters, ...slots].some((vector) => vector.length !== length)) {
    throw new LockstepError(
      "invariant",
      `snapshot ${file}: vectors that do not fit its header (${length} elements, slots ${header.slots.join(", ") || "none"})`,
    );
  }
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeTemporary(disk, temporary, header, [parameters, ...slots], signal);
    await checkSnapshot(temporary, disk);
    await disk.rename(temporary, file);
    await waitingFailpoint("server.snapshot-renamed");
    await disk.syncFolder(path.dirname(file));
  } catch (error) {
    await disk.remove(temporary).catch(() => {});
    if (error instanceof LockstepError && error.code === "aborted") throw error;
    throw new LockstepError("io", `snapshot ${file} cannot be written: ${messageOf(error)}`, { cause: error });
  }
}

/** Reads all of a snapshot. Throws LockstepError "data" if any byte of it is not as it was written, "io" if it cannot be read. */
export async function readSnapshot(file: string, disk: Disk = nodeDisk): Promise<Snapshot> {
  const { header, vectors } = await scanSnapshot(disk, file, true);
  const [parameters = new Float32Array(), ...slots] = vectors;
  return { header, parameters, slots };
}

/** Checks all of a snapshot in bounded memory and returns its header. Throws like {@link readSnapshot}. */
export async function checkSnapshot(file: string, disk: Disk = nodeDisk): Promise<SnapshotHeader> {
  return (await scanSnapshot(disk, file, false)).header;
}

async function writeTemporary(
  disk: Disk,
  file: string,
  header: SnapshotHeader,
  vectors: readonly Float32Array[],
  signal?: AbortSignal,
): Promise<void> {
  const headerJson = encodeSnapshotHeader(header);
  const prefix = Buffer.alloc(prefixBytes);
  prefix.write(magic, "latin1");
  prefix.writeUInt32LE(formatVersion, 8);
  prefix.writeUInt32LE(headerJson.length, 12);

  const hash = createHash("sha256");
  const opened = await disk.open(file, "new");
  try {
    let written = 0;
    for (const bytes of [prefix, headerJson, ...vectors.map(bytesOf)]) {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        checkNotAborted(file, signal);
        const piece = bytes.subarray(at, at + pieceBytes);
        hash.update(piece);
        written = await writeFully(opened, piece, written);
      }
    }
    await writeFully(opened, hash.digest(), written);
    await waitingFailpoint("server.snapshot-written");
    await opened.sync();
    await waitingFailpoint("server.snapshot-synced");
  } finally {
    await opened.close();
  }
}

interface ScannedSnapshot {
  readonly header: SnapshotHeader;
  /** empty unless kept */
  readonly vectors: Float32Array[];
}

async function scanSnapshot(disk: Disk, file: string, keep: boolean): Promise<ScannedSnapshot> {
  let opened: DiskFile;
  try {
    opened = await disk.open(file, "read");
  } catch (error) {
    throw new LockstepError("io", `snapshot ${file} cannot be opened: ${messageOf(error)}`, { cause: error });
  }
  try {
    return await scanFile(opened, keep);
  } catch (error) {
    const code = error instanceof LockstepError ? error.code : "io";
    throw new LockstepError(code, `snapshot ${file}: ${messageOf(error)}`, { cause: error });
  } finally {
    await opened.close();
  }
}

async function scanFile(file: DiskFile, keep: boolean): Promise<ScannedSnapshot> {
  const size = file.size();
  const hash = createHash("sha256");
  let position = 0;
  const readHashed = async (into: Buffer): Promise<Buffer> => {
    hash.update(await readFully(file, into, position));
    position += into.length;
    return into;
  };
  const prefix = await readHashed(Buffer.alloc(prefixBytes));
  if (prefix.toString("latin1", 0, 8) !== magic) throw new LockstepError("data", "it is not a snapshot");
  const format = prefix.readUInt32LE(8);
  if (format !== formatVersion) throw new LockstepError("data", `its format is ${format}; ${formatVersion} is expected`);
  const headerBytes = prefix.readUInt32LE(12);
  if (headerBytes > maxHeaderBytes)
    throw new LockstepError("data", `a header of ${headerBytes} bytes; at most ${maxHeaderBytes} are allowed`);
  const header = decodeSnapshotHeader(await readHashed(Buffer.alloc(headerBytes)));

  const vectorBytes = (header.bounds.end - header.bounds.start) * Float32Array.BYTES_PER_ELEMENT;
  const expectedBytes = prefixBytes + headerBytes + vectorBytes * (1 + header.slots.length) + trailerBytes;
  // Before anything is allocated: the header is not proved yet, and it may ask for any size.
  if (size !== expectedBytes) throw new LockstepError("data", `it has ${size} bytes; ${expectedBytes} are expected`);

  const vectors: Float32Array[] = [];
  const shared = Buffer.alloc(Math.min(pieceBytes, vectorBytes));
  for (let index = 0; index <= header.slots.length; index++) {
    const vector = keep ? new Float32Array(vectorBytes / Float32Array.BYTES_PER_ELEMENT) : null;
    if (vector) vectors.push(vector);
    for (let at = 0; at < vectorBytes; at += pieceBytes) {
      const count = Math.min(pieceBytes, vectorBytes - at);
      await readHashed(vector ? bytesOf(vector).subarray(at, at + count) : shared.subarray(0, count));
    }
  }
  const trailer = await readFully(file, Buffer.alloc(trailerBytes), position);
  if (!hash.digest().equals(trailer)) throw new LockstepError("data", "its checksum is wrong: it is damaged");
  return { header, vectors };
}

async function readFully(file: DiskFile, into: Buffer, position: number): Promise<Buffer> {
  for (let done = 0; done < into.length;) {
    const bytesRead = await file.read(into.subarray(done), position + done);
    if (bytesRead === 0) throw new LockstepError("data", "it ends too early");
    done += bytesRead;
  }
  return into;
}

/** @returns where the bytes end */
async function writeFully(file: DiskFile, bytes: Buffer, position: number): Promise<number> {
  for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done), position + done);
  return position + bytes.length;
}

function bytesOf(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

function checkNotAborted(file: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new LockstepError("aborted", `snapshot ${file}: no longer wanted`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

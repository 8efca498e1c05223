import { constants } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { LockstepError } from "../errors.ts";

const unzip = promisify(gunzip);

/** Longest single read, well below the operating system's limit of 2 GiB. */
const pieceBytes = 256 * 1024 * 1024;

/**
 * Reads `name` or `name.gz` of a folder, uncompressed; the raw file if both are there. Memory is bounded by `maxBytes`, whatever the
 * compressed file promises. Throws a LockstepError "data" if it is missing (with `advice` added), too large, damaged or no regular file,
 * "io" if reading fails.
 */
export async function readDataFile(
  folder: string,
  name: string,
  maxBytes: number,
  advice = "",
): Promise<{ file: string; bytes: Uint8Array }> {
  const raw = path.join(folder, name);
  const compressed = `${raw}.gz`;
  for (const file of [raw, compressed]) {
    const handle = await openFile(file);
    if (handle === undefined) continue;
    try {
      const stored = await readWhole(handle, file, maxBytes);
      return { file, bytes: file === raw ? stored : await uncompress(stored, file, maxBytes) };
    } finally {
      await handle.close();
    }
  }
  throw await missing(folder, name, advice);
}

/** undefined: there is no such file. */
async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    return await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new LockstepError("data", `${file}: cannot be opened: ${(error as Error).message}`, { cause: error });
  }
}

async function readWhole(handle: FileHandle, file: string, maxBytes: number): Promise<Uint8Array> {
  const stats = await handle.stat();
  if (!stats.isFile())
    throw new LockstepError("data", `${file}: expected a regular file, found ${stats.isDirectory() ? "a folder" : "something else"}`);
  if (stats.size > maxBytes) throw new LockstepError("data", `${file}: expected at most ${maxBytes} bytes, found ${stats.size}`);
  const bytes = new Uint8Array(stats.size);
  let offset = 0;
  while (offset < bytes.length) {
    const { bytesRead } = await handle.read(bytes, offset, Math.min(pieceBytes, bytes.length - offset), offset).catch((error: unknown) => {
      throw new LockstepError("io", `${file}: reading at byte ${offset} failed: ${String(error)}`, { cause: error });
    });
    if (bytesRead === 0)
      throw new LockstepError("data", `${file}: at byte ${offset}: expected ${bytes.length} bytes, but the file shrank while it was read`);
    offset += bytesRead;
  }
  return bytes;
}

async function uncompress(stored: Uint8Array, file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { buffer, byteOffset, length } = await unzip(stored, { maxOutputLength: maxBytes });
    return new Uint8Array(buffer, byteOffset, length);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
      throw new LockstepError("data", `${file}: expected at most ${maxBytes} bytes after decompression, found more`, { cause: error });
    }
    throw new LockstepError("data", `${file}: expected a whole gzip file, found: ${(error as Error).message}`, { cause: error });
  }
}

async function missing(folder: string, name: string, advice: string): Promise<LockstepError> {
  const found = await stat(folder).catch(() => undefined);
  if (found === undefined) return new LockstepError("data", `${folder}: no such folder; expected one with ${name} or ${name}.gz`);
  if (!found.isDirectory()) return new LockstepError("data", `${folder}: not a folder; expected one with ${name} or ${name}.gz`);
  return new LockstepError("data", `${folder}: neither ${name} nor ${name}.gz is in this folder${advice}`);
}

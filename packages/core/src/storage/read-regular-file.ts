import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { LockstepError } from "../errors.ts";

/**
 * Reads a whole file into memory of its own; never waits for a pipe and never reads more than `maxBytes`.
 *
 * @throws LockstepError "data" if it is missing, a folder or something else that is no file, too large, or cannot be read
 */
export async function readRegularFile(file: string, maxBytes: number): Promise<Uint8Array> {
  let handle: FileHandle;
  try {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new LockstepError("data", `${file}: ${code === "ENOENT" ? "no such file" : `cannot be opened (${message})`}`, { cause: error });
  }
  try {
    const found = await handle.stat();
    if (!found.isFile())
      throw new LockstepError("data", `${file}: expected a file, found ${found.isDirectory() ? "a folder" : "something else"}`);
    if (found.size > maxBytes) throw new LockstepError("data", `${file}: ${found.size} bytes are too many; at most ${maxBytes} are read`);
    const bytes = new Uint8Array(found.size);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } catch (error) {
    if (error instanceof LockstepError) throw error;
    throw new LockstepError("data", `${file}: cannot be read (${(error as Error).message})`, { cause: error });
  } finally {
    await handle.close();
  }
}

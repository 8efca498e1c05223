import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "@lockstep/core";

/**
 * Puts a file in place whole or not at all, durable when it resolves: temporary file beside it, fsync, rename, fsync of the folder.
 * @throws LockstepError "io" naming the file
 */
export async function writeFileAtomically(file: string, content: string | Iterable<Uint8Array>): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, "w");
    try {
      for (const piece of typeof content === "string" ? [content] : content) await handle.appendFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
    const folder = await open(path.dirname(file), "r");
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new LockstepError("io", `cannot write ${file}: ${LockstepError.from(error).message}`, { cause: error });
  }
}

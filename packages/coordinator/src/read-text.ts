import type { BlockingFile, Disk } from "@lockstep/core";

/** The text of a small file; null if there is none. Throws what the disk says otherwise. */
export function readText(disk: Disk, file: string): string | null {
  let opened: BlockingFile;
  try {
    opened = disk.openNow(file, "read");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(opened.size());
    let read = 0;
    for (let more = 1; more > 0 && read < bytes.length; read += more) more = opened.readNow(bytes.subarray(read), read);
    return bytes.toString("utf8", 0, read);
  } finally {
    opened.closeNow();
  }
}

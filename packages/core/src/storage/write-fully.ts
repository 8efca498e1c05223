import type { BlockingFile } from "./disk.ts";

/** Writes all of the bytes: one write may take fewer than it is given. Errors are those of {@link BlockingFile.writeNow}. */
export function writeFullyNow(file: Pick<BlockingFile, "writeNow">, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += file.writeNow(bytes.subarray(done), position + done);
}

import path from "node:path";
import type { Disk, DiskFile } from "../storage/disk.ts";
import { writeFullyNow } from "../storage/write-fully.ts";
import type { LedgerScanner } from "./ledger-scanner.ts";

const pieceBytes = 1 << 20;

/** What was taken off the end of a ledger. */
export interface LedgerCut {
  readonly bytes: number;
  readonly reason: string;
  /** file that keeps the removed bytes; null for a last line that was merely torn */
  readonly savedAs: string | null;
}

/**
 * Cuts off what follows the last good line, durably; keeps it in a file of its own unless it is just a line without its end.
 * @param scanner has seen all `size` bytes; afterwards it stands where the file ends
 * @returns null: there was nothing to cut off
 * @throws whatever the disk does
 */
export function cutTail(file: string, disk: Disk, opened: DiskFile, scanner: LedgerScanner, size: number): LedgerCut | null {
  const bytes = size - scanner.goodBytes;
  if (bytes === 0) return null;
  const torn = scanner.problem === null;
  const savedAs = torn ? null : `${file}.cut-at-${scanner.goodBytes}`;
  if (savedAs !== null) copyTail(disk, opened, scanner.goodBytes, size, savedAs);
  const reason = scanner.problem ?? "the last line is not complete";
  scanner.dropRest();
  opened.truncate(scanner.goodBytes);
  opened.syncNow();
  return { bytes, reason: `line ${scanner.goodLines + 1}: ${reason}`, savedAs };
}

function copyTail(disk: Disk, from: DiskFile, start: number, end: number, target: string): void {
  disk.removeNow(target);
  const to = disk.openNow(target, "new");
  try {
    const piece = Buffer.alloc(pieceBytes);
    for (let at = start; at < end;) {
      const count = from.readNow(piece.subarray(0, Math.min(pieceBytes, end - at)), at);
      if (count === 0) return;
      writeFullyNow(to, piece.subarray(0, count), at - start);
      at += count;
    }
    to.syncNow();
    disk.syncFolderNow(path.dirname(target));
  } finally {
    to.closeNow();
  }
}

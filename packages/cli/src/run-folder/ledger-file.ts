import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { LedgerScanner, LockstepError } from "@lockstep/core";

const pieceBytes = 1 << 20;

/** Name of a parameter server's ledger in the run folder. */
export function ledgerFile(server: number): string {
  return server === 0 ? "ledger.jsonl" : `ledger-${server}.jsonl`;
}

/** A ledger, piece by piece. Throws "configuration" at once if the file cannot be opened or is a folder, a pipe, .... */
export function ledgerPieces(folder: string, server: number): Iterable<string> {
  const file = path.join(folder, ledgerFile(server));
  try {
    return pieces(openRegular(file));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problem = code === "ENOENT" ? `there is no ${file}; the run has not committed a step, or its files were moved` : message;
    throw new LockstepError("configuration", `cannot read the ledger of parameter server ${server}: ${problem}`, { cause: error });
  }
}

function openRegular(file: string): number {
  // Without O_NONBLOCK, opening a named pipe would wait for a writer.
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${file} is no regular file`);
}

/** A ledger is ASCII; latin1 keeps every byte that is not, so that damage is seen. */
function* pieces(descriptor: number): Generator<string, void, undefined> {
  const piece = Buffer.alloc(pieceBytes);
  try {
    for (;;) {
      const bytes = readSync(descriptor, piece);
      if (bytes === 0) return;
      yield piece.toString("latin1", 0, bytes);
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Lines that the ledger of parameter server 0 says are committed, as far as it can be read; 0 if the run was stopped before there was one. */
export function committedSteps(folder: string): number {
  if (!existsSync(path.join(folder, ledgerFile(0)))) return 0;
  const scanner = new LedgerScanner();
  for (const piece of ledgerPieces(folder, 0)) scanner.push(piece);
  return scanner.position.next;
}

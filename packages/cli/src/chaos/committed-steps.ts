import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { LedgerScanner } from "@lockstep/core";
import { ledgerFile } from "../run-folder/ledger-file.ts";

const pieceBytes = 64 * 1024;

/** Follows the ledger of parameter server 0 on the disk of this machine: it tells of a commit at once, also while the coordinator is away. */
export class CommittedSteps {
  readonly #file: string;
  readonly #piece: Buffer = Buffer.alloc(pieceBytes);
  #scanner: LedgerScanner = new LedgerScanner();
  #bytes = 0;
  #most: number | null = null;

  constructor(runFolder: string) {
    this.#file = path.join(runFolder, ledgerFile(0));
  }

  /** Most steps that were ever seen to be committed; null while there is no ledger. Never throws: what cannot be read now is read later. */
  read(): number | null {
    try {
      this.#readOn();
    } catch {
      return this.#most;
    }
    if (this.#bytes > 0) this.#most = Math.max(this.#most ?? 0, this.#scanner.position.next);
    return this.#most;
  }

  #readOn(): void {
    const file = openSync(this.#file, "r");
    try {
      for (;;) {
        const count = readSync(file, this.#piece, 0, pieceBytes, this.#bytes);
        if (count === 0) break;
        this.#bytes += count;
        this.#scanner.push(this.#piece.toString("latin1", 0, count));
      }
    } finally {
      closeSync(file);
    }
    if (this.#scanner.problem === null) return;
    // A restarted server has cut a torn line off and has written others there.
    this.#scanner = new LedgerScanner();
    this.#bytes = 0;
  }
}

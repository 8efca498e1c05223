import path from "node:path";
import { LockstepError } from "../errors.ts";
import type { ValidationResult } from "../metrics/best-validation.ts";
import type { Disk, DiskFile } from "../storage/disk.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import { writeFullyNow } from "../storage/write-fully.ts";
import { encodeLine, type LedgerLine, type LedgerStep } from "./ledger.ts";
import { replayLine } from "./ledger-replay.ts";
import { LedgerScanner } from "./ledger-scanner.ts";
import { cutTail } from "./ledger-tail.ts";
import type { LedgerCut } from "./ledger-tail.ts";
import { LineQueue } from "./line-queue.ts";
import { LineTimes } from "./line-times.ts";

const pieceBytes = 1 << 20;

// Lines that a full disk refuses wait in memory: about 90,000 steps of 4 shards.
const maxWaitingBytes = 64 << 20;

/** How much of a ledger leads to a version of the parameters; a snapshot of it carries this. */
export interface LedgerCoverage {
  readonly bytes: number;
  /** of the last line within these bytes */
  readonly chain: string;
}

/**
 * Opens a parameter server's ledger for reading and appending; made if there is none. All of it is checked. What comes after the last
 * good line is cut off: usually nothing or a line torn by a crash; after damage more, which is then kept beside the ledger, and
 * snapshots beyond it no longer count as covered. Throws LockstepError "io".
 */
export async function openLedgerFile(file: string, disk: Disk = nodeDisk): Promise<LedgerFile> {
  try {
    const opened = await disk.open(file, "create");
    try {
      await disk.syncFolder(path.dirname(file));
      const scanner = new LedgerScanner();
      const piece = Buffer.alloc(pieceBytes);
      let size = 0;
      for (;;) {
        const bytesRead = await opened.read(piece, size);
        if (bytesRead === 0) break;
        size += bytesRead;
        scanner.push(piece.toString("latin1", 0, bytesRead));
      }
      return new LedgerFile(file, disk, opened, scanner, cutTail(file, disk, opened, scanner, size));
    } catch (error) {
      await opened.close();
      throw error;
    }
  } catch (error) {
    throw ioError(file, "cannot be opened", error);
  }
}

/** A parameter server's own ledger. Appending is synchronous, so that lines stand in the order of the commits. */
export class LedgerFile {
  readonly file: string;
  /** by its opening; null: it was whole */
  readonly cut: LedgerCut | null;
  readonly #disk: Disk;
  readonly #opened: DiskFile;
  readonly #scanner: LedgerScanner;
  /** whole lines in the file; those after them wait */
  #writtenBytes: number;
  readonly #waiting = new LineQueue();
  readonly #times = new LineTimes();
  #problem: LockstepError | null = null;
  /**
   * Known to be durable; 0 before the first sync of this process. A sync that failed in the process before is told to nobody again, so that
   * only what is written anew is sure to be durable should the first one fail here, too.
   */
  #durableBytes = 0;
  #failedSyncs = 0;
  /** A sync failed, and none has succeeded since. */
  #inDoubt = false;
  readonly #readers = new Set<{ readonly offset: number; readonly wake: () => void }>();

  constructor(file: string, disk: Disk, opened: DiskFile, scanner: LedgerScanner, cut: LedgerCut | null) {
    this.file = file;
    this.cut = cut;
    this.#disk = disk;
    this.#opened = opened;
    this.#scanner = scanner;
    this.#writtenBytes = scanner.goodBytes;
  }

  /** of the latest `open` line; 0 before the first */
  get generation(): number {
    return this.#scanner.position.generation;
  }

  /** the step whose line must come next */
  get nextStep(): number {
    return this.#scanner.position.next;
  }

  /** What the lines that count tell of validations, ascending by version. */
  get validations(): readonly ValidationResult[] {
    return this.#scanner.validations;
  }

  /** Bytes that can be read: whole lines. */
  get byteLength(): number {
    return this.#writtenBytes;
  }

  /** Why lines wait to be written (a full disk, say); null if none do. They are tried again with each append and sync. */
  get problem(): LockstepError | null {
    return this.#problem;
  }

  /**
   * A generation begins at `start`; steps from there on will be written again.
   * Throws LockstepError "invariant" unless the generation is above the last and no step before `start` is missing.
   */
  appendOpen(generation: number, start: number): void {
    this.#catchUp();
    this.#append({ kind: "open", generation, start });
  }

  /**
   * A step was committed. A disk that refuses the line does not stop the caller (see {@link problem}).
   * Throws LockstepError "invariant" unless it is the next step of the open generation, "refused" if another process has written to the
   * file, "io" when more than 64 MiB of lines wait.
   */
  append(line: LedgerStep): void {
    this.#append(line);
  }

  /** Makes all lines up to now durable, and says how much that is. Throws LockstepError "io" while the disk refuses lines. */
  async sync(): Promise<LedgerCoverage> {
    this.#write();
    if (this.#problem) throw this.#problem;
    const failedSyncs = this.#failedSyncs;
    const coverage = { bytes: this.#writtenBytes, chain: this.#scanner.chain };
    try {
      if (this.#inDoubt) this.#writeAgain();
      await this.#opened.sync();
      // The operating system tells of a failure once, perhaps to another sync that covers the same lines.
      if (failedSyncs !== this.#failedSyncs) throw new Error("another attempt has failed meanwhile");
    } catch (error) {
      this.#failedSyncs += 1;
      this.#inDoubt = true;
      throw ioError(this.file, "cannot be made durable", error);
    }
    this.#inDoubt = false;
    this.#durableBytes = Math.max(this.#durableBytes, coverage.bytes);
    return coverage;
  }

  /**
   * Whether this ledger still leads to `version` of the parameters: it has these bytes with this chain at their end, and no generation
   * after them went back behind the version. Throws LockstepError "io".
   */
  covers({ bytes, chain, version }: LedgerCoverage & { readonly version: number }): boolean {
    if (bytes > this.#writtenBytes) return false;
    const ending = `"chain":"${chain}"}\n`;
    if (bytes < ending.length) return false;
    if (this.#readNow(bytes - ending.length, ending.length) !== ending) return false;
    return this.#scanner.openings.every(({ endBytes, start }) => endBytes <= bytes || start >= version);
  }

  /**
   * Up to `maxBytes` from a byte on, of the file or of the lines that wait for it (a full disk does not keep anybody from seeing how the
   * run goes on); empty at the end. Throws LockstepError "io".
   */
  async read(offset: number, maxBytes: number): Promise<Uint8Array> {
    if (offset >= this.#writtenBytes) return this.#waiting.read(offset - this.#writtenBytes, maxBytes);
    const bytes = Buffer.alloc(Math.max(0, Math.min(maxBytes, this.#writtenBytes - offset)));
    if (bytes.length === 0) return bytes;
    try {
      return bytes.subarray(0, await this.#opened.read(bytes, offset));
    } catch (error) {
      throw ioError(this.file, "cannot be read", error);
    }
  }

  /** How long ago, in ms, the lines that end in bytes (from, to] were appended, oldest first; of those of long ago nothing. */
  agesMs(from: number, to: number): number[] {
    return this.#times.agesMs(from, to, performance.now());
  }

  /** Resolves once there is more than `offset` bytes to read. Rejects with LockstepError "aborted" when the signal ends the wait. */
  grown(offset: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = (): void => {
        this.#readers.delete(reader);
        reject(new LockstepError("aborted", `${this.file}: no longer waiting for byte ${offset}`));
      };
      const reader = {
        offset,
        wake: (): void => {
          signal.removeEventListener("abort", aborted);
          this.#readers.delete(reader);
          resolve();
        },
      };
      if (signal.aborted) return aborted();
      if (this.#writtenBytes + this.#waiting.byteLength > offset) return resolve();
      signal.addEventListener("abort", aborted, { once: true });
      this.#readers.add(reader);
    });
  }

  async close(): Promise<void> {
    await this.#opened.close();
  }

  #append(line: LedgerLine): void {
    const { verdict } = replayLine(this.#scanner.position, line);
    if (verdict.result !== "counts")
      throw new LockstepError("invariant", `${this.file}: a line that must not be written: ${verdict.reason}`);
    if (this.#waiting.byteLength > maxWaitingBytes) {
      throw new LockstepError("io", `${this.file}: ${this.#waiting.byteLength} bytes wait to be written: ${this.#problem?.message ?? ""}`);
    }
    if (this.#problem === null && this.#opened.size() !== this.#writtenBytes) {
      throw new LockstepError("refused", `${this.file}: another process has written to it; only one may, so this one ends`);
    }
    const { text, chain } = encodeLine(line, this.#scanner.chain);
    const bytes = Buffer.from(`${text}\n`, "latin1");
    this.#scanner.wrote(line, chain, bytes.length);
    this.#times.appended(this.#scanner.goodBytes, performance.now());
    this.#waiting.push(bytes);
    this.#write();
  }

  /** Writes the waiting lines, usually one. A line that the disk takes only in part is written again from its beginning. */
  #write(): void {
    try {
      // A disk that has refused is tried with one line.
      this.#writeSome(1);
      while (this.#waiting.byteLength > 0) this.#writeSome(pieceBytes);
      this.#problem = null;
    } catch (error) {
      this.#problem = ioError(this.file, "cannot be written", error);
    }
    for (const reader of this.#readers) if (this.#writtenBytes + this.#waiting.byteLength > reader.offset) reader.wake();
  }

  #writeSome(leastBytes: number): void {
    const bytes = this.#waiting.oldest(leastBytes);
    let done = 0;
    try {
      while (done < bytes.length) done += this.#opened.writeNow(bytes.subarray(done), this.#writtenBytes + done);
    } finally {
      this.#writtenBytes += this.#waiting.take(done);
    }
  }

  /** After a sync that failed, Linux takes the bytes for written: the next sync leaves them out unless they are given to it again. */
  #writeAgain(): void {
    const piece = Buffer.alloc(Math.min(pieceBytes, this.#writtenBytes - this.#durableBytes));
    for (let at = this.#durableBytes; at < this.#writtenBytes;) {
      const count = this.#opened.readNow(piece.subarray(0, Math.min(piece.length, this.#writtenBytes - at)), at);
      if (count === 0) throw new Error(`it ends at byte ${at}; ${this.#writtenBytes} are expected`);
      writeFullyNow(this.#opened, piece.subarray(0, count), at);
      at += count;
    }
  }

  /**
   * Reads what the process before this one wrote after the file was opened here (it learns only within 200 ms that it was superseded).
   * From the `open` line on, the file is ours.
   */
  #catchUp(): void {
    try {
      const size = this.#opened.size();
      if (this.#problem !== null || size === this.#writtenBytes) return;
      for (let at = this.#writtenBytes; at < size; at += pieceBytes) this.#scanner.push(this.#readNow(at, Math.min(pieceBytes, size - at)));
      cutTail(this.file, this.#disk, this.#opened, this.#scanner, size);
      this.#writtenBytes = this.#scanner.goodBytes;
    } catch (error) {
      throw ioError(this.file, "cannot be read", error);
    }
  }

  #readNow(offset: number, count: number): string {
    const bytes = Buffer.alloc(count);
    try {
      return bytes.toString("latin1", 0, this.#opened.readNow(bytes, offset));
    } catch (error) {
      throw ioError(this.file, "cannot be read", error);
    }
  }
}

function ioError(file: string, what: string, error: unknown): LockstepError {
  if (error instanceof LockstepError) return error;
  return new LockstepError("io", `ledger ${file} ${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

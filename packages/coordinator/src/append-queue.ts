import { open } from "node:fs/promises";
import { LockstepError } from "@lockstep/core";
import type { Logger } from "@lockstep/core";

export interface AppendQueueOptions {
  /** made if it is not there */
  readonly file: string;
  /** problem of this file, see alarmLogger */
  readonly alarm: string;
  /** what it consists of, in the plural, for messages */
  readonly pieces: string;
  readonly logger: Logger;
}

const flushMs = 500;
const maxWaitingBytes = 16 << 20;

/**
 * Appends to a file twice a second and never slows anything: pieces wait in memory while the disk is slow or takes none (an alarm tells of
 * it), 16 MiB of them at most, and are written when it takes them again. A piece is in the file whole or, until the next write, torn at its
 * end.
 */
export class AppendQueue {
  readonly #options: AppendQueueOptions;
  readonly #timer: NodeJS.Timeout;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #lost = 0;
  #failing = false;
  #writing: Promise<void> = Promise.resolve();
  /** a write broke off: the file ends here before anything more is written */
  #cutTo: number | null = null;

  constructor(options: AppendQueueOptions) {
    this.#options = options;
    this.#timer = setInterval(() => this.#flush(), flushMs);
  }

  /** @returns false if there was no room in memory: the piece is lost */
  add(piece: Uint8Array): boolean {
    if (this.#waitingBytes + piece.length > maxWaitingBytes) {
      this.#lost += 1;
      return false;
    }
    this.#waiting.push(piece);
    this.#waitingBytes += piece.length;
    return true;
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const { file, alarm, pieces, logger } = this.#options;
    const count = this.#waiting.length;
    if (count === 0) return;
    const bytes = Buffer.concat(this.#waiting);
    try {
      await this.#append(bytes);
    } catch (error) {
      if (!this.#failing)
        logger.warn({ alarm }, `${file} cannot be written: ${LockstepError.from(error).message}; its ${pieces} wait in memory`);
      this.#failing = true;
      return;
    }
    this.#waiting = this.#waiting.slice(count);
    this.#waitingBytes -= bytes.length;
    if (this.#failing) logger.info({ alarmOver: alarm, lost: this.#lost }, `${file} is written again${this.#loss()}`);
    this.#failing = false;
    this.#lost = 0;
  }

  #loss(): string {
    return this.#lost === 0 ? "" : `; ${this.#lost} ${this.#options.pieces} found no room in memory and are lost`;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    const handle = await open(this.#options.file, "a");
    try {
      const { size } = await handle.stat();
      if (this.#cutTo !== null && this.#cutTo < size) await handle.truncate(this.#cutTo);
      this.#cutTo = Math.min(size, this.#cutTo ?? size);
      await handle.appendFile(bytes);
      this.#cutTo = null;
    } finally {
      await handle.close();
    }
  }
}

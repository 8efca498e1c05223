import { randomBytes } from "node:crypto";
import fs from "node:fs";
import type { Logger } from "../run/logger.ts";
import { formatAnnouncement, preambleOf, putSeal, sealBytes, slotHeaderBytes } from "./segment-format.ts";
import { SegmentSlots } from "./segment-slots.ts";
import { isOnTmpfs, sharedMemoryFolder } from "./tmpfs.ts";

/** Most of a segment: the six vectors of a step, two slots each, of a model of 5 million parameters; what exceeds it travels in messages. */
const maxSegmentBytes = 256 << 20;
/** Others use the same memory, and other processes of the run do. */
const shareOfFree = 1 / 4;
/** A file that never has a name: nothing is left of it when its process is killed. Of Linux's fcntl.h, the same on x64 and arm64. */
const tmpfileFlag = 0o20000000;

export interface MemorySegmentOptions {
  readonly logger: Logger;
  /** most bytes of the segment; default: 256 MiB, or a quarter of what /dev/shm has free if that is less */
  readonly limitBytes?: number;
  /** default: writeSync of node:fs */
  readonly write?: WriteSync;
}

/** As of node:fs; `offset` and `length` are of the bytes, `position` is of the file. @returns bytes written */
export type WriteSync = (descriptor: number, bytes: Uint8Array, offset: number, length: number, position: number) => number;

/** A place for one vector. */
export interface SegmentSlot {
  readonly position: number;
  readonly bytes: number;
  readonly sequence: number;
}

/**
 * The bytes that this process has for others of its machine and user: a file without a name in memory, made when the first peer comes. It is
 * read and written as a file and never mapped, so that a full or shortened one is an error and no signal. After the first error, and where
 * there is no /dev/shm, there are no slots any more: vectors travel in messages.
 */
export class MemorySegment {
  readonly #options: MemorySegmentOptions;
  readonly #nonce = randomBytes(16);
  readonly #seal = Buffer.alloc(sealBytes);
  #descriptor: number | null = null;
  #slots = new SegmentSlots(0);
  #opened = false;
  #failed = false;
  #sequence = 0;
  #writtenBytes = 0;

  constructor(options: MemorySegmentOptions) {
    this.#options = options;
  }

  /** Bytes of vectors that were written, each once for all who read them. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** What a peer needs to read the segment, which is made at the first call; null if there is none. */
  announcement(): string | null {
    if (!this.#opened) this.#open();
    if (this.#descriptor === null || this.#failed) return null;
    return formatAnnouncement({ pid: process.pid, descriptor: this.#descriptor, nonce: this.#nonce });
  }

  /** A slot for a vector of so many bytes; from now on nobody takes for good what the slot held before. Null: the vector cannot be shared. */
  take(bytes: number): SegmentSlot | null {
    if (this.#descriptor === null || this.#failed) return null;
    const position = this.#slots.take(bytes);
    if (position === null) return null;
    this.#sequence = this.#sequence === 2 ** 32 - 1 ? 1 : this.#sequence + 1;
    return this.#putHeader(position, this.#sequence) ? { position, bytes, sequence: this.#sequence } : null;
  }

  /** Writes a part of the slot's vector, from byte `at` of it on. @returns false if that failed: the part has to travel in a message */
  write({ position }: SegmentSlot, at: number, part: Uint8Array): boolean {
    if (!this.#put(part, position + slotHeaderBytes + at)) return false;
    this.#writtenBytes += part.length;
    return true;
  }

  /** The slot is free for another vector. Until one takes it, late readers still find this one's bytes. */
  give({ position, bytes }: SegmentSlot): void {
    this.#slots.give(position, bytes);
  }

  /** All slots are void, and readers who come too late will see it. */
  clear(): void {
    const positions = this.#slots.clear();
    if (this.#descriptor === null) return;
    if (this.#failed) {
      // Nobody reads it any more, and the memory it took may be what others lack.
      fs.ftruncateSync(this.#descriptor, 0);
      return;
    }
    // Before a byte of another layout is written: a header that stays where it was would vouch for it.
    for (const position of positions) this.#putHeader(position, 0);
  }

  close(): void {
    if (this.#descriptor !== null) fs.closeSync(this.#descriptor);
    this.#descriptor = null;
    this.#opened = true;
  }

  #open(): void {
    this.#opened = true;
    if (process.platform !== "linux") return;
    let descriptor: number | null = null;
    try {
      descriptor = fs.openSync(sharedMemoryFolder, tmpfileFlag | fs.constants.O_DIRECTORY | fs.constants.O_RDWR, 0o600);
      if (!isOnTmpfs(descriptor)) throw new Error(`${sharedMemoryFolder} is not in memory`);
      const { bavail, bsize } = fs.statfsSync(sharedMemoryFolder);
      const limitBytes = this.#options.limitBytes ?? Math.min(maxSegmentBytes, Math.floor(bavail * bsize * shareOfFree));
      this.#slots = new SegmentSlots(limitBytes);
      this.#descriptor = descriptor;
      this.#put(preambleOf(this.#nonce), 0);
    } catch (error) {
      if (descriptor !== null) fs.closeSync(descriptor);
      this.#descriptor = null;
      this.#options.logger.debug({}, `no shared memory: ${(error as Error).message}`);
    }
  }

  #putHeader(position: number, sequence: number): boolean {
    putSeal(this.#seal, this.#nonce, sequence);
    return this.#put(this.#seal, position);
  }

  #put(bytes: Uint8Array, position: number): boolean {
    if (this.#descriptor === null || this.#failed) return false;
    const { logger, write = fs.writeSync } = this.#options;
    try {
      for (let done = 0; done < bytes.length;) {
        const count = write(this.#descriptor, bytes, done, bytes.length - done, position + done);
        if (count === 0) throw new Error("nothing was written");
        done += count;
      }
      return true;
    } catch (error) {
      this.#failed = true;
      logger.warn({}, `shared memory cannot be written (${(error as Error).message}): vectors travel in messages from now on`);
      return false;
    }
  }
}

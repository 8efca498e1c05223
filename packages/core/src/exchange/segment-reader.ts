import fs from "node:fs";
import { preambleBytes, preambleOf, putSeal, sealBytes, slotHeaderBytes } from "./segment-format.ts";
import type { SegmentAnnouncement, SharedPlace } from "./segment-format.ts";
import { isOnTmpfs } from "./tmpfs.ts";

/** What is opened is a file of another process's choice: it must neither make this one wait nor become its terminal. */
const openFlags = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;

/** Reads a peer's segment. */
export class SegmentReader {
  readonly #nonce: Uint8Array;
  readonly #seal = Buffer.alloc(sealBytes);
  readonly #found = Buffer.alloc(sealBytes);
  #descriptor: number | null;

  private constructor(descriptor: number, nonce: Uint8Array) {
    this.#descriptor = descriptor;
    this.#nonce = nonce;
  }

  /**
   * Opens what was announced if it is a segment, and the one that was meant: of a process in another container or on another machine nothing
   * stands under this number, or something that does not begin with its nonce.
   * @throws Error with the reason if it is not, or belongs to another user
   */
  static open({ pid, descriptor, nonce }: SegmentAnnouncement): SegmentReader {
    const file = `/proc/${pid}/fd/${descriptor}`;
    // Before it is opened: opening a device may do something.
    if (!fs.statSync(file).isFile()) throw new Error(`${file} is no regular file`);
    const opened = fs.openSync(file, openFlags);
    try {
      if (!fs.fstatSync(opened).isFile() || !isOnTmpfs(opened)) throw new Error(`${file} does not lie in memory`);
      const preamble = Buffer.alloc(preambleBytes);
      if (!readWhole(opened, preamble, 0) || !preamble.equals(preambleOf(nonce)))
        throw new Error(`${file} is not the segment that was announced`);
      return new SegmentReader(opened, nonce);
    } catch (error) {
      fs.closeSync(opened);
      throw error;
    }
  }

  /**
   * Reads a chunk's bytes into `target`, which has the chunk's length.
   * @param offset bytes of the vector before the chunk
   * @returns false if the slot holds another vector by now, or cannot be read: what is in `target` then is of no use
   */
  read({ slot, sequence }: SharedPlace, offset: number, target: Uint8Array): boolean {
    if (this.#descriptor === null) return false;
    try {
      if (!readWhole(this.#descriptor, target, slot + slotHeaderBytes + offset)) return false;
      putSeal(this.#seal, this.#nonce, sequence);
      return readWhole(this.#descriptor, this.#found, slot) && this.#found.equals(this.#seal);
    } catch {
      return false;
    }
  }

  close(): void {
    if (this.#descriptor !== null) fs.closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}

function readWhole(descriptor: number, target: Uint8Array, position: number): boolean {
  for (let done = 0; done < target.length;) {
    const count = fs.readSync(descriptor, target, done, target.length - done, position + done);
    if (count === 0) return false;
    done += count;
  }
  return true;
}

import { randomUUID } from "node:crypto";
import path from "node:path";
import { crc32 } from "node:zlib";
import { LockstepError } from "../errors.ts";
import type { BlockingFile, Disk } from "../storage/disk.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import { writeFullyNow } from "../storage/write-fully.ts";

/*
 * A file of two slots, made and filled in advance and overwritten in turn: a full disk cannot stop a write, and a write that is torn
 * leaves the other slot as it was. Each slot lies in a block of its own (little-endian):
 *   bytes 0..3 magic, 4..11 sequence number (float64), 12..15 bytes of JSON, 16..19 CRC-32 of bytes 4..15 and the JSON, then the JSON
 */
const magic = 0x3153_4c44; // "DLS1"
const slotBytes = 4096;
const headerBytes = 20;

/** Longest value, as JSON. */
export const maxRecordBytes = 512;

interface Slot {
  readonly sequence: number;
  readonly json: string;
}

interface PlacedSlot extends Slot {
  /** 0 or 1 */
  readonly index: number;
}

/** A small value that survives kill -9, power cuts and a full disk. Reads and writes block: a promise must be durable before it is given. */
export interface DurableRecord<T> {
  /** as last read or written here */
  readonly value: T;
  /**
   * The value on the disk, which another process may have written. What a failed write of this one has left there does not count: nobody
   * knows whether it is durable. Throws LockstepError "io".
   */
  read(): T;
  /** Durable when it returns. Throws LockstepError "io"; the value on the disk is then the old or the new one, `value` is the old one. */
  write(value: T): void;
  close(): void;
}

/**
 * Opens the record of a file, which is made with `initial` if there is none; of several processes that make it at once one wins.
 * Throws LockstepError "io" if the file is not such a record, if neither slot is whole, or if its value lacks a field of `initial`
 * (or has another type there): a lost promise must not pass for one never given.
 */
export function openDurableRecord<T extends object>(file: string, initial: T, disk: Disk = nodeDisk): DurableRecord<T> {
  let opened: BlockingFile;
  try {
    if (!disk.exists(file)) create(disk, file, initial);
    opened = disk.openNow(file, "read-write");
  } catch (error) {
    throw failure(file, "cannot be opened", error);
  }
  try {
    // What a process wrote that died before it was durable is read here, and must not be the only whole copy when the other is overwritten.
    opened.syncNow();
    return new SlotFile(file, opened, initial);
  } catch (error) {
    opened.closeNow();
    throw failure(file, "cannot be opened", error);
  }
}

class SlotFile<T extends object> implements DurableRecord<T> {
  readonly #file: string;
  readonly #opened: BlockingFile;
  readonly #initial: T;
  #value: T;
  /** writes that failed since the last good one: what they left after this sequence number is perhaps read, but not durable */
  #failed: { readonly after: number; readonly jsons: Set<string> } | null = null;

  constructor(file: string, opened: BlockingFile, initial: T) {
    this.#file = file;
    this.#opened = opened;
    this.#initial = initial;
    this.#value = initial;
    this.read();
  }

  get value(): T {
    return this.#value;
  }

  read(): T {
    const certain = this.#slots().find((slot) => !this.#isInDoubt(slot));
    // With none, the copy in doubt has outlived the other one: the value is still what it was before that write.
    if (certain !== undefined) this.#value = checkedShape(this.#file, certain.json, this.#initial);
    return this.#value;
  }

  write(value: T): void {
    const json = encodeValue(this.#file, value);
    // First over the older slot, then over what was the newest: were only one written, damage to it would bring the value before it back.
    this.#overwriteOlder(json);
    this.#overwriteOlder(json);
    this.#value = value;
  }

  #overwriteOlder(json: string): void {
    // Read each time: another process may have written, and its slot must not be the one that is overwritten.
    const [newest] = this.#slots();
    const slot = encodeSlot({ sequence: newest.sequence + 1, json });
    try {
      // A copy that is not durable must not be the only one left when this write is torn.
      writeFullyNow(this.#opened, slot, (this.#isInDoubt(newest) ? newest.index : 1 - newest.index) * slotBytes);
      this.#opened.syncNow();
    } catch (error) {
      this.#failed ??= { after: newest.sequence, jsons: new Set() };
      this.#failed.jsons.add(json);
      throw failure(this.#file, "cannot be written", error);
    }
    this.#failed = null;
  }

  close(): void {
    this.#opened.closeNow();
  }

  /** By what it holds, not by its number alone: of a write that left nothing, another process may have taken the number. */
  #isInDoubt({ sequence, json }: Slot): boolean {
    return this.#failed !== null && sequence > this.#failed.after && this.#failed.jsons.has(json);
  }

  /** The copies that are whole, the newest first. */
  #slots(): readonly [PlacedSlot, ...PlacedSlot[]] {
    const bytes = Buffer.alloc(2 * slotBytes);
    let read: number;
    try {
      read = this.#opened.readNow(bytes, 0);
    } catch (error) {
      throw failure(this.#file, "cannot be read", error);
    }
    if (read < bytes.length) throw failure(this.#file, `has ${read} bytes; ${bytes.length} expected`);
    const slots = [0, 1].flatMap((index) => {
      const slot = decodeSlot(bytes.subarray(index * slotBytes, (index + 1) * slotBytes));
      return slot ? [{ ...slot, index }] : [];
    });
    const [newest, ...others] = slots.toSorted((a, b) => b.sequence - a.sequence);
    if (!newest)
      throw failure(this.#file, "is damaged: neither of its two copies is whole; move it away: what is lost with it is found out anew");
    return [newest, ...others];
  }
}

function create(disk: Disk, file: string, initial: object): void {
  const json = encodeValue(file, initial);
  const temporary = `${file}.${randomUUID()}.tmp`;
  const opened = disk.openNow(temporary, "new");
  try {
    try {
      writeFullyNow(opened, Buffer.concat([encodeSlot({ sequence: 1, json }), encodeSlot({ sequence: 2, json })]), 0);
      opened.syncNow();
    } finally {
      opened.closeNow();
    }
    // A link, unlike a rename, does not replace what another process made meanwhile.
    disk.linkNow(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    disk.removeNow(temporary);
  }
  disk.syncFolderNow(path.dirname(file));
}

function encodeValue(file: string, value: object): string {
  const json = JSON.stringify(value);
  const bytes = Buffer.byteLength(json);
  if (bytes > maxRecordBytes) throw new LockstepError("invariant", `${file}: a value of ${bytes} bytes; at most ${maxRecordBytes} fit`);
  return json;
}

function encodeSlot({ sequence, json }: Slot): Buffer {
  const slot = Buffer.alloc(slotBytes);
  const jsonBytes = slot.write(json, headerBytes);
  slot.writeUInt32LE(magic, 0);
  slot.writeDoubleLE(sequence, 4);
  slot.writeUInt32LE(jsonBytes, 12);
  slot.writeUInt32LE(slotCrc(slot, jsonBytes), 16);
  return slot;
}

function decodeSlot(slot: Buffer): Slot | null {
  const jsonBytes = slot.readUInt32LE(12);
  if (slot.readUInt32LE(0) !== magic || jsonBytes > maxRecordBytes || slot.readUInt32LE(16) !== slotCrc(slot, jsonBytes)) return null;
  return { sequence: slot.readDoubleLE(4), json: slot.toString("utf8", headerBytes, headerBytes + jsonBytes) };
}

function slotCrc(slot: Buffer, jsonBytes: number): number {
  return crc32(slot.subarray(headerBytes, headerBytes + jsonBytes), crc32(slot.subarray(4, 16)));
}

function checkedShape<T extends object>(file: string, json: string, initial: T): T {
  const value: unknown = JSON.parse(json);
  if (typeof value === "object" && value !== null) {
    const fields = value as Record<string, unknown>;
    const strange = Object.entries(initial).find(([key, sample]) => typeof fields[key] !== typeof sample);
    if (!strange) return value as T;
  }
  throw failure(file, `holds ${json}, which is not a value of this record (such as ${JSON.stringify(initial)})`);
}

function failure(file: string, what: string, cause?: unknown): LockstepError {
  if (cause instanceof LockstepError) return cause;
  const detail = cause instanceof Error ? `: ${cause.message}` : "";
  return new LockstepError("io", `${file} ${what}${detail}`, cause === undefined ? undefined : { cause });
}

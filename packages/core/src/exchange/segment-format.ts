// A segment is a file without a name on /dev/shm, written by one process and read by the others of its machine and user:
//
//   0      magic (16 bytes), nonce (16 bytes)
//   4096   slots, each of whole pages: header (64 bytes: nonce, sequence as uint32 LE, the rest unused), then the bytes of one vector
//
// A slot's header is written before its first byte is. So bytes that were read belong to the sequence that stands in front of them AFTER the
// reading: no writer of a later vector had begun.

/** Key of the announcement in the metadata that a served stream begins with. */
export const segmentMetadataKey = "lockstep-shared-memory";

const magic = Buffer.from("lockstep segment", "latin1");
const nonceBytes = 16;
/** Bytes from the beginning of a segment that show whose it is. */
export const preambleBytes: number = magic.length + nonceBytes;
/** Slots begin at whole pages, so that no two share one. */
export const pageBytes = 4096;
/** Before the payload of a slot: the line of a processor's cache. */
export const slotHeaderBytes = 64;
/** Of the header, what is written and compared. */
export const sealBytes: number = nonceBytes + 4;

/** Where a segment can be opened, and how to tell that it is the one that was meant. */
export interface SegmentAnnouncement {
  readonly pid: number;
  /** number of the open file in that process */
  readonly descriptor: number;
  /** 16 random bytes */
  readonly nonce: Uint8Array;
}

/** Where the bytes of a chunk lie in the sender's segment. */
export interface SharedPlace {
  /** byte of the segment at which the slot's header begins */
  readonly slot: number;
  /** number of the vector in the slot, 1 to 2^32 - 1 */
  readonly sequence: number;
  /** bytes of the chunk; they begin after the slot's header and the chunk's offset in the vector */
  readonly length: number;
}

export function formatAnnouncement({ pid, descriptor, nonce }: SegmentAnnouncement): string {
  return `${pid} ${descriptor} ${Buffer.from(nonce).toString("hex")}`;
}

/** Null if the text, which comes from outside, is no announcement. */
export function parseAnnouncement(text: string): SegmentAnnouncement | null {
  const [, pid = "", descriptor = "", nonce = ""] = /^([1-9]\d{0,9}) (\d{1,9}) ([0-9a-f]{32})$/.exec(text) ?? [];
  return nonce === "" ? null : { pid: Number(pid), descriptor: Number(descriptor), nonce: Buffer.from(nonce, "hex") };
}

/** What a segment of this nonce begins with. */
export const preambleOf = (nonce: Uint8Array): Buffer => Buffer.concat([magic, nonce]);

/** Writes what the header of a slot says into `out`, of {@link sealBytes}. */
export function putSeal(out: Buffer, nonce: Uint8Array, sequence: number): void {
  out.set(nonce);
  out.writeUInt32LE(sequence, nonceBytes);
}

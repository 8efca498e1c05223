import type { LockstepError } from "../errors.ts";
import type { Chunk, Pull } from "./chunk-codec.ts";
import type { SharedPlace } from "./segment-format.ts";

/** What a dialled stream reports, until it is closed or lost. */
export interface StreamEvents {
  /** The peer answered: a sign of life without a message. */
  opened(): void;
  chunk(chunk: Chunk): void;
  /** A message came that is no chunk. */
  malformed(error: LockstepError): void;
  /** The stream has ended; nothing more is reported. */
  lost(reason: LockstepError): void;
}

/** The receiving end of a stream. */
export interface PullStream {
  pull(pull: Pull): void;
  /** Bytes that have come in so far, of messages that are not whole yet too; left out by a transport that knows no others. */
  readonly receivedBytes?: () => number;
  /**
   * Reads a chunk that lies in the peer's shared memory into `target`, of the chunk's length; `offset`: bytes of the vector before it. False:
   * it is not there (any more). Left out by a transport that has no shared memory.
   */
  readonly readShared?: (place: SharedPlace, offset: number, target: Uint8Array) => boolean;
  /** Ends the stream and whatever carries it; nothing more is reported. */
  close(): void;
}

/** Opens a stream to the exchange at an address. Never throws and never calls back before it has returned. */
export type Dial = (address: string, events: StreamEvents) => PullStream;

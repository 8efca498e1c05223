import { LockstepError } from "../errors.ts";
import { maxLayoutLength } from "../model/layout.ts";
import type { RpcClient } from "./client.ts";
import { readLedgerMethod, readRangeMethod } from "./methods.ts";

/** Elements [start, start + data.length) of the whole parameter vector. */
export interface RangeParameters {
  readonly start: number;
  readonly data: Float32Array;
}

/**
 * The parameters of a server's range at one version.
 * @param expectedElements how long the range is; at most 2^28
 * @throws LockstepError "unavailable" if the server does not hold the version, "protocol" if what comes is not one piece of that length
 */
export async function readRange(
  client: RpcClient,
  version: number,
  expectedElements: number,
  signal: AbortSignal,
): Promise<RangeParameters> {
  if (!(expectedElements >= 0 && expectedElements <= maxLayoutLength)) throw new RangeError(`readRange: ${expectedElements} elements`);
  const data = new Float32Array(expectedElements);
  const bytes = new Uint8Array(data.buffer);
  let start: number | null = null;
  let receivedBytes = 0;
  for await (const chunk of client.serverStream(readRangeMethod, { version }, { signal })) {
    const piece = chunk.data ?? new Uint8Array();
    start ??= chunk.start ?? 0;
    const inOrder = (chunk.start ?? 0) === start + receivedBytes / Float32Array.BYTES_PER_ELEMENT;
    if (!inOrder || piece.length > bytes.length - receivedBytes) {
      throw new LockstepError(
        "protocol",
        `version ${version} from ${client.address}: ${piece.length} bytes at element ${chunk.start ?? 0} after ${receivedBytes} of ${bytes.length} bytes`,
      );
    }
    bytes.set(piece, receivedBytes);
    receivedBytes += piece.length;
  }
  if (receivedBytes !== bytes.length) {
    throw new LockstepError("protocol", `version ${version} from ${client.address}: ${receivedBytes} bytes; expected ${bytes.length}`);
  }
  return { start: start ?? 0, data };
}

/** A server tells of no older line; what is beyond is nonsense. */
const maxAgeMs = 3_600_000;

export interface ReadLedgerOptions {
  /** first byte wanted */
  readonly offset: number;
  /** also what is appended later, until the signal is aborted */
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

export interface LedgerPiece {
  readonly offset: number;
  readonly data: Uint8Array;
  /** how long ago lines were appended, in ms: of the last lines that end in `data`, oldest first; those of long ago are left out */
  readonly agesMs: readonly number[];
}

/** The bytes of a server's ledger file from an offset on, in order. @throws LockstepError "protocol" if a piece does not follow the one before */
export async function* readLedger(client: RpcClient, options: ReadLedgerOptions): AsyncGenerator<LedgerPiece, void, undefined> {
  let next = options.offset;
  for await (const chunk of client.serverStream(
    readLedgerMethod,
    { offset: options.offset, follow: options.follow },
    { signal: options.signal },
  )) {
    const data = chunk.data ?? new Uint8Array();
    if ((chunk.offset ?? 0) !== next) {
      throw new LockstepError("protocol", `ledger of ${client.address}: a piece at byte ${chunk.offset ?? 0}; expected one at ${next}`);
    }
    next += data.length;
    const agesMs = (chunk.agesMs ?? []).map((age) => (age >= 0 && age <= maxAgeMs ? age : 0));
    yield { offset: next - data.length, data, agesMs };
  }
}

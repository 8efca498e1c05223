import { createHash } from "node:crypto";
import { LockstepError, readLedger, readRange, RpcClient } from "@lockstep/core";
import type { Roster, RosterServer, RunCredentials } from "@lockstep/core";

/** Longest ledger that is read into memory to be verified: about 1.2 million steps of 4 shards. */
const maxLedgerBytes = 2 ** 30;
/** A server that sends nothing of its ledger for so long is given up; so is one that sends its range slower than the bytes a ms below. */
const silentMs = 30_000;
const leastBytesPerMs = 1_000;

/** What the parameter servers hold at the end of a run; lists are by range. */
export interface GatheredResults {
  /** whole ledgers, in pieces cut anywhere */
  readonly ledgers: readonly (readonly string[])[];
  /** SHA-256 over all of that, hex */
  readonly ledgersHash: string;
  /** the parameters of the last version; one after the other they are P */
  readonly weights: readonly Uint8Array[];
  /** SHA-256 of the flat little-endian float32 parameters, hex */
  readonly weightsHash: string;
}

/**
 * Reads the ledgers and the last version of the parameters from all K servers, however long that takes as long as something comes.
 * @param version the last one
 * @throws LockstepError "unavailable", "peer-lost" or the signal's reason if a server is lost meanwhile; "protocol" or "data" for nonsense
 */
export async function gatherResults(
  roster: Roster,
  version: number,
  credentials: RunCredentials,
  signal: AbortSignal,
): Promise<GatheredResults> {
  const ledgersHash = createHash("sha256");
  const weightsHash = createHash("sha256");
  const ledgers: (readonly string[])[] = [];
  const weights: Uint8Array[] = [];
  for (const server of roster.servers) {
    const client = new RpcClient(server.address, credentials);
    try {
      const ledger = await readWholeLedger(client, server, signal);
      for (const piece of ledger) ledgersHash.update(piece, "latin1");
      ledgers.push(ledger);
      const bytes = await readWholeRange(client, server, version, signal);
      weightsHash.update(bytes);
      weights.push(bytes);
    } finally {
      client.close();
    }
  }
  return { ledgers, ledgersHash: ledgersHash.digest("hex"), weights, weightsHash: weightsHash.digest("hex") };
}

/** The parameters of one version; ranges in order, one after the other they are P. */
export interface GatheredVersion {
  readonly weights: readonly Uint8Array[];
  /** SHA-256 of the flat little-endian float32 parameters, hex */
  readonly weightsHash: string;
}

/**
 * Reads one version of the parameters from all K servers.
 * @throws LockstepError as {@link gatherResults}; "data" if a closed server does not have it
 */
export async function gatherVersion(
  roster: Roster,
  version: number,
  credentials: RunCredentials,
  signal: AbortSignal,
): Promise<GatheredVersion> {
  const hash = createHash("sha256");
  const weights: Uint8Array[] = [];
  for (const server of roster.servers) {
    const client = new RpcClient(server.address, credentials);
    try {
      const bytes = await readWholeRange(client, server, version, signal);
      hash.update(bytes);
      weights.push(bytes);
    } finally {
      client.close();
    }
  }
  return { weights, weightsHash: hash.digest("hex") };
}

async function readWholeLedger(client: RpcClient, server: RosterServer, signal: AbortSignal): Promise<readonly string[]> {
  const pieces: string[] = [];
  const limit = new TimeLimit(silentMs, `${server.name} has sent nothing of its ledger for ${silentMs / 1000} s`);
  try {
    for await (const { offset, data } of readLedger(client, {
      offset: 0,
      follow: false,
      signal: AbortSignal.any([signal, limit.signal]),
    })) {
      limit.extend();
      if (offset + data.length > maxLedgerBytes)
        throw new LockstepError("data", `the ledger of ${server.name} has more than ${maxLedgerBytes} bytes`);
      pieces.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1"));
    }
    return pieces;
  } finally {
    limit.end();
  }
}

async function readWholeRange(client: RpcClient, server: RosterServer, version: number, signal: AbortSignal): Promise<Uint8Array> {
  const elements = server.end - server.start;
  const limitMs = silentMs + (elements * Float32Array.BYTES_PER_ELEMENT) / leastBytesPerMs;
  const limit = new TimeLimit(limitMs, `${server.name} has not sent its ${elements} parameters within ${Math.round(limitMs / 1000)} s`);
  try {
    const range = await readRange(client, version, elements, AbortSignal.any([signal, limit.signal]));
    if (range.data.length > 0 && range.start !== server.start) {
      throw new LockstepError("protocol", `${server.name} sends parameters from ${range.start} on; its range starts at ${server.start}`);
    }
    return new Uint8Array(range.data.buffer);
  } finally {
    limit.end();
  }
}

/** Aborts its signal, with LockstepError "unavailable", after a time in which it was not extended. */
class TimeLimit {
  readonly #passed = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(limitMs: number, reason: string) {
    this.#timer = setTimeout(() => this.#passed.abort(new LockstepError("unavailable", reason)), limitMs);
  }

  get signal(): AbortSignal {
    return this.#passed.signal;
  }

  extend(): void {
    this.#timer.refresh();
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

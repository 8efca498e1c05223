import { createHash } from "node:crypto";
import { LockstepError, readLedger, readRange, RpcClient } from "@lockstep/core";
import type { Roster, RosterServer, RunCredentials } from "@lockstep/core";

/** Longest ledger that is read into memory to be verified: about 1.2 million steps of 4 shards. */
const maxLedgerBytes = 2 ** 30;
const callTimeoutMs = 120_000;

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
 * Reads the ledgers and the last version of the parameters from all K servers.
 * @param version N + 1
 * @throws LockstepError "unavailable", "peer-lost" or the signal's reason if a server is lost meanwhile; "protocol" or "data" for nonsense
 */
export async function gatherResults(
  roster: Roster,
  version: number,
  credentials: RunCredentials,
  signal: AbortSignal,
): Promise<GatheredResults> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(callTimeoutMs)]);
  const ledgersHash = createHash("sha256");
  const weightsHash = createHash("sha256");
  const ledgers: (readonly string[])[] = [];
  const weights: Uint8Array[] = [];
  for (const server of roster.servers) {
    const client = new RpcClient(server.address, credentials);
    try {
      const ledger = await readWholeLedger(client, server, limited);
      for (const piece of ledger) ledgersHash.update(piece, "latin1");
      ledgers.push(ledger);
      const range = await readRange(client, version, server.end - server.start, limited);
      if (range.data.length > 0 && range.start !== server.start) {
        throw new LockstepError("protocol", `${server.name} sends parameters from ${range.start} on; its range starts at ${server.start}`);
      }
      const bytes = new Uint8Array(range.data.buffer);
      weightsHash.update(bytes);
      weights.push(bytes);
    } finally {
      client.close();
    }
  }
  return { ledgers, ledgersHash: ledgersHash.digest("hex"), weights, weightsHash: weightsHash.digest("hex") };
}

async function readWholeLedger(client: RpcClient, server: RosterServer, signal: AbortSignal): Promise<readonly string[]> {
  const pieces: string[] = [];
  for await (const { offset, data } of readLedger(client, { offset: 0, follow: false, signal })) {
    if (offset + data.length > maxLedgerBytes)
      throw new LockstepError("data", `the ledger of ${server.name} has more than ${maxLedgerBytes} bytes`);
    pieces.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("latin1"));
  }
  return pieces;
}

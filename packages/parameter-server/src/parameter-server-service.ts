import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError, readLedgerMethod, readRangeMethod } from "@lockstep/core";
import type { LedgerFile, RpcServer } from "@lockstep/core";
import type { RangeServer } from "./range-server.ts";

const pieceBytes = 256 << 10;
/** Lines that follow each other faster go together: a message for each would cost the run as much as a tenth of its steps. */
const gatherMs = 50;

/** What others may read from a parameter server: its parameters at a version it holds, and its ledger. Neither touches the training. */
export function addParameterServerService(server: RpcServer, range: RangeServer, ledger: LedgerFile): void {
  server.addServerStream(readRangeMethod, async (request, stream) => {
    const version = request.version ?? 0;
    const held = await range.readVersion(version);
    const bytes = new Uint8Array(held.values.buffer, held.values.byteOffset, held.values.byteLength);
    for (let offset = 0; offset === 0 || offset < bytes.length; offset += pieceBytes) {
      await stream.write({ start: held.start + offset / 4, data: bytes.subarray(offset, offset + pieceBytes) });
    }
  });

  server.addServerStream(readLedgerMethod, async (request, stream) => {
    let offset = request.offset ?? 0;
    if (!Number.isSafeInteger(offset) || offset < 0) throw new LockstepError("protocol", `ledger offset ${offset} is not a byte position`);
    let sentMs = Number.NEGATIVE_INFINITY;
    for (;;) {
      const data = await ledger.read(offset, pieceBytes);
      if (data.length > 0) {
        sentMs = performance.now();
        await stream.write({ offset, data, agesMs: ledger.agesMs(offset, offset + data.length) });
        offset += data.length;
      } else if (request.follow) {
        await ledger.grown(offset, stream.signal);
        const restMs = sentMs + gatherMs - performance.now();
        if (restMs > 0) await sleep(restMs, undefined, { signal: stream.signal }).catch(() => {});
      } else return;
    }
  });
}

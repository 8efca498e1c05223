import { createHash, timingSafeEqual } from "node:crypto";
import { LockstepError } from "../errors.ts";
import type { RpcClient } from "./client.ts";
import { readInitialValuesMethod } from "./methods.ts";

/** A transfer that brings nothing for so long is given up. */
const silentMs = 30_000;

/**
 * Elements [start, end) of version 0 from the coordinator, for a run that does not begin with random values alone.
 * @throws LockstepError "unavailable" or "peer-lost" if the coordinator is lost or silent, "protocol" if what comes is not what was asked
 * for, "data" if it does not have the digest that came with it, and the signal's reason
 */
export async function readInitialValues(client: RpcClient, start: number, end: number, signal: AbortSignal): Promise<Float32Array> {
  const values = new Float32Array(end - start);
  const bytes = new Uint8Array(values.buffer);
  const silent = new AbortController();
  const timer = setTimeout(() => silent.abort(new LockstepError("unavailable", `nothing came for ${silentMs / 1000} s`)), silentMs);
  let receivedBytes = 0;
  let sent = new Uint8Array();
  try {
    const chunks = client.serverStream(readInitialValuesMethod, { start, end }, { signal: AbortSignal.any([signal, silent.signal]) });
    for await (const chunk of chunks) {
      timer.refresh();
      const data = chunk.data ?? new Uint8Array();
      const at = start + receivedBytes / Float32Array.BYTES_PER_ELEMENT;
      if ((chunk.start ?? 0) !== at || data.length > bytes.length - receivedBytes || data.length % Float32Array.BYTES_PER_ELEMENT !== 0)
        throw wrong(start, end, `${data.length} bytes at element ${chunk.start ?? 0}; expected those from ${at} on`);
      bytes.set(data, receivedBytes);
      receivedBytes += data.length;
      sent = Uint8Array.from(chunk.sha256 ?? []);
    }
  } finally {
    clearTimeout(timer);
  }
  if (receivedBytes !== bytes.length) throw wrong(start, end, `${receivedBytes} of ${bytes.length} bytes`);
  const digest = createHash("sha256").update(bytes).digest();
  if (sent.length !== digest.length || !timingSafeEqual(sent, digest)) {
    throw new LockstepError("data", `initial values [${start}, ${end}): they do not have the SHA-256 that the coordinator sent with them`);
  }
  return values;
}

function wrong(start: number, end: number, found: string): LockstepError {
  return new LockstepError("protocol", `initial values [${start}, ${end}) from the coordinator: ${found}`);
}

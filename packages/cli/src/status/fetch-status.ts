import { LockstepError } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { parseRunStatus } from "./run-status-shape.ts";
import type { StatusAddress } from "./status-source.ts";

const timeoutMs = 5000;
/** A status of 65,536 workers has about this size. */
export const maxStatusBytes: number = 32 * 1024 * 1024;

/**
 * Asks once.
 * @throws LockstepError "unavailable" if nobody answers, or another run does; "configuration" if what answers is no status
 */
export async function fetchStatus({ url, runId }: StatusAddress): Promise<RunStatus> {
  const text = await getText(new URL("status", url));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LockstepError("configuration", `what answers at ${url} is not the status of a run: it is no JSON`, { cause: error });
  }
  const status = parseRunStatus(value, url);
  requireRun(status, url, runId);
  return status;
}

/** A port may belong to another run by now. @throws LockstepError "unavailable" */
export function requireRun(status: RunStatus, url: string, runId: string | null): void {
  if (runId !== null && status.runId !== runId) throw new LockstepError("unavailable", `another run is served at ${url} now`);
}

async function getText(url: URL): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { signal, redirect: "error" }).catch((error: unknown) => {
    throw new LockstepError("unavailable", `nobody answers at ${url.origin}: ${reasonOf(error)}`, { cause: error });
  });
  try {
    const text = await readBounded(response);
    if (response.status === 200) return text;
    throw new LockstepError("configuration", `${url.origin} answers ${response.status}: ${text.slice(0, 200).trim()}`);
  } catch (error) {
    if (error instanceof LockstepError) throw error;
    throw new LockstepError("unavailable", `the answer of ${url.origin} broke off: ${reasonOf(error)}`, { cause: error });
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > maxStatusBytes) throw new LockstepError("configuration", `the answer of ${response.url} is longer than any status`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** fetch hides what happened in the cause. */
function reasonOf(error: unknown): string {
  const { message, cause, name } = error as Error;
  if (name === "TimeoutError") return `no answer within ${timeoutMs / 1000} s`;
  return cause instanceof Error && cause.message !== "" ? cause.message : message;
}

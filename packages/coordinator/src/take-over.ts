import { setTimeout as sleep } from "node:timers/promises";
import { describeMethod, LockstepError, protocolVersion, RpcClient } from "@lockstep/core";
import type { Logger, RunCredentials } from "@lockstep/core";

export interface TakeOverOptions {
  /** host:port that this coordinator is to listen on */
  readonly listen: string;
  readonly credentials: RunCredentials;
  /** makes the older coordinator end; see Journal.claim */
  readonly claim: () => void;
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

const askTimeoutMs = 1000;
const askAgainMs = 50;
/** The older one notices within 200 ms, unless its event loop is held by something. */
const goneTimeoutMs = 30_000;

/**
 * docs/protocol.md rule 6 where both coordinators have one address: if the port belongs to an older coordinator of this very run, takes the run
 * over and waits until the older one has ended. Anybody else on the port is left alone: listening there will fail, and say so.
 * @returns whether there was an older one
 */
export async function takeOverAddress(options: TakeOverOptions): Promise<boolean> {
  const { listen, credentials, claim, logger, signal } = options;
  if (listen.endsWith(":0")) return false;
  const asking = new RpcClient(listen, credentials);
  try {
    if (!(await answers(asking, credentials.runId, signal))) return false;
    claim();
    logger.info({ address: listen }, `taking the run over from the coordinator that listens on ${listen}`);
    const endMs = performance.now() + goneTimeoutMs;
    do await sleep(askAgainMs, undefined, { signal });
    while (performance.now() < endMs && (await answers(asking, credentials.runId, signal)));
    return true;
  } catch (error) {
    throw signal.aborted ? LockstepError.from(signal.reason, "aborted") : error;
  } finally {
    asking.close();
  }
}

/** Only a coordinator of this run, with this run's token, answers with its id. */
async function answers(client: RpcClient, runId: string | null, signal: AbortSignal): Promise<boolean> {
  try {
    const description = await client.unary(describeMethod, { protocolVersion }, { signal, timeoutMs: askTimeoutMs });
    return description.runId === runId;
  } catch {
    signal.throwIfAborted();
    return false;
  }
}

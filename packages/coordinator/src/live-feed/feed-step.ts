import type { Decision } from "@lockstep/core";

/** How one client keeps up. */
export interface ClientState {
  /** waiting to be sent to it, in this process */
  readonly bufferedBytes: number;
  /** it has been sent everything up to the last published state */
  readonly inSync: boolean;
  /** since when nothing is sent because too much waits; null: it keeps up */
  readonly behindSinceMs: number | null;
}

export interface FeedStepOptions {
  /** above this a client gets nothing until all of it is gone */
  readonly maxBufferedBytes: number;
  /** a client that has not taken what waits for so long is given up */
  readonly maxBehindMs: number;
}

/** delta: it may have the next one; snapshot: it needs the whole state; wait: nothing now; close: give it up. */
export type FeedStep = "delta" | "snapshot" | "wait" | "close";

/** What a client gets at a tick. Whatever it does, no more than `maxBufferedBytes` and one message ever wait for it. */
export function feedStep(nowMs: number, client: ClientState, options: FeedStepOptions): Decision<FeedStep> {
  const { bufferedBytes, inSync, behindSinceMs } = client;
  if (behindSinceMs !== null) {
    if (bufferedBytes === 0) return { result: "snapshot", reason: "it took everything that waited" };
    const behindMs = nowMs - behindSinceMs;
    if (behindMs >= options.maxBehindMs) return { result: "close", reason: `it has not taken its messages for ${Math.round(behindMs)} ms` };
    return { result: "wait", reason: `${bufferedBytes} bytes still wait` };
  }
  if (bufferedBytes > options.maxBufferedBytes) return { result: "wait", reason: `${bufferedBytes} bytes wait` };
  return inSync ? { result: "delta", reason: "it keeps up" } : { result: "snapshot", reason: "it needs the whole state" };
}

import type { RunStatus } from "./run-status.ts";
import type { StatusPatch } from "./status-patch.ts";

/** Version of the messages of `/feed`; another one is another language. */
export const feedProtocol = 1;

/**
 * What a client of `/feed` is told, as JSON text: a snapshot first, then a delta with the next number a few times a second at most.
 * A client that could not keep up, or that asked for it, gets another snapshot instead of what it missed.
 */
export type FeedMessage =
  | { readonly type: "snapshot"; readonly protocol: typeof feedProtocol; readonly seq: number; readonly status: RunStatus }
  | { readonly type: "delta"; readonly seq: number; readonly patch: StatusPatch };

/** All that a client may say: "send me a snapshot". */
export interface FeedRequest {
  readonly type: "resync";
}

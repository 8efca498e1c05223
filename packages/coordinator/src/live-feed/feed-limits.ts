import type { FeedStepOptions } from "./feed-step.ts";

export interface FeedLimits extends FeedStepOptions {
  /** the state is looked at this often while somebody watches */
  readonly tickMs: number;
  readonly maxClients: number;
  /** a client that has not answered the last ping when the next is due is gone */
  readonly pingMs: number;
  /** of what a client says */
  readonly maxMessageBytes: number;
  /** frames of any kind that a client may send */
  readonly maxMessagesPerSecond: number;
  /** for the last words and the closing handshake */
  readonly closeGraceMs: number;
}

export const defaultFeedLimits: FeedLimits = {
  tickMs: 200,
  maxClients: 64,
  maxBufferedBytes: 256 * 1024,
  maxBehindMs: 30_000,
  pingMs: 15_000,
  maxMessageBytes: 1024,
  maxMessagesPerSecond: 10,
  closeGraceMs: 200,
};

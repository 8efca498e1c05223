import type { Decision } from "./decision.ts";
import { lateTickMs, leaseMs } from "./timing.ts";

export interface LeaseState {
  /** when the tick before this one was */
  readonly lastTickMs: number;
  /** when each member was heard last */
  readonly heardMs: ReadonlyMap<string, number>;
}

export interface LeaseOutcome {
  /** everybody's lease begins anew: the one who slept is this process */
  readonly renewAll: boolean;
  /** members whose sessions are to be closed */
  readonly expired: readonly string[];
}

/** Whose lease ran out (docs/protocol.md rules 1 and 2). Times are of one monotonic clock. */
export function expiredLeases(nowMs: number, state: LeaseState): Decision<LeaseOutcome> {
  const sinceTickMs = nowMs - state.lastTickMs;
  if (sinceTickMs > lateTickMs) {
    return {
      result: { renewAll: true, expired: [] },
      reason: `this process slept for ${Math.round(sinceTickMs)} ms: all leases are renewed`,
    };
  }
  const expired = [...state.heardMs].filter(([, heardMs]) => nowMs - heardMs > leaseMs).map(([name]) => name);
  return {
    result: { renewAll: false, expired },
    reason: expired.length === 0 ? "all leases hold" : `nothing heard for ${leaseMs} ms from ${expired.join(", ")}`,
  };
}

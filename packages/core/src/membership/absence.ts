import type { Decision } from "./decision.ts";

/** A worker that was left out: how often lately, and until when. */
export interface Absence {
  readonly times: number;
  readonly untilMs: number;
}

const firstAbsenceMs = 4000;
const longestAbsenceMs = 60_000;
/** Each time longer by this factor. A worker that comes back to a link that is still dead costs everybody a dead link's time, so it comes back rarely. */
const growth = 4;
/** A worker that was in for this long without being left out again begins anew. */
const forgottenAfterMs = 300_000;

/** Whether a worker's latest absence does not count any more. */
export function isForgotten(nowMs: number, { untilMs }: Absence): boolean {
  return nowMs - untilMs >= forgottenAfterMs;
}

/**
 * How long a worker is left out that has to be (docs/protocol.md rule 4): 4 s, 16 s, then 60 s each time. A link that is dead for a minute
 * changes the membership five times at most.
 * @param before its latest absence; undefined: none
 */
export function nextAbsence(nowMs: number, before: Absence | undefined): Decision<Absence> {
  const times = before === undefined || isForgotten(nowMs, before) ? 1 : before.times + 1;
  const forMs = Math.min(firstAbsenceMs * growth ** (times - 1), longestAbsenceMs);
  return {
    result: { times, untilMs: nowMs + forMs },
    reason: `left out for ${forMs / 1000} s${times > 1 ? ` (${times} times lately)` : ""}`,
  };
}

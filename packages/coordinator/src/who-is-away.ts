import type { CoordinatorState } from "./coordinator-state.ts";
import { membershipOf } from "./coordinator-state.ts";

/** A server is spoken of loudly when it has been away for longer than a restart takes. */
const tellAfterMs = 10_000;

export interface AwayMember {
  readonly name: string;
  readonly awayMs: number;
  /** when it left, why, and where it stood */
  readonly text: string;
}

/**
 * Members of the last generation that are gone and that no generation can do without: any parameter server, and workers while there are too
 * few. In the order in which they left.
 */
export function whoIsAway(nowMs: number, state: CoordinatorState, minWorkers: number): readonly AwayMember[] {
  const present = membershipOf(state).workers.filter(({ leaving }) => !leaving).length;
  return [...state.departed]
    .filter(([, { role }]) => role === "parameter-server" || present < Math.max(1, minWorkers))
    .map(([name, { sinceMs, reason, beat }]) => {
      const awayMs = nowMs - sinceMs;
      const seen = beat === null ? "" : `; last seen at version ${beat.version}${beat.phase === "" ? "" : ` (${beat.phase})`}`;
      return { name, awayMs, text: `${name} has been away for ${Math.round(awayMs / 1000)} s (${reason})${seen}` };
    });
}

/** What people should know of those who have been away for a while; null: nothing yet. It says the same for as long as the same are away. */
export function absenceAlarm(away: readonly AwayMember[]): string | null {
  const long = away.filter(({ awayMs }) => awayMs > tellAfterMs);
  if (long.length === 0) return null;
  const names = long.map(({ name }) => name).join(" and ");
  return `training waits for ${names}, away for more than ${tellAfterMs / 1000} s`;
}

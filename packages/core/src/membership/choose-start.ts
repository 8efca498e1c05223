import type { Decision } from "./decision.ts";

export interface StartOptions {
  /**
   * A version that no generation may start from: N + 1 of a shorter run that was finished before its epochs were raised. That version
   * is a copy of version N made by a closing step without a gradient, not the result of training step N. null: none.
   */
  readonly excludedVersion: number | null;
}

export interface StartChoice {
  readonly start: number;
  /** set when work that somebody still holds must be thrown away: names who lacks what */
  readonly alarm: string | null;
}

/**
 * The version that a generation starts from: the highest one that every parameter server can serve (docs/protocol.md rule 10).
 * @param replies by server name, the versions it offered; 0 counts as offered by everybody
 */
export function chooseStart(replies: ReadonlyMap<string, readonly number[]>, options: StartOptions): Decision<StartChoice> {
  const offers = [...replies].map(([name, versions]) => ({
    name,
    versions: new Set([0, ...versions.filter((version) => version !== options.excludedVersion)]),
  }));
  let start = 0;
  for (const version of offers[0]?.versions ?? []) {
    if (version > start && offers.every((offer) => offer.versions.has(version))) start = version;
  }
  const newest = Math.max(0, ...offers.flatMap((offer) => [...offer.versions]));
  const reason =
    start === newest
      ? `version ${start} is the newest and everybody holds it`
      : `version ${start} is the newest that everybody holds; the newest of all is ${newest}`;
  // Servers commit independently and are at most one step apart, so version 1 against 0 is no loss of anything saved.
  const lost = start === 0 && newest > 1;
  return { result: { start, alarm: lost ? lossOf(offers) : null }, reason };
}

function lossOf(offers: readonly { readonly name: string; readonly versions: ReadonlySet<number> }[]): string {
  const held = offers.map(({ name, versions }) => {
    const later = [...versions].filter((version) => version > 0).toSorted((a, b) => a - b);
    return `${name} has ${later.length === 0 ? "none" : later.join(", ")}`;
  });
  return `training starts again from version 0: the parameter servers have no later version in common (${held.join("; ")})`;
}

import { compareNames } from "./name-order.ts";
import type { Decision } from "./decision.ts";

/** A data link that brought nothing, not even an idle beat: `reporter` receives from `peer`. */
export interface DeadLinkReport {
  readonly reporter: string;
  readonly peer: string;
}

export interface WhoLeavesState {
  readonly links: readonly DeadLinkReport[];
  /** workers of the current generation, by rank; any other name is taken for a parameter server */
  readonly ranks: readonly string[];
  /** workers that could take part in the next generation if nobody left */
  readonly eligible: readonly string[];
}

export interface WhoLeaves {
  /** workers to leave out, in the order they were taken */
  readonly workers: readonly string[];
  /** set when a link is dead and leaving out its worker would leave nobody: wait for the link */
  readonly alarm: string | null;
}

interface Link {
  readonly ends: readonly [string, string];
  readonly toServer: boolean;
}

/**
 * Which workers a set of dead links condemns (docs/protocol.md rule 4): again and again the worker with the most dead links, links to a
 * parameter server counting before any number of others, ties to the higher rank; its links then count no more. A parameter server never leaves.
 */
export function whoLeaves(state: WhoLeavesState): Decision<WhoLeaves> {
  const rankOf = new Map(state.ranks.map((name, rank) => [name, rank]));
  const all = distinctLinks(state.links, rankOf);
  const taken: string[] = [];
  let links = all;
  for (;;) {
    const worst = mostDeadLinks(links, rankOf);
    if (worst === null) break;
    taken.push(worst);
    links = links.filter((link) => !link.ends.includes(worst));
  }
  const names = all.map((link) => link.ends.join(" - ")).join(", ");
  if (taken.length === 0) return { result: { workers: [], alarm: null }, reason: "no worker has a dead link" };
  if (state.eligible.every((name) => taken.includes(name))) {
    const alarm = `dead links ${names}: without ${taken.join(", ")} no worker would be left, so the run waits for the links to come back`;
    return { result: { workers: [], alarm }, reason: alarm };
  }
  return { result: { workers: taken, alarm: null }, reason: `dead links ${names}: ${taken.join(", ")} left out` };
}

function distinctLinks(reports: readonly DeadLinkReport[], rankOf: ReadonlyMap<string, number>): readonly Link[] {
  const links = new Map<string, Link>();
  for (const { reporter, peer } of reports) {
    if (reporter === peer) continue;
    const ends: [string, string] = compareNames(reporter, peer) < 0 ? [reporter, peer] : [peer, reporter];
    links.set(JSON.stringify(ends), { ends, toServer: rankOf.has(reporter) !== rankOf.has(peer) });
  }
  return [...links.values()];
}

function mostDeadLinks(links: readonly Link[], rankOf: ReadonlyMap<string, number>): string | null {
  let worst: { name: string; toServers: number; others: number; rank: number } | null = null;
  for (const [name, rank] of rankOf) {
    const mine = links.filter((link) => link.ends.includes(name));
    if (mine.length === 0) continue;
    const toServers = mine.filter((link) => link.toServer).length;
    const others = mine.length - toServers;
    const order = worst === null ? 1 : toServers - worst.toServers || others - worst.others || rank - worst.rank;
    if (order > 0) worst = { name, toServers, others, rank };
  }
  return worst === null ? null : worst.name;
}

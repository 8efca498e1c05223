import { eligibleWorkers, whoLeaves } from "@lockstep/core";
import type { DeadLink, DeadLinkReport, Decision, WhoLeaves } from "@lockstep/core";
import { isInRoster, isSettled, membershipOf } from "./coordinator-state.ts";
import type { CoordinatorState } from "./coordinator-state.ts";

/**
 * Dead links are collected this long before anybody is judged. The links of one cut are noticed within a beat and two ticks of each other:
 * who is judged by the first of them may be the wrong one of its two ends.
 */
const collectMs = 500;
/** A link that is dead is reported once a second; in a new generation after 2.2 s. One that is not for longer brings something again. */
const quietMs = 4000;

/** Links of the open generation on which nothing comes (docs/protocol.md rule 4). All of them are judged together, so that one cut is one decision. */
export class DeadLinks {
  #collected: { readonly sinceMs: number; readonly reports: Map<string, DeadLinkReport> } | null = null;
  #reportedMs = -Infinity;

  /** Counts only while a generation is open and not to be changed anyway, and only between its own members. */
  report(nowMs: number, state: CoordinatorState, reporter: string, { generation, peer }: DeadLink): void {
    const { roster } = state;
    if (roster === null || !isSettled(state) || generation !== roster.generation) return;
    if (!isInRoster(roster, reporter) || !isInRoster(roster, peer)) return;
    this.#reportedMs = nowMs;
    this.#collected ??= { sinceMs: nowMs, reports: new Map() };
    this.#collected.reports.set(JSON.stringify([reporter, peer]), { reporter, peer });
  }

  /** To be called every tick. null: there is nothing to judge, or not yet. */
  judge(nowMs: number, state: CoordinatorState): Decision<WhoLeaves> | null {
    if (this.#collected === null || nowMs - this.#collected.sinceMs <= collectMs) return null;
    const links = [...this.#collected.reports.values()];
    this.#collected = null;
    const { roster } = state;
    if (roster === null || !isSettled(state)) return null;
    const eligible = eligibleWorkers(nowMs, membershipOf(state).workers).map((worker) => worker.name);
    return whoLeaves({ links, ranks: roster.ranks.map((rank) => rank.name), eligible });
  }

  /** No link has been dead for a while. */
  quiet(nowMs: number): boolean {
    return nowMs - this.#reportedMs > quietMs;
  }

  /** The generation ends: what was reported of it is void. */
  forget(): void {
    this.#collected = null;
  }
}

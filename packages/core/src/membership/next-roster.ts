import { planSlices, partitionRanges } from "../reduce/partition.ts";
import type { PartitionGrain } from "../reduce/partition.ts";
import { assignShards } from "./assign-shards.ts";
import { compareNames } from "./name-order.ts";
import type { Decision } from "./decision.ts";
import type { Roster } from "./roster.ts";

/** A worker with a session. */
export interface WorkerCandidate {
  readonly name: string;
  readonly address: string;
  /** when its session began */
  readonly sinceMs: number;
  /** it asked to leave */
  readonly leaving: boolean;
  /** it is left out until then; 0: it is not */
  readonly absentUntilMs: number;
}

/** A parameter server with a session. */
export interface ServerCandidate {
  readonly name: string;
  readonly address: string;
  readonly range: number;
}

export interface MembershipState {
  readonly workers: readonly WorkerCandidate[];
  readonly servers: readonly ServerCandidate[];
  /** names of the current generation's ranks; null: no generation is open */
  readonly ranks: readonly string[] | null;
  /** what happened that calls for a change, null: nothing */
  readonly need: string | null;
  /** no change before this: time for members to reconnect after the coordinator started */
  readonly settleUntilMs: number;
}

export interface MembershipOptions {
  /** V: more workers than shards are spares */
  readonly shards: number;
  /** K */
  readonly parameterServers: number;
  readonly minWorkers: number;
  /** workers that are on their way when this coordinator starts; the first generation waits a while for all of them. Default 0 */
  readonly expectedWorkers?: number;
  /** how finely P is cut; default: for models of real size */
  readonly grain?: PartitionGrain;
}

/** The members that the next generation would have. */
export interface RosterPlan {
  /** by rank, at most V */
  readonly workers: readonly WorkerCandidate[];
  /** by range, K of them */
  readonly servers: readonly ServerCandidate[];
}

/** Newcomers that arrive within this time of each other come in with one change. */
const joinBatchMs = 300;

/** How long the first generation waits, from the first worker's session on, for the others that are expected. */
const startGateMs = 10_000;

/** Workers that may take part, in the order of their ranks. */
export function eligibleWorkers(nowMs: number, workers: readonly WorkerCandidate[]): readonly WorkerCandidate[] {
  return workers.filter((worker) => !worker.leaving && worker.absentUntilMs <= nowMs).toSorted((a, b) => compareNames(a.name, b.name));
}

/** Why the membership should change (docs/protocol.md rule 7); result null: it should not. */
export function changeNeeded(nowMs: number, state: MembershipState, options: MembershipOptions): Decision<string | null> {
  if (state.need !== null) return { result: state.need, reason: state.need };
  const ranks = state.ranks;
  if (ranks === null) return { result: "no generation is open", reason: "no generation is open" };
  if (ranks.length >= options.shards) return { result: null, reason: "every shard has a worker of its own" };
  const newcomers = eligibleWorkers(nowMs, state.workers).filter((worker) => !ranks.includes(worker.name));
  // The first newcomer sets the time: if each began the wait anew, a stream of them could put off the change for ever.
  if (!newcomers.some((worker) => nowMs - Math.max(worker.sinceMs, worker.absentUntilMs) >= joinBatchMs))
    return { result: null, reason: "nobody new is ready" };
  const names = newcomers.map((worker) => worker.name).join(", ");
  return { result: `${names} joined`, reason: `${names} joined` };
}

/**
 * Who would form a generation now (docs/protocol.md rule 8). Nothing is fenced while this gives null: what cannot be replaced is left alone.
 * The reason then says who is missing.
 */
export function nextRoster(nowMs: number, state: MembershipState, options: MembershipOptions): Decision<RosterPlan | null> {
  if (nowMs < state.settleUntilMs) return { result: null, reason: "waiting for the members of the last generation to come back" };
  const servers = state.servers.toSorted((a, b) => a.range - b.range);
  const missing = Array.from({ length: options.parameterServers }, (_, range) => range).filter(
    (range) => !servers.some((server) => server.range === range),
  );
  const eligible = eligibleWorkers(nowMs, state.workers);
  const lacking = Math.max(1, options.minWorkers, expectedAtStart(nowMs, state, options)) - eligible.length;
  const awaited = [
    ...(missing.length > 0 ? [`parameter server ${missing.join(", ")}`] : []),
    ...(lacking > 0 ? [`${lacking} more ${lacking === 1 ? "worker" : "workers"}`] : []),
  ];
  if (awaited.length > 0) return { result: null, reason: `waiting for ${awaited.join(" and ")}` };
  const workers = eligible.slice(0, options.shards);
  return { result: { workers, servers }, reason: `${workers.length} of ${eligible.length} workers, ${servers.length} parameter servers` };
}

/** Without the gate a run would begin with whoever is ready first, and change its membership once for each of the others. */
function expectedAtStart(nowMs: number, state: MembershipState, { shards, expectedWorkers }: MembershipOptions): number {
  if (state.ranks !== null || expectedWorkers === undefined) return 0;
  const firstMs = Math.min(nowMs, ...state.workers.map((worker) => worker.sinceMs));
  return nowMs - firstMs < startGateMs ? Math.min(expectedWorkers, shards) : 0;
}

export interface RosterFacts {
  readonly generation: number;
  /** instance id of the coordinator */
  readonly coordinator: string;
  readonly start: number;
  readonly layoutJson: string;
  /** P */
  readonly parameters: number;
  readonly backend: string;
  readonly backendVersion: string;
  readonly reason: string;
}

/** The roster of a generation with these members: ranks in the plan's order, shards in aligned blocks, ranges and slices cut by P, K and R alone. */
export function makeRoster(plan: RosterPlan, facts: RosterFacts, options: MembershipOptions): Roster {
  const blocks = assignShards(options.shards, plan.workers.length);
  const bounds = partitionRanges(facts.parameters, options.parameterServers, options.grain);
  return {
    generation: facts.generation,
    coordinator: facts.coordinator,
    start: facts.start,
    ranks: plan.workers.map((worker, rank) => ({ name: worker.name, address: worker.address, shards: blocks[rank] ?? [] })),
    slices: planSlices(facts.parameters, options.parameterServers, plan.workers.length, options.grain),
    servers: bounds.map((range) => {
      const server = plan.servers.find((candidate) => candidate.range === range.range);
      if (server === undefined) throw new RangeError(`makeRoster: the plan has no server for range ${range.range}`);
      return { name: server.name, address: server.address, ...range };
    }),
    layoutJson: facts.layoutJson,
    backend: facts.backend,
    backendVersion: facts.backendVersion,
    reason: facts.reason,
  };
}

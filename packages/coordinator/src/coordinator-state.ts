import type { Absence, Beat, CoordinatorMessage, Hello, MembershipState, Roster, SnapshotState } from "@lockstep/core";
import type { FirstWorker } from "./first-worker.ts";

/** The coordinator's end of one session, whatever carries it. */
export interface SessionPort {
  send(message: CoordinatorMessage): void;
  close(): void;
}

/** A process with a session. */
export interface Member {
  readonly hello: Hello;
  readonly session: SessionPort;
  readonly sinceMs: number;
  heardMs: number;
  /** what it said of itself last */
  beat: Beat | null;
  /** since when it has said that it is in the phase and at the version of its last beat */
  phaseSinceMs: number;
  /** it asked to leave */
  leaving: boolean;
}

/** A member of the open generation that has no session any more. */
export interface DepartedMember {
  readonly role: Hello["role"];
  readonly sinceMs: number;
  readonly reason: string;
  /** what it said of itself last */
  readonly beat: Beat | null;
}

/** A change of membership under way: the servers were asked for their promise. */
export interface FencingAttempt {
  readonly generation: number;
  readonly reason: string;
  readonly sinceMs: number;
  /** by server name, the versions it offered */
  readonly replies: Map<string, readonly number[]>;
}

/** Everything the coordinator knows about the membership of its run, in one place; times are of one monotonic clock. */
export interface CoordinatorState {
  /** highest generation used or seen anywhere */
  generation: number;
  readonly members: Map<string, Member>;
  /** by name, until they come back or a generation without them is open */
  readonly departed: Map<string, DepartedMember>;
  readonly absences: Map<string, Absence>;
  roster: Roster | null;
  /** when the roster was sent */
  openedMs: number;
  fencing: FencingAttempt | null;
  /** what calls for a change; null: nothing */
  need: string | null;
  readonly settleUntilMs: number;
  /** layout and backend that every worker must have */
  firstWorker: FirstWorker | null;
}

/** The part of the state that the decisions on membership read. */
export function membershipOf(state: CoordinatorState): MembershipState {
  const members = [...state.members.values()];
  return {
    workers: members
      .filter(({ hello }) => hello.role === "worker")
      .map(({ hello, sinceMs, leaving }) => ({
        name: hello.name,
        address: hello.address,
        sinceMs,
        leaving,
        absentUntilMs: state.absences.get(hello.name)?.untilMs ?? 0,
      })),
    servers: serversOf(state).map(({ hello }) => ({ name: hello.name, address: hello.address, range: hello.range })),
    ranks: state.roster === null ? null : state.roster.ranks.map((rank) => rank.name),
    need: state.need,
    settleUntilMs: state.settleUntilMs,
  };
}

/** The part that the decision on snapshots reads. @param parameterServers K */
export function snapshotsOf(state: CoordinatorState, parameterServers: number): SnapshotState {
  const servers = serversOf(state);
  return {
    generation: isSettled(state) ? (state.roster?.generation ?? null) : null,
    reports: Array.from({ length: parameterServers }, (_, range) => servers.find((server) => server.hello.range === range)?.beat ?? null),
  };
}

export function serversOf(state: CoordinatorState): readonly Member[] {
  return [...state.members.values()].filter(({ hello }) => hello.role === "parameter-server");
}

/** No change of the membership is needed or under way. */
export function isSettled(state: CoordinatorState): boolean {
  return state.need === null && state.fencing === null;
}

/** Name is a rank or a server of the open generation. */
export function isInRoster(roster: Roster, name: string): boolean {
  return roster.ranks.some((rank) => rank.name === name) || roster.servers.some((server) => server.name === name);
}

/** The version that all K servers have reached in the open generation; null while that is not known of each. */
export function commonVersion(state: CoordinatorState): number | null {
  const roster = state.roster;
  if (roster === null) return null;
  const versions = roster.servers.map((server) => {
    const beat = state.members.get(server.name)?.beat;
    return beat?.generation === roster.generation ? beat.version : null;
  });
  return versions.reduce<number | null>(
    (lowest, version) => (lowest === null || version === null ? null : Math.min(lowest, version)),
    Infinity,
  );
}

import type { ParameterRangeBounds, Slice } from "../reduce/partition.ts";

/** One worker of a generation. Its index in the roster is its rank. */
export interface RosterRank {
  readonly name: string;
  /** host:port of its TensorExchange */
  readonly address: string;
  /** shards it executes, ascending; empty for a spare (ranks above V) */
  readonly shards: readonly number[];
}

export interface RosterServer extends ParameterRangeBounds {
  readonly name: string;
  readonly address: string;
}

/** The membership of one generation: everything a process needs to take part in it. */
export interface Roster {
  readonly generation: number;
  /** instance id of the coordinator that made it */
  readonly coordinator: string;
  /** version of the parameters that everybody starts from */
  readonly start: number;
  readonly ranks: readonly RosterRank[];
  readonly slices: readonly Slice[];
  /** by range number */
  readonly servers: readonly RosterServer[];
  /** canonical JSON of the Layout */
  readonly layoutJson: string;
  /** of all workers of the run, e.g. "wasm" and "4.22.0"; snapshots record it, because another backend gives other bits */
  readonly backend: string;
  readonly backendVersion: string;
  /** why this generation was opened, for people */
  readonly reason: string;
}

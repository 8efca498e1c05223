import type { Roster } from "./roster.ts";

// What a member and the coordinator say to each other on a session. The wire form is proto/lockstep/v1/coordinator.proto;
// rpc/session-codec.ts translates and checks.

/** First message of a session: who the member is. */
export interface Hello {
  readonly role: "worker" | "parameter-server";
  /** unique in the run: 1 to 64 characters of A-Z a-z 0-9 . _ - */
  readonly name: string;
  /** random id of this process */
  readonly instance: string;
  /** host:port of its TensorExchange (and ParameterServer) service */
  readonly address: string;
  readonly recipeHash: string;
  /** parameter server: 0 .. K - 1; a worker: 0 */
  readonly range: number;
  /** parameter server: highest generation it has promised; a worker: 0 */
  readonly fence: number;
  /** worker: canonical JSON of the Layout derived from the recipe's model; else empty */
  readonly layoutJson: string;
  /** worker: the model's topology as TensorFlow.js writes it into `model.json`; else empty */
  readonly topologyJson: string;
  /** worker: e.g. "wasm", "4.22.0"; else empty */
  readonly backend: string;
  readonly backendVersion: string;
}

/** Mean milliseconds a step since the process started, by its own clock. */
export interface PhaseTimes {
  readonly gradient: number;
  readonly reduceScatter: number;
  readonly commit: number;
  readonly allGather: number;
}

/** What a parameter server is doing in a generation in which nothing is left to be committed. */
export const endedPhase = "ended";

/** How a member is; sent every 500 ms, answered by an Ack. */
export interface Beat {
  /** generation that the process works in; 0: none yet */
  readonly generation: number;
  /** version of the parameters it stands at */
  readonly version: number;
  /** parameter server: versions of its good snapshot files, and of those being written */
  readonly snapshots: readonly number[];
  readonly writing: readonly number[];
  /** parameter server: the last version (N + 1, or less where the run ends early) and the ledger are durable */
  readonly closed: boolean;
  /** what it is doing, in a word, and the names of those it awaits */
  readonly phase: string;
  readonly waitingFor: readonly string[];
  /** zeros where there is nothing to tell */
  readonly phaseMs: PhaseTimes;
  /** what is wrong with it now, 32 sentences at most; absent: nothing */
  readonly alarms?: readonly string[];
}

export interface FenceReply {
  readonly kind: "fence-reply";
  readonly generation: number;
  /** versions the server can serve; 0 is always among them */
  readonly versions: readonly number[];
}

export interface FenceRefused {
  readonly kind: "fence-refused";
  /** the generation that the server has promised already */
  readonly have: number;
}

export interface OpenFailed {
  readonly kind: "open-failed";
  readonly generation: number;
  readonly reason: string;
}

export interface DeadLink {
  readonly kind: "dead-link";
  readonly generation: number;
  readonly peer: string;
}

export interface Leave {
  readonly kind: "leave";
  readonly reason: string;
}

/** From a parameter server: its generation has come to something that ends the run, and would again. */
export interface AbortRun {
  readonly kind: "abort";
  readonly generation: number;
  readonly reason: string;
}

export type HelloMessage = Hello & { readonly kind: "hello" };
export type BeatMessage = Beat & { readonly kind: "beat" };

export type MemberMessage = HelloMessage | BeatMessage | FenceReply | FenceRefused | OpenFailed | DeadLink | Leave | AbortRun;

/** Answer to a Beat. */
export interface Ack {
  readonly kind: "ack";
  /** snapshot versions that the server may delete */
  readonly drop: readonly number[];
}

export interface Fence {
  readonly kind: "fence";
  readonly generation: number;
  /** instance id of the coordinator that asks for the promise */
  readonly coordinator: string;
}

export interface RosterMessage {
  readonly kind: "roster";
  readonly roster: Roster;
}

/** The member asked to leave and may go now. */
export interface Bye {
  readonly kind: "bye";
  readonly reason: string;
}

/** The run is complete. */
export interface Finish {
  readonly kind: "finish";
}

/** An older process of this name is alive: try again. */
export interface Busy {
  readonly kind: "busy";
}

/** This process can never take part. */
export interface Refused {
  readonly kind: "refused";
  readonly reason: string;
  /** 10: configuration, 11: another recipe, run or protocol */
  readonly exitCode: 10 | 11;
}

/** The run has ended without a result, for everybody: the member exits with code 10. */
export interface RunAborted {
  readonly kind: "aborted";
  readonly reason: string;
}

export type CoordinatorMessage = Ack | Fence | RosterMessage | Bye | Finish | Busy | Refused | RunAborted;

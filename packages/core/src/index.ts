// The library under all of Lockstep's processes. Named exports only; test tools are in "@lockstep/core/testing".

export * from "./local.ts";

// ---- moving vectors between processes
export {
  type ExchangeCounters,
  type Publication,
  type SubscribeOptions,
  type Subscription,
  type TensorExchange,
  type Topic,
  type VectorSink,
  Phase,
} from "./exchange/exchange.ts";
export { type MemoryExchangeOptions, type MemoryNetwork, createMemoryNetwork } from "./exchange/memory-exchange.ts";
export { GrpcExchange, type GrpcExchangeOptions, type SharedMemoryChoice } from "./exchange/grpc-exchange.ts";
export { type ExchangeLoad, checkExchangeLimits, exchangeLoad, topicsOfAll } from "./exchange/exchange-limits.ts";

// ---- collectives: one-shot ones for users of the library, persistent ones for the training step
export { type CollectiveOptions, type ProcessGroupOptions, ProcessGroup, createProcessGroup } from "./collective/process-group.ts";
export { type AllReduceOptions, allReduce } from "./collective/all-reduce.ts";
export { reduceScatter } from "./collective/reduce-scatter-once.ts";
export { allGather } from "./collective/all-gather-once.ts";
export { broadcast } from "./collective/broadcast.ts";
export { barrier } from "./collective/barrier.ts";
export {
  type ReduceScatterOptions,
  type ReduceScatterRank,
  type ReducedSlice,
  type SubtreeSum,
  ReduceScatter,
} from "./collective/reduce-scatter.ts";
export { type AllGatherOptions, AllGather } from "./collective/all-gather.ts";
export { goesWhole } from "./collective/whole-range.ts";
export { bytesOf } from "./collective/vector-bytes.ts";

// ---- the commit, snapshots, the ledger
export { ParameterRange, type ParameterRangeOptions, type RangeCopy } from "./parameters/parameter-range.ts";
export { combineCrc32 } from "./parameters/combine-crc32.ts";
export { type DurableRecord, openDurableRecord } from "./parameters/durable-slots.ts";
export { type FenceRecord, fenceFolder, openFence } from "./parameters/fence.ts";
export { type ResplitOptions, bestFolderName, finishResplit, prepareResplit } from "./parameters/resplit.ts";
export { SnapshotStore, type SnapshotSource, type SnapshotStoreOptions } from "./parameters/snapshot-store.ts";
export type { Snapshot } from "./parameters/snapshot-file.ts";
export { type LedgerEvaluation, type LedgerLine, type LedgerOpen, type LedgerStep, stepLine, validationOf } from "./parameters/ledger.ts";
export { LedgerScanner } from "./parameters/ledger-scanner.ts";
export { LedgerFile, openLedgerFile } from "./parameters/ledger-file.ts";
export { expectedLedger, expectedLedgerInTurns } from "./parameters/expected-ledger.ts";
export { describeNonFinite, describeNonFiniteParameter, type MarkedShard } from "./parameters/non-finite-step.ts";
export {
  type LedgerProblem,
  type VerifyOptions,
  type VerifyResult,
  verifyLedgers,
  verifyLedgersInTurns,
} from "./parameters/ledger-verify.ts";

// ---- membership: the decisions, pure, and what members and coordinator say to each other
export type { Roster, RosterRank, RosterServer } from "./membership/roster.ts";
export type {
  AbortRun,
  Beat,
  CoordinatorMessage,
  DeadLink,
  Fence,
  FenceReply,
  Hello,
  Leave,
  MemberMessage,
  PhaseTimes,
} from "./membership/session-messages.ts";
export { endedPhase } from "./membership/session-messages.ts";
export { type MemberSessionOptions, type SessionEnd, type SessionHandlers, MemberSession } from "./membership/member-session.ts";
export type { DialSession, SessionEvents, SessionLine } from "./membership/dial-session.ts";
export { beatIntervalMs, lateTickMs, leaseMs } from "./membership/timing.ts";
export type { Decision } from "./membership/decision.ts";
export { compareNames } from "./membership/name-order.ts";
export {
  type MembershipOptions,
  type MembershipState,
  type RosterFacts,
  type RosterPlan,
  type ServerCandidate,
  type WorkerCandidate,
  changeNeeded,
  eligibleWorkers,
  makeRoster,
  nextRoster,
} from "./membership/next-roster.ts";
export { assignShards } from "./membership/assign-shards.ts";
export { type StartChoice, type StartOptions, chooseStart } from "./membership/choose-start.ts";
export { type LeaseOutcome, type LeaseState, expiredLeases } from "./membership/lease.ts";
export { type Absence, isForgotten, nextAbsence } from "./membership/absence.ts";
export { type DeadLinkReport, type WhoLeaves, type WhoLeavesState, whoLeaves } from "./membership/who-leaves.ts";
export { type Stall, type StallOptions, type StallState, whoStalls } from "./membership/who-stalls.ts";
export { type SnapshotState, droppableSnapshots } from "./membership/droppable-snapshots.ts";

// ---- faults at named places of the product, for tests
export { failpoint, armFailpoints, waitingFailpoint } from "./faults/failpoint.ts";
export {
  type FailpointAction,
  type FailpointRule,
  checkFailpointProcesses,
  failpointsOf,
  failpointsVariable,
  parseFailpoints,
} from "./faults/failpoint-spec.ts";
export { type FailpointName, type WaitingFailpointName, failpointNames, failpoints } from "./faults/failpoints.ts";

// ---- faults of the network: a TCP proxy of each process
export { FaultNetwork } from "./faults/fault-network.ts";
export { type DirectionFaults, faultProxyVariable } from "./faults/link-faults.ts";

// ---- RPC
export type { RunCredentials } from "./rpc/credentials.ts";
export { RpcServer, type ResponseStream, maxMemberRequestBytes, maxMessageBytes } from "./rpc/server.ts";
export { type CallOptions, RpcClient } from "./rpc/client.ts";
export {
  type Method,
  describeMethod,
  protocolVersion,
  readInitialValuesMethod,
  readLedgerMethod,
  readRangeMethod,
  readShardMethod,
  sessionMethod,
} from "./rpc/methods.ts";
export { decodeContributions, encodeContributions } from "./rpc/contributions.ts";
export { type DataDescription, type RunDescription, describeRun } from "./rpc/describe-client.ts";
export { type FetchShardOptions, type SplitName, fetchShard } from "./rpc/dataset-client.ts";
export { readInitialValues } from "./rpc/initial-values-client.ts";
export { sessionDial } from "./rpc/session-dial.ts";
export { type OpenSessions, type ServerSession, type SessionListener, addSessionMethod } from "./rpc/session-server.ts";
export { type LedgerPiece, readLedger, readRange } from "./rpc/parameter-server-client.ts";

// ---- the live feed: where a run stands, and how it is told
export type { ParameterServerStatus, RunAlarm, RunStatus, WorkerStatus } from "./feed/run-status.ts";
export { type StatusPatch, applyPatch, diffStatus } from "./feed/status-patch.ts";
export { type FeedMessage, type FeedRequest, feedProtocol } from "./feed/feed-message.ts";
export { FeedReader, resyncRequest } from "./feed/feed-reader.ts";

// The library under all of Lockstep's processes. Named exports only; test tools are in "@lockstep/core/testing".

// ---- runs: settings, results, errors, logs
export { LockstepError, exitCodeOf, type ErrorCode } from "./errors.ts";
export type { BackendName, OptimizerSettings, RunSettings } from "./run/settings.ts";
export { parseRunSettings } from "./run/parse-settings.ts";
export type { EpochFigures, EpochResult, RunEvent, RunProgress, WorkerProgress } from "./run/events.ts";
export { type ValidationResult, bestValidation } from "./metrics/best-validation.ts";
export { type ClassificationReport, type ClassScores, classificationReport } from "./metrics/classification-report.ts";
export type { BestModel, RunFigures, RunSummary } from "./run/summary.ts";
export { type ModelOrigin, parseModelOrigin } from "./run/model-origin.ts";
export { type Logger, silentLogger } from "./run/logger.ts";
export { ActiveAlarms, alarmLogger } from "./run/active-alarms.ts";
export { SeldomLog } from "./run/seldom-log.ts";
export { type Clock, type ScheduledCall, systemClock } from "./run/clock.ts";
export { canonicalJson } from "./run/canonical-json.ts";
export { type Deferred, deferred } from "./run/deferred.ts";
export { makeFolder } from "./run/make-folder.ts";
export type { BlockingFile, Disk, DiskFile, OpenMode } from "./storage/disk.ts";
export { readRegularFile } from "./storage/read-regular-file.ts";
export { nodeDisk } from "./storage/node-disk.ts";
export { writeFullyNow } from "./storage/write-fully.ts";

// ---- data: files, the plan that deals samples to shards and steps, digests
export type { Dataset, Samples, ShardSamples } from "./data/dataset.ts";
export { samplesAt } from "./data/samples-at.ts";
export { holdOutValidation } from "./data/validation-split.ts";
export { readDataFile } from "./data/data-file.ts";
export { encodeIdx } from "./data/idx.ts";
export { type IdxFileName, type ReadIdxOptions, idxFileNames, readIdxDataset } from "./data/idx-dataset.ts";
export {
  type BatchBounds,
  type ShardPlanSettings,
  type StepPosition,
  ShardPlan,
  batchBounds,
  checkShardPlan,
  dealShards,
  dealTestShards,
  epochOrder,
  shardSize,
  stepPosition,
  stepsPerEpoch,
  totalSteps,
} from "./data/shard-plan.ts";
export { bytesOfFloats, floatsOfBytes, sampleBytes, type SampleFormat } from "./data/sample-format.ts";
export { type Augmentation, Augmenter } from "./data/augmentation.ts";
export { batchDigest, digestBytes, sampleDigest, sampleDigests } from "./data/sample-digest.ts";
export { decodeShard, encodeShard, shardByteLength, shardBytes } from "./data/shard-codec.ts";

// ---- randomness and models
export { CounterRandom, type RandomPurpose } from "./random/counter-random.ts";
export { naturalLog } from "./random/natural-log.ts";
export {
  type InitializerSpec,
  type Layout,
  type PlacedTensor,
  type TensorSpec,
  layoutHash,
  layoutJson,
  makeLayout,
  maxLayoutLength,
  parseLayout,
} from "./model/layout.ts";
export { fillInitialValues } from "./model/initializers.ts";
export { freezeLayers } from "./model/freeze-layers.ts";
export { type TensorMatch, matchTensors } from "./model/match-tensors.ts";
export {
  type PlacedSafeTensor,
  float32Values,
  parseSafetensors,
  parseSafetensorsHeader,
  safetensorsHeadBytes,
  safetensorsHeader,
} from "./model/safetensors.ts";

// ---- the canonical sum, and how P is cut
export { type Subtree, childrenOf, isLeaf, maximalSubtrees, maxShards, rootOf, subtreeOf } from "./reduce/canonical-tree.ts";
export { addVectors } from "./reduce/add-vectors.ts";
export { combineRoots, scratchVectorsFor, sumSubtree } from "./reduce/canonical-sum.ts";
export { divideBySamples } from "./reduce/mean.ts";
export { firstNonFinite, largestGradient } from "./reduce/non-finite.ts";
export { type ParameterRangeBounds, type PartitionGrain, type Slice, partitionRanges, planSlices } from "./reduce/partition.ts";

export { allocateVectors, kernelsVariable } from "./kernels/run-kernel.ts";

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
export { GrpcExchange, type GrpcExchangeOptions } from "./exchange/grpc-exchange.ts";
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
export { bytesOf } from "./collective/vector-bytes.ts";

// ---- optimizers, the commit, snapshots, the ledger
export type { Optimizer } from "./optimizer/optimizer.ts";
export { createOptimizer } from "./optimizer/create-optimizer.ts";
export { blockSums, clipScale, normBlockElements, normBlocks } from "./optimizer/gradient-norm.ts";
export { runOptimizer } from "./optimizer/run-optimizer.ts";
export { scheduledRate } from "./optimizer/scheduled-rate.ts";
export { type ScheduleSettings, type Span, spansRun } from "./optimizer/schedule-settings.ts";
export { checkSchedule } from "./optimizer/check-schedule.ts";
export { type ClipSettings, checkClip } from "./optimizer/clip-settings.ts";
export { ParameterRange, type ParameterRangeOptions, type RangeCopy } from "./parameters/parameter-range.ts";
export { combineCrc32 } from "./parameters/combine-crc32.ts";
export { type EvaluationSums, type NonFinitePlace, type ShardContribution, checkContributions } from "./parameters/contribution.ts";
export { type DurableRecord, openDurableRecord } from "./parameters/durable-slots.ts";
export { type FenceRecord, fenceFolder, openFence } from "./parameters/fence.ts";
export { type ResplitOptions, bestFolderName, finishResplit, prepareResplit } from "./parameters/resplit.ts";
export { SnapshotStore, type SnapshotSource, type SnapshotStoreOptions } from "./parameters/snapshot-store.ts";
export type { Snapshot } from "./parameters/snapshot-file.ts";
export { type LedgerEvaluation, type LedgerLine, type LedgerOpen, type LedgerStep, stepLine } from "./parameters/ledger.ts";
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

// What needs no other process: settings, data, models, sums, optimizers. By itself, because gRPC takes longer to load than all of this; the
// whole library, in "@lockstep/core", has it too. Named exports only.

// ---- runs: settings, results, errors, logs
export { LockstepError, exitCodeOf, type ErrorCode } from "./errors.ts";
export type { BackendName, OptimizerSettings, RunSettings } from "./run/settings.ts";
export { parseRunSettings } from "./run/parse-settings.ts";
export { settledBackend } from "./run/settled-backend.ts";
export type { EpochFigures, EpochResult, RunEvent, RunProgress, WorkerProgress } from "./run/events.ts";
export { type ValidationResult, bestValidation } from "./metrics/best-validation.ts";
export { type EarlyStopSettings, checkEarlyStop } from "./metrics/early-stop-settings.ts";
export { stopsEarly } from "./metrics/stops-early.ts";
export { type ClassificationReport, type ClassScores, classificationReport } from "./metrics/classification-report.ts";
export type { BestModel, EarlyEnd, RunFigures, RunSummary } from "./run/summary.ts";
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
export { dataHash, requireSameData } from "./data/data-hash.ts";
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

export { adoptHeap, allocateVectors, kernelsVariable } from "./kernels/run-kernel.ts";
export { bytesToScale, scaleBytes } from "./kernels/scale-bytes.ts";
export { sharedVectors } from "./kernels/shared-vectors.ts";
export { isProductShape, scratchBytes, sparseProduct, type ProductShape } from "./kernels/sparse-product.ts";
export type { WasmMemory } from "./kernels/web-assembly.ts";

// ---- optimizers
export type { Optimizer } from "./optimizer/optimizer.ts";
export { createOptimizer } from "./optimizer/create-optimizer.ts";
export { blockSums, clipScale, normBlockElements, normBlocks } from "./optimizer/gradient-norm.ts";
export { runOptimizer } from "./optimizer/run-optimizer.ts";
export { scheduledRate } from "./optimizer/scheduled-rate.ts";
export { type ScheduleSettings, type Span, scheduleFields, spansRun } from "./optimizer/schedule-settings.ts";
export { checkSchedule } from "./optimizer/check-schedule.ts";
export { type ClipSettings, checkClip } from "./optimizer/clip-settings.ts";

// ---- what a shard adds to a step
export { type EvaluationSums, type NonFinitePlace, type ShardContribution, checkContributions } from "./parameters/contribution.ts";

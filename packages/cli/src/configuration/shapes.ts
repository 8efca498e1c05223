import type { BackendName, OptimizerSettings, RunSettings, ScheduleSettings, SharedMemoryChoice } from "@lockstep/core";
import type { Shape } from "./layers.ts";
import { schedule } from "./schedule-text.ts";
import {
  address,
  addressOrOff,
  fraction,
  keyValues,
  names,
  numberFrom,
  oneOf,
  positiveNumber,
  text,
  trueOrFalse,
  wholeNumber,
} from "./values.ts";

// Which settings each command has. Names are the flags' in camelCase and those of the configuration file.

/** What a user asks of a run; what is left out comes from the recipe. */
export interface RunRequest {
  readonly recipe?: string;
  readonly set?: Readonly<Record<string, string>>;
  readonly seed?: number;
  readonly shards?: number;
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly parameterServers?: number;
  readonly minWorkers?: number;
  readonly snapshotEvery?: number;
  readonly optimizer?: OptimizerSettings["name"];
  readonly learningRate?: number;
  readonly weightDecay?: number;
  readonly schedule?: ScheduleSettings;
  readonly clipNorm?: number;
  readonly clipValue?: number;
  /** batches an update is computed in; each has batchSize samples */
  readonly accumulate?: number;
  readonly data?: string;
  readonly backend?: BackendName | "auto";
  readonly allowMixedBackends?: boolean;
  readonly nonFinite?: RunSettings["nonFinite"];
  /** a run's folder, a model's, or a safetensors file: what tensors take their first values from */
  readonly from?: string;
  /** names of layers that keep their first values */
  readonly freeze?: readonly string[];
  /** part of the training samples that is held back; 0: none, whatever the recipe says */
  readonly validation?: number;
  /** epochs without a better validation loss after which the run ends; 0: it has all its epochs, whatever the recipe says */
  readonly earlyStop?: number;
  /** by more than this a validation loss must be lower to be better */
  readonly earlyStopDelta?: number;
}

export interface TrainRequest extends RunRequest {
  readonly workers?: number;
  readonly run?: string;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly dashboard?: boolean;
  readonly port?: number;
  /** crashes of one process in a row, without a step committed in between, after which it is started again */
  readonly maxRestarts?: number;
  /** whether workers replay gradients instead of recomputing what they do anew; never changes a bit (default: true) */
  readonly replay?: boolean;
  /** whether each worker keeps to processor cores of its own, where there are enough (default: "cores") */
  readonly bindTo?: "cores" | "none";
  /** whether vectors go by shared memory between the processes; never changes a bit (default: "auto") */
  readonly sharedMemory?: SharedMemoryChoice;
  /** faults to inject on purpose */
  readonly chaos?: string;
}

export interface CoordinatorRequest extends RunRequest {
  readonly run?: string;
  readonly runId?: string;
  readonly listen?: string;
  /** host:port of the status page, or "off" */
  readonly http?: string;
  /** names of the status page, with commas between them */
  readonly httpHosts?: string;
  /** workers that the first generation waits a while for */
  readonly expectedWorkers?: number;
  /** goes on answering after the end of the run */
  readonly stay?: boolean;
}

interface MemberRequest {
  readonly coordinator?: string;
  readonly runId?: string;
  readonly listen?: string;
  /** see TrainRequest */
  readonly sharedMemory?: SharedMemoryChoice;
}

export interface ParameterServerRequest extends MemberRequest {
  readonly range?: number;
  readonly run?: string;
  /** lives on after the end of the run */
  readonly stay?: boolean;
}

export interface WorkerRequest extends MemberRequest {
  readonly name?: string;
  /** seconds */
  readonly coordinatorTimeout?: number;
  /** seconds */
  readonly leaveTimeout?: number;
  /** see TrainRequest */
  readonly replay?: boolean;
}

export interface EvaluateRequest {
  /** of a run or of a model */
  readonly folder?: string;
  readonly data?: string;
  readonly backend?: BackendName | "auto";
  readonly json?: boolean;
}

export interface ExportRequest {
  /** of a run or of a model */
  readonly folder?: string;
  readonly format?: "safetensors";
  /** the file to write */
  readonly out?: string;
}

export interface PredictRequest {
  readonly run?: string;
  readonly backend?: BackendName | "auto";
  readonly json?: boolean;
}

export interface BenchRequest {
  /** names of parts, with commas between them */
  readonly only?: string;
  readonly quick?: boolean;
  readonly json?: boolean;
  /** turns of each contender */
  readonly repeat?: number;
  readonly out?: string;
  /** a Python with torch, for the peers */
  readonly python?: string;
}

const processes = wholeNumber(1, 65_536);
const sharedMemory = oneOf("auto", "off");
const backend = oneOf("auto", "tfjs-node-gpu", "tfjs-node", "wasm", "cpu");

const runShape: Shape<RunRequest> = {
  recipe: text(),
  set: keyValues(),
  seed: wholeNumber(0, 0xffff_ffff),
  shards: processes,
  batchSize: wholeNumber(1, 0xffff_ffff),
  epochs: wholeNumber(1, 1_000_000),
  parameterServers: wholeNumber(1, 256),
  minWorkers: processes,
  snapshotEvery: wholeNumber(1, 0xffff_ffff),
  optimizer: oneOf("sgd", "momentum", "rmsprop", "adam", "adamw"),
  learningRate: positiveNumber(),
  weightDecay: numberFrom(0),
  schedule: schedule(),
  clipNorm: positiveNumber(),
  clipValue: positiveNumber(),
  accumulate: wholeNumber(1, 65_536),
  data: text(),
  backend,
  allowMixedBackends: trueOrFalse(),
  nonFinite: oneOf("stop", "skip"),
  from: text(),
  freeze: names(),
  validation: fraction(),
  earlyStop: wholeNumber(0, 1_000_000),
  earlyStopDelta: numberFrom(0),
};

export const trainShape: Shape<TrainRequest> = {
  ...runShape,
  workers: wholeNumber(1, 256),
  run: text(),
  resume: trueOrFalse(),
  json: trueOrFalse(),
  dashboard: trueOrFalse(),
  port: wholeNumber(0, 65_535),
  maxRestarts: wholeNumber(0, 1_000_000),
  bindTo: oneOf("cores", "none"),
  sharedMemory,
  replay: trueOrFalse(),
  chaos: text(),
};

export const coordinatorShape: Shape<CoordinatorRequest> = {
  ...runShape,
  run: text(),
  runId: text(),
  listen: address(),
  http: addressOrOff(),
  httpHosts: text(),
  expectedWorkers: wholeNumber(0, 65_536),
  stay: trueOrFalse(),
};

const memberShape: Shape<MemberRequest> = { coordinator: address(), runId: text(), listen: address(), sharedMemory };

export const parameterServerShape: Shape<ParameterServerRequest> = {
  ...memberShape,
  range: wholeNumber(0, 255),
  run: text(),
  stay: trueOrFalse(),
};

export const workerShape: Shape<WorkerRequest> = {
  ...memberShape,
  name: text(),
  coordinatorTimeout: positiveNumber(),
  leaveTimeout: positiveNumber(),
  replay: trueOrFalse(),
};

export const evaluateShape: Shape<EvaluateRequest> = { folder: text(), data: text(), backend, json: trueOrFalse() };

export const exportShape: Shape<ExportRequest> = { folder: text(), format: oneOf("safetensors"), out: text() };

export const benchShape: Shape<BenchRequest> = {
  only: text(),
  quick: trueOrFalse(),
  json: trueOrFalse(),
  repeat: wholeNumber(1, 1000),
  out: text(),
  python: text(),
};

export const predictShape: Shape<PredictRequest> = { run: text(), backend, json: trueOrFalse() };

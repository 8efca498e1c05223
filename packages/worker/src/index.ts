export { runWorker } from "./run-worker.ts";
export type { WorkerOptions } from "./run-worker.ts";
export { describeBackends, type BackendDescription } from "./backend/describe-backends.ts";
export { readSavedModel, type SavedModel } from "./inference/saved-model.ts";
export { openModel, type TrainedModel } from "./inference/trained-model.ts";
export { encodeGreyPng } from "./inference/png/encode-png.ts";
export { readDigit } from "./inference/read-digit.ts";
export { GradientMeter, type StepComparison, type StepSize, type StepTimes } from "./gradient/gradient-meter.ts";
export { measureGradient, type GradientTime } from "./inference/measure-gradient.ts";

export { runCoordinator } from "./run-coordinator.ts";
export type { CoordinatorOptions } from "./run-coordinator.ts";
export type { HttpOptions } from "./http-status.ts";
export { EventFile } from "./tensorboard/event-file.ts";
export { picture } from "./tensorboard/event-values.ts";
export { writeFileAtomically } from "./atomic-file.ts";
export { abortedBecause } from "./aborted-run.ts";
export { recordedBackend } from "./first-worker.ts";
export { initialValuesPath } from "./initial-values.ts";

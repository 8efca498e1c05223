export { runCoordinator } from "./run-coordinator.ts";
export type { CoordinatorOptions } from "./run-coordinator.ts";
export type { HttpOptions } from "./http-status.ts";

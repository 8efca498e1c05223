export { runCoordinator } from "./run-coordinator.ts";
export type { CoordinatorOptions } from "./run-coordinator.ts";
export type { HttpAddress } from "./http-status.ts";
export type { MemberStatus, RunStatus } from "./run-status.ts";

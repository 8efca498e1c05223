export { runWorker } from "./run-worker.ts";
export type { WorkerOptions } from "./run-worker.ts";

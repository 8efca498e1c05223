// The package is a command (bin/lockstep.js); for programs it offers what reads a run folder.
export type { RunConfig } from "./configuration/run-config.ts";
export type { BenchmarkOrder, RunBenchmarks } from "./commands/bench.ts";
export { findRunConfig, readRunConfig } from "./run-folder/run-config-file.ts";

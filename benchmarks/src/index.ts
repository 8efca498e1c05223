// What the command `lockstep bench` loads; it finds this package in the clone, never in an installation.
export { runBenchmarks } from "./run-benchmarks.ts";

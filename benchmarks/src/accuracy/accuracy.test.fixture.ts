import type { Machine } from "../report/machine.ts";
import type { AccuracyPlan } from "./accuracy-request.ts";
import type { AccuracyResult } from "./accuracy-results.ts";

export const machine: Machine = {
  time: "2026-01-02T03:04:05.000Z",
  processor: "Some Processor",
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  kernel: "Linux 6.1",
  load: 0.1,
  node: "v20.20.2",
  commit: "0123456789ab, clean",
  commandLine: "npm run accuracy --",
};

export const plan: AccuracyPlan = { recipes: null, seeds: 3, backend: "wasm", workers: null, quick: false, fashion: null };

export function resultWith(changes: Partial<AccuracyResult> = {}): AccuracyResult {
  return {
    row: "mnist-mlp-128",
    seed: 0,
    flags: [],
    commit: "0123456789ab, clean",
    node: "v20.20.2",
    backend: "wasm 4.22.0",
    parameters: 101_770,
    epochs: 10,
    testAccuracy: 0.977,
    best: { epoch: 8, testAccuracy: 0.9785 },
    macro: { precision: 0.9771, recall: 0.9769, f1: 0.977 },
    trainLoss: { first: 0.35, last: 0.03 },
    trainSeconds: 60,
    weightsHash: "0123456789abcdef",
    ...changes,
  };
}

/** Of one row, one a seed. */
export function resultsOf(row: string, accuracies: readonly number[]): readonly AccuracyResult[] {
  return accuracies.map((testAccuracy, seed) => resultWith({ row, seed, testAccuracy }));
}

import type { ParameterServerStatus, RunStatus, RunSummary, WorkerStatus } from "@lockstep/core";

const member = {
  address: "127.0.0.1:1",
  connected: true,
  generation: 2,
  version: 31,
  phase: "gradient",
  phaseSeconds: 0,
  waitingFor: [],
  silentSeconds: 0,
};

export function workerStatus(changes: Partial<WorkerStatus> = {}): WorkerStatus {
  return { ...member, rank: 0, shards: [0, 1], samples: 1984, ...changes };
}

export function serverStatus(changes: Partial<ParameterServerStatus> = {}): ParameterServerStatus {
  return { ...member, phase: "waiting", range: 0, snapshots: [0, 16], ...changes };
}

export function runStatus(changes: Partial<RunStatus> = {}): RunStatus {
  return {
    runId: "run-1",
    recipe: "mnist-mlp-128",
    classes: 10,
    state: "training",
    waitingFor: "",
    generation: 2,
    start: 16,
    reason: "worker-1 joined",
    uptimeSeconds: 75,
    progress: { epoch: 1, epochs: 4, step: 31, steps: 64, loss: 0.5, accuracy: 0.875, samplesPerSecond: 1234, etaSeconds: 61 },
    workers: { "worker-0": workerStatus() },
    parameterServers: { "parameter-server-0": serverStatus() },
    epochs: {},
    alarms: {},
    alarmCount: 0,
    summary: null,
    ...changes,
  };
}

export const summary = {
  runId: "run-1",
  epochs: 4,
  steps: 64,
  generations: 2,
  backend: "wasm",
  weightsHash: "ab".repeat(32),
  samplesApplied: 8000,
  ledgerOk: true,
  testAccuracy: 0.95,
  testLoss: 0.2,
  trainLoss: 0.1,
  trainSeconds: 3,
  samplesPerSecond: 2666,
} as RunSummary;

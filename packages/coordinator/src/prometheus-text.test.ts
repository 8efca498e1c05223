import type { RunStatus } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { prometheusText } from "./prometheus-text.ts";

const worker = { rank: 0, connected: true };
const status = {
  runId: "run-1",
  recipe: 'C:\\recipes\\"my"\nrecipe.js',
  classes: 10,
  state: "training",
  generation: 3,
  uptimeSeconds: 12,
  progress: {
    epoch: 1,
    epochs: 4,
    step: 700,
    steps: 1876,
    loss: Number.NaN,
    accuracy: 0.5,
    samplesPerSecond: 1234.5,
    etaSeconds: Infinity,
  },
  workers: { a: worker, b: { rank: 1, connected: false }, spare: { rank: null, connected: true } },
  parameterServers: { s: { connected: true } },
  epochs: { "0": { testLoss: 0.25, testAccuracy: 0.91 } },
  alarms: {},
  alarmCount: 2,
} as unknown as RunStatus;

describe("prometheusText", () => {
  const text = prometheusText(status, { feedClients: 5, residentBytes: 1000 });

  it("knows no accuracy where there are no classes", () => {
    const progress = { ...status.progress, accuracy: null };
    const epochs = { "0": { epoch: 0, trainLoss: 1, trainAccuracy: null, testLoss: 0.25, testAccuracy: null } };
    const regression = prometheusText({ ...status, classes: 0, progress, epochs }, { feedClients: 5, residentBytes: 1000 });
    expect(regression.match(/^lockstep_\w+_accuracy_ratio .*$/gm)).toEqual([
      "lockstep_train_accuracy_ratio NaN",
      "lockstep_test_accuracy_ratio NaN",
    ]);
  });

  it("tells the run's figures", () => {
    const samples = text.split("\n").filter((line) => !line.startsWith("#"));
    expect(samples).toEqual([
      String.raw`lockstep_run_info{run_id="run-1",recipe="C:\\recipes\\\"my\"\nrecipe.js"} 1`,
      'lockstep_run_state{state="waiting"} 0',
      'lockstep_run_state{state="changing"} 0',
      'lockstep_run_state{state="training"} 1',
      'lockstep_run_state{state="finished"} 0',
      "lockstep_generation 3",
      "lockstep_steps_committed 700",
      "lockstep_steps_planned 1876",
      "lockstep_epoch 1",
      "lockstep_epochs_planned 4",
      "lockstep_train_loss NaN",
      "lockstep_train_accuracy_ratio 0.5",
      "lockstep_test_loss 0.25",
      "lockstep_test_accuracy_ratio 0.91",
      "lockstep_samples_per_second 1234.5",
      "lockstep_eta_seconds +Inf",
      "lockstep_workers 1",
      "lockstep_parameter_servers 1",
      "lockstep_alarms_total 2",
      "lockstep_uptime_seconds 12",
      "lockstep_feed_clients 5",
      "process_resident_memory_bytes 1000",
      "",
    ]);
  });

  it("keeps to the format: help, type, then samples of that name, each name once", () => {
    const families = text.trimEnd().split("# HELP ").slice(1);
    const names = new Set(families.map((family) => family.slice(0, family.indexOf(" "))));
    for (const family of families) {
      const [name = ""] = family.split(" ");
      expect(family.trimEnd()).toMatch(new RegExp(`^${name} .+\n# TYPE ${name} (gauge|counter)(\n${name}(\\{.+\\})? [^ ]+)+$`));
    }
    expect(families).toHaveLength(names.size);
    expect(names.size).toBe(19);
    expect(text.endsWith("\n")).toBe(true);
  });
});

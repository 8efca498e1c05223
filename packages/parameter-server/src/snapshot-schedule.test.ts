import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  ActiveAlarms,
  alarmLogger,
  createOptimizer,
  makeLayout,
  openLedgerFile,
  ParameterRange,
  silentLogger,
  SnapshotStore,
} from "@lockstep/core";
import type { LedgerFile } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SnapshotSchedule } from "./snapshot-schedule.ts";

const layout = makeLayout([{ name: "kernel", shape: [10], initializer: { kind: "zeros" }, update: "optimizer" }]);
const optimizer = { name: "sgd", learningRate: 0.1 } as const;
const lastVersion = 100;

let folder: string;
let store: SnapshotStore;
let ledger: LedgerFile;
let schedule: SnapshotSchedule;
let parameters: ParameterRange;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "lockstep-schedule-"));
  const run = { runId: "run", recipeHash: "recipe", settings: { seed: 1, optimizer } };
  store = await SnapshotStore.open({ folder: path.join(folder, "snapshots"), range: 0, run, logger: silentLogger });
  ledger = await openLedgerFile(path.join(folder, "ledger.jsonl"));
  ledger.appendOpen(1, 0);
  schedule = new SnapshotSchedule({
    store,
    ledger,
    logger: silentLogger,
    everySteps: 2,
    lastVersion: () => lastVersion,
    onLedgerTried: () => {},
  });
  parameters = new ParameterRange({
    layout,
    bounds: { range: 0, start: 0, end: layout.length },
    optimizer: createOptimizer(optimizer),
    seed: 1,
  });
  parameters.initialise();
  parameters.openAt(0);
});
afterEach(async () => {
  await schedule.end();
  await ledger.close();
  rmSync(folder, { recursive: true });
});

/** Commits one step and waits for what it wrote. */
async function commit(step: number): Promise<void> {
  parameters.apply(step, 0, layout.length, new Float32Array(layout.length));
  parameters.commit(step);
  await schedule.before(step + 1);
  schedule.afterCommit(parameters, step + 1);
}

describe("SnapshotSchedule", () => {
  it("takes what is due, up to twelve files, and what is held at the end whatever there is", async () => {
    for (let step = 0; step < 27; step++) await commit(step);
    await expect.poll(() => schedule.writing).toEqual([]);
    const due = Array.from({ length: 12 }, (_, index) => 2 * (index + 1));
    expect(store.versions()).toEqual(due);
    for (const version of parameters.versions()) schedule.take(parameters, version);
    await schedule.end();
    expect(store.versions()).toEqual([...due, 26, 27]);
  });

  it("lets a commit wait only for the write before, and only if it is to be written itself", async () => {
    await commit(0);
    await commit(1);
    expect(schedule.writing).toEqual([2]);
    expect(schedule.before(3)).toBeNull();
    await schedule.before(4);
    expect(schedule.writing).toEqual([]);
    expect(store.versions()).toEqual([2]);
  });

  it("makes the folder of the snapshots again if it was deleted", async () => {
    await commit(0);
    await commit(1);
    await schedule.before(4);
    rmSync(path.join(folder, "snapshots"), { recursive: true });
    await commit(2);
    await commit(3);
    await schedule.before(6);
    expect(store.versions()).toContain(4);
  });

  it("says that the run cannot end without its last snapshot, even if one before has failed, and ends that alarm", async () => {
    const alarms = new ActiveAlarms();
    const logger = alarmLogger(silentLogger, alarms);
    schedule = new SnapshotSchedule({ store, ledger, logger, everySteps: 2, lastVersion: () => 4, onLedgerTried: () => {} });
    const snapshots = path.join(folder, "snapshots");
    rmSync(snapshots, { recursive: true });
    writeFileSync(snapshots, "in the way");
    await commit(0);
    await commit(1);
    await schedule.before(4);
    expect(alarms.messages).toEqual([expect.stringMatching(/^snapshot of version 2 failed: .*training goes on/)]);
    await commit(2);
    await commit(3);
    await expect
      .poll(() => alarms.messages)
      .toEqual([expect.stringMatching(/^the last snapshot failed: .*the run cannot end without it$/)]);
    rmSync(snapshots);
    await expect.poll(() => schedule.closed).toBe(true);
    expect(alarms.messages).toEqual([]);
  });
});

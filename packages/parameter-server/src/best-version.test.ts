import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
import type { LedgerEvaluation, LedgerFile, Roster } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BestVersion } from "./best-version.ts";
import { SnapshotSchedule } from "./snapshot-schedule.ts";

const layout = makeLayout([{ name: "kernel", shape: [10], initializer: { kind: "zeros" }, update: "optimizer" }]);
const optimizer = { name: "momentum", learningRate: 1 } as const;
const run = { runId: "run", recipeHash: "recipe", settings: { seed: 1, optimizer } };

let folder: string;
let store: SnapshotStore;
let ledger: LedgerFile;
let best: BestVersion;
let parameters: ParameterRange;
const alarms = new ActiveAlarms();

const bestFolder = (): string => path.join(folder, "best");
const openStore = (): Promise<SnapshotStore> => SnapshotStore.open({ folder: bestFolder(), range: 0, run, logger: silentLogger });
const roster = (generation: number, start: number): Roster =>
  ({ generation, start, backend: "wasm", backendVersion: "1" }) as unknown as Roster;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "lockstep-best-"));
  store = await openStore();
  ledger = await openLedgerFile(path.join(folder, "ledger.jsonl"));
  best = new BestVersion({ store, ledger, logger: alarmLogger(silentLogger, alarms) });
  parameters = new ParameterRange({
    layout,
    bounds: { range: 0, start: 0, end: layout.length },
    optimizer: createOptimizer(optimizer),
    seed: 1,
  });
  parameters.initialise();
  open(1, 0);
});
afterEach(async () => {
  await best.end();
  await ledger.close();
  rmSync(folder, { recursive: true });
});

function open(generation: number, start: number): void {
  if (!parameters.openAt(start)) throw new Error(`version ${start} is not held`);
  ledger.appendOpen(generation, start);
  best.restart(roster(generation, start));
}

/** Commits a step whose line tells of this validation loss of version `step`, if of any. */
function commit(step: number, loss?: number): void {
  const sums = { samples: 0, lossSum: 0, correct: 0 };
  const validation: LedgerEvaluation = {
    version: step,
    samples: 2,
    lossSum: 2 * (loss ?? 0),
    correct: 0,
    shards: [],
    confusion: [0, 2, 0, 0],
  };
  parameters.apply(step, 0, layout.length, new Float32Array(layout.length).fill(1));
  parameters.commit(step);
  const line = {
    kind: "step",
    generation: ledger.generation,
    step,
    epoch: step,
    shards: [{ shard: 0, worker: "w", digest: "", ...sums }],
  } as const;
  ledger.append({ ...line, ...sums, gradient: "00000000", ...(loss !== undefined && { validation }) });
  best.afterCommit(parameters, step);
}

async function written(): Promise<void> {
  await expect.poll(() => best.pending).toBe(false);
}

describe("BestVersion", () => {
  it("keeps the version with the lowest loss alone, as it was before the step that brought its validation", async () => {
    const held = new Map<number, Float32Array>();
    for (const [step, loss] of [NaN, 0.5, undefined, 0.7, 0.5, 0.25, 0.25, Infinity].entries()) {
      held.set(step, parameters.parameters(step).slice());
      commit(step, loss);
      await written();
    }
    expect(store.versions()).toEqual([5]);
    expect(await best.read(5)).toEqual(held.get(5));
    expect(await best.read(1)).toBeNull();
    // As the next process finds it.
    const reopened = await openStore();
    expect(reopened.versions()).toEqual([5]);
    expect((await reopened.load(5)).slots).toEqual([]);
  });

  it("takes the better one of two that come faster than the disk writes", async () => {
    for (const [step, loss] of [0.9, 0.8, 0.7, 0.6].entries()) commit(step, loss);
    expect(best.pending).toBe(true);
    await written();
    expect(store.versions()).toEqual([3]);
  });

  it("gives up what a new generation makes anew, written or not", async () => {
    commit(0, 0.5);
    await written();
    commit(1, 0.4);
    expect(best.pending).toBe(true);
    parameters.initialise();
    open(2, 0);
    await written();
    // Version 0 is what the generation starts from; version 1 was being written.
    expect(store.versions()).toEqual([0]);
    commit(0, 0.5);
    commit(1, 0.4);
    await written();
    expect(store.versions()).toEqual([1]);
    open(3, 2);
    expect(store.versions()).toEqual([1]);
    parameters.initialise();
    open(4, 0);
    expect(store.versions()).toEqual([]);
  });

  it("compares with what counts of the ledger alone", async () => {
    commit(0, 0.5);
    commit(1, 0.1);
    await written();
    // Version 1 is validated anew, with another result, as a ledger of mixed backends may have it.
    open(2, 1);
    commit(1, 0.3);
    await written();
    commit(2, 0.2);
    await written();
    expect(store.versions()).toEqual([2]);
  });

  it("tries again until the disk takes it, and holds nobody up meanwhile", async () => {
    rmSync(bestFolder(), { recursive: true });
    writeFileSync(bestFolder(), "in the way");
    commit(0, 0.5);
    await best.before();
    expect(best.pending).toBe(true);
    await expect.poll(() => alarms.messages.join()).toMatch(/version 0, the best so far, cannot be kept/);
    expect(best.before()).toBeNull();
    rmSync(bestFolder());
    mkdirSync(bestFolder());
    await written();
    expect(store.versions()).toEqual([0]);
    expect(alarms.messages).toEqual([]);
  });

  it("is durable before any snapshot that is taken after it", async () => {
    const snapshots = await SnapshotStore.open({ folder: path.join(folder, "snapshots"), range: 0, run, logger: silentLogger });
    const schedule = new SnapshotSchedule({
      store: snapshots,
      ledger,
      logger: silentLogger,
      everySteps: 1,
      lastVersion: () => 100,
      onLedgerTried: () => {},
    });
    schedule.restart(roster(1, 0));
    const orders: string[] = [];
    for (const [name, target] of [
      ["best", store],
      ["snapshot", snapshots],
    ] as const) {
      const write = target.write.bind(target);
      target.write = async (source, signal) => {
        // The best version's disk is the slow one.
        if (name === "best") await new Promise((resolve) => setTimeout(resolve, 50));
        await write(source, signal);
        orders.push(`${name} ${source.version}`);
      };
    }
    commit(0, 0.5);
    schedule.afterCommit(parameters, 1, best.before());
    commit(1, 0.4);
    schedule.afterCommit(parameters, 2, best.before());
    await schedule.before(3);
    expect(orders.toSorted()).toEqual(["best 0", "best 1", "snapshot 1", "snapshot 2"]);
    expect(orders.indexOf("snapshot 1")).toBeGreaterThan(orders.indexOf("best 0"));
    expect(orders.indexOf("snapshot 2")).toBeGreaterThan(orders.indexOf("best 1"));
  });
});

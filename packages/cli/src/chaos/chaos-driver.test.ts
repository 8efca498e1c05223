import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openLedgerFile } from "@lockstep/core";
import type { LedgerFile, RunEvent } from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ProcessControl } from "../launcher/process-control.ts";
import { ChaosDriver } from "./chaos-driver.ts";
import { planChaos } from "./chaos-request.ts";

const shape = { workers: 2, parameterServers: 1, steps: 100 };

let folder = "";
let ledger: LedgerFile;
let driver: ChaosDriver;
let alive: string[] = [];
let deeds: string[] = [];
let events: RunEvent[] = [];

/** A launcher that writes down what it was asked for. */
const control: ProcessControl = {
  living: () => alive,
  signal(name, signal) {
    if (!alive.includes(name)) return false;
    deeds.push(`${signal} ${name}`);
    return true;
  },
  addWorker() {
    deeds.push("join");
    return "worker-2";
  },
};

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "lockstep chaos "));
  ledger = await openLedgerFile(path.join(folder, "ledger.jsonl"));
  ledger.appendOpen(1, 0);
  alive = ["coordinator", "parameter-server-0", "worker-0", "worker-1"];
  deeds = [];
  events = [];
});
afterEach(async () => {
  await driver.close();
  await ledger.close();
  await rm(folder, { recursive: true });
});

async function begin(faults: string): Promise<void> {
  driver = await ChaosDriver.open({ ...planChaos(faults, shape), runFolder: folder, onEvent: (event) => events.push(event) });
  driver.tell("planned");
  driver.start(control);
}

function commit(steps: number): void {
  for (let count = 0; count < steps; count++) {
    const shards = [{ shard: 0, worker: "worker-0", samples: 1, digest: "0".repeat(64), lossSum: 1, correct: 0 }];
    const sums = { samples: 1, lossSum: 1, correct: 0, gradient: "00000000" };
    ledger.append({ kind: "step", generation: 1, step: ledger.nextStep, epoch: 0, shards, ...sums });
  }
}

const settle = (): Promise<void> => sleep(60);

describe("ChaosDriver", () => {
  it("acts when the ledger says that the step is committed, on whoever is meant and alive", async () => {
    await begin("kill all-workers at step 3; kill worker-1, coordinator at step 4; leave worker-0 at step 4; join at step 5");
    commit(2);
    await settle();
    expect(deeds).toEqual([]);
    commit(1);
    await expect.poll(() => deeds).toEqual(["SIGKILL worker-0", "SIGKILL worker-1"]);
    alive = ["coordinator", "parameter-server-0"];
    commit(2);
    // worker-0 is being started again: its fault waits for it
    await expect.poll(() => deeds.slice(2)).toEqual(["SIGKILL coordinator", "join"]);
    alive.push("worker-0");
    await expect.poll(() => deeds.slice(4)).toEqual(["SIGTERM worker-0"]);
  });

  it("pauses for a time, and lets go at once when the run is over", async () => {
    await begin("pause all for 50ms at step 0; pause worker-1 for 1000s at step 1");
    const stopsAndGoes = ["SIGSTOP", "SIGCONT"].flatMap((signal) => alive.map((name) => `${signal} ${name}`));
    await expect.poll(() => deeds).toEqual(stopsAndGoes);
    commit(1);
    await expect.poll(() => deeds.slice(8)).toEqual(["SIGSTOP worker-1"]);
    driver.stop();
    expect(deeds.slice(9)).toEqual(["SIGCONT worker-1"]);
    commit(1);
    await settle();
    expect(deeds).toHaveLength(10);
  });

  it("tells what it will do, does, and has not done", async () => {
    await begin("kill worker-0 at 0s; join at step 99");
    await expect.poll(() => events).toHaveLength(2);
    driver.stop();
    driver.tell("done");
    const both = ["kill worker-0 at 0s", "join at step 99"];
    expect(events).toEqual([
      { type: "chaos", state: "planned", seed: null, faults: both, missed: [] },
      {
        type: "fault",
        state: "injected",
        fault: both[0],
        reason: expect.stringContaining("kill worker-0 at 0s: 0 steps are committed") as string,
      },
      { type: "chaos", state: "done", seed: null, faults: [both[0]], missed: [both[1]] },
    ]);
  });

  it("sends the connections of its processes through proxies only if it is to cut some", async () => {
    await begin("cut worker-0 worker-2 for 1s at step 3; join at step 1");
    for (const name of [...alive, "worker-2"])
      expect(driver.environmentOf(name)).toEqual({ LOCKSTEP_FAULT_PROXY: expect.stringMatching(/^127\.0\.0\.1:\d+$/) as string });
    await driver.close();
    await begin("kill worker-0 at step 3");
    expect(driver.environmentOf("worker-0")).toEqual({});
  });
});

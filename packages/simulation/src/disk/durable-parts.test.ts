import {
  createOptimizer,
  LockstepError,
  makeLayout,
  openDurableRecord,
  openLedgerFile,
  ParameterRange,
  silentLogger,
  SnapshotStore,
  stepLine,
} from "@lockstep/core";
import type { BlockingFile, Disk, DurableRecord, LedgerFile, LedgerStep, OpenMode, SnapshotSource } from "@lockstep/core";
import { Ownership } from "@lockstep/parameter-server/parts";
import { describe, expect, it } from "vitest";
import { TestMachine } from "./test-machine.ts";

const seeds = Array.from({ length: 100 }, (_, seed) => seed);

/** Plays it on a machine of each seed. */
async function onMachines(script: (on: TestMachine) => Promise<void>): Promise<void> {
  for (const seed of seeds) {
    const on = new TestMachine(seed);
    try {
      await on.play(() => script(on));
    } catch (error) {
      throw new Error(`seed ${seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  }
}

/** @returns whether it was done; false if the disk failed it */
function tried(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof LockstepError && error.code === "io") return false;
    throw error;
  }
}

/**
 * Something happens to the machine: nothing, a death, a power cut. A cut too if a sync failed and was not made good: that a process dies
 * with it and the next one sees what is on no disk is more than anybody can bear.
 */
function disturb(on: TestMachine, syncFailed = false): void {
  if (syncFailed || on.world.random.chance(0.3)) on.crash({ torn: on.world.random.chance(0.7) });
  else if (on.world.random.chance(0.5)) on.restart();
}

const openRecord = (disk: Disk): DurableRecord<{ n: number }> => openDurableRecord("/run/fence", { n: 0 }, disk);

/** The disk of a process that is killed when it syncs a file for the nth time. */
function dyingAtSync(disk: Disk, nth: number): Disk {
  let syncs = 0;
  const openNow = disk.openNow.bind(disk);
  return Object.assign(disk, {
    openNow: (file: string, mode: OpenMode): BlockingFile =>
      Object.assign(openNow(file, mode), {
        syncNow: (): void => {
          syncs += 1;
          if (syncs === nth) throw new Error("it died");
        },
      }),
  });
}

describe("a durable record on a disk that fails and loses what is not durable", () => {
  it("never goes back behind a write that was done", async () => {
    await onMachines(async (on) => {
      const { random } = on.world;
      let attempted = 0;
      let done = 0;
      for (let turn = 0; turn < 12; turn++) {
        const record = openRecord(on.disk);
        expect(record.value.n).toBeGreaterThanOrEqual(done);
        expect(record.value.n).toBeLessThanOrEqual(attempted);
        on.machine.full = random.chance(0.3);
        let failed = false;
        for (let writes = random.int(0, 3); writes > 0; writes--) {
          const fails = random.chance(0.4);
          if (fails) on.machine.failNext(random.pick(["sync", "write"]));
          attempted += 1;
          failed = !tried(() => record.write({ n: attempted }));
          expect(failed).toBe(fails);
          if (!failed) done = attempted;
        }
        record.close();
        on.machine.full = false;
        disturb(on, failed);
      }
    });
  });

  it("never goes back behind a write that was done, though processes die before they have synced theirs", async () => {
    await onMachines(async (on) => {
      openRecord(on.disk).write({ n: 1 });
      for (const n of [2, 3]) {
        const record = openRecord(dyingAtSync(on.disk, 2));
        expect(() => record.write({ n })).toThrow(/died/);
        if (n === 2) on.restart();
      }
      on.crash({ torn: true });
      expect(openRecord(on.disk).value.n).toBeGreaterThanOrEqual(1);
    });
  });

  it("is there whole or not at all when it was being made", async () => {
    await onMachines(async (on) => {
      const takeBack = on.machine.failNext(on.world.random.pick(["write", "sync", "link", "syncFolder", "remove", "truncate"]));
      const made = tried(() => openDurableRecord("/run/fence", { n: 5 }, on.disk).close());
      takeBack();
      on.crash({ torn: true });
      expect(!made || on.disk.exists("/run/fence")).toBe(true);
      expect(openDurableRecord("/run/fence", { n: 5 }, on.disk).value.n).toBe(5);
    });
  });
});

describe("a parameter server's promise", () => {
  it("survives a power cut from the first one on", async () => {
    await onMachines(async (on) => {
      const before = new Ownership("/run", 0, "a", on.disk);
      if (on.world.random.chance(0.5)) on.restart();
      const ownership = on.process.instance === 1 ? before : new Ownership("/run", 0, "b", on.disk);
      ownership.promise({ generation: 3, coordinator: "c" });
      on.crash({ torn: on.world.random.chance(0.5) });
      expect(new Ownership("/run", 0, "d", on.disk).fence).toEqual({ generation: 3, coordinator: "c" });
    });
  });
});

const lineOf = (generation: number, step: number): LedgerStep =>
  stepLine({
    generation,
    step,
    stepsPerEpoch: 1000,
    contributions: [{ shard: 0, worker: "worker-0", samples: 1, digest: new Uint8Array(32).fill(step), lossSum: 2.5, correct: 1 }],
    gradientCrc32: step,
  });

describe("a ledger on a disk that fills up, fails and loses what is not durable", () => {
  it("keeps every line that a sync said was durable", async () => {
    await onMachines(async (on) => {
      const { random } = on.world;
      let durable = { bytes: 0, chain: "", version: 0 };
      let failed = false;
      for (let generation = 1; generation < 8; generation++) {
        const ledger = await openLedgerFile("/run/ledger.jsonl", on.disk);
        // What a failed sync lost leaves a hole before later lines: more than a torn line.
        expect(failed || (ledger.cut?.savedAs ?? null) === null).toBe(true);
        expect(ledger.nextStep).toBeGreaterThanOrEqual(durable.version);
        expect(durable.version === 0 || ledger.covers(durable)).toBe(true);
        ledger.appendOpen(generation, ledger.nextStep);
        failed = false;
        for (let lines = random.int(0, 6); lines > 0; lines--) {
          on.machine.full = random.chance(0.2);
          ledger.append(lineOf(generation, ledger.nextStep));
          if (!random.chance(0.4)) continue;
          const coverage = await synced(on, ledger);
          failed = coverage === null && (failed || ledger.problem === null);
          durable = coverage ?? durable;
        }
        on.machine.full = false;
        disturb(on, failed);
      }
    });
  });
});

it("a ledger's sync that goes on while another one fails says nothing that is not true", async () => {
  await onMachines(async (on) => {
    const ledger = await openLedgerFile("/run/ledger.jsonl", on.disk);
    ledger.appendOpen(1, 0);
    on.machine.failNext("sync");
    const syncs = [0, 1].map((version) => {
      ledger.append(lineOf(1, version));
      return ledger.sync();
    });
    expect((await Promise.allSettled(syncs)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const durable = { ...(await ledger.sync()), version: 2 };
    on.crash({ torn: false });
    expect((await openLedgerFile("/run/ledger.jsonl", on.disk)).covers(durable)).toBe(true);
  });
});

/** null if the disk refuses */
async function synced(on: TestMachine, ledger: LedgerFile): Promise<{ bytes: number; chain: string; version: number } | null> {
  const takeBack = on.world.random.chance(0.3) ? on.machine.failNext("sync") : () => {};
  const version = ledger.nextStep;
  try {
    return { ...(await ledger.sync()), version };
  } catch (error) {
    if (error instanceof LockstepError && error.code === "io") return null;
    throw error;
  } finally {
    takeBack();
  }
}

describe("snapshots on a disk that fills up, fails and loses what is not durable", () => {
  const layout = makeLayout([{ name: "kernel", shape: [10], initializer: { kind: "ones" }, update: "optimizer" }]);
  const optimizer = { name: "momentum", learningRate: 0.1, momentum: 0.9 } as const;
  const run = { runId: "run", recipeHash: "recipe", settings: { seed: 1, optimizer } };
  const bounds = { range: 0, start: 0, end: layout.length };
  const parameters = new ParameterRange({ layout, bounds, optimizer: createOptimizer(optimizer), seed: 1 });
  parameters.initialise();
  const sourceOf = (generation: number): SnapshotSource => ({
    ...parameters.copyOf(0),
    parameters: new Float32Array(layout.length).fill(generation),
    generation,
    ledger: { bytes: 0, chain: "" },
    backend: "cpu",
    backendVersion: "1",
  });

  it("are there, whole, once written; one that was not is there whole or not at all", async () => {
    await onMachines(async (on) => {
      const { random } = on.world;
      let done = 0;
      for (let generation = 1; generation < 12; generation++) {
        const doneBefore = done;
        const store = await SnapshotStore.open({ folder: "/run/snapshots", range: 0, run, logger: silentLogger, disk: on.disk });
        on.disk.syncFolderNow("/run");
        expect(store.rejected).toEqual([]);
        const found = doneBefore > 0 ? await store.load(0) : null;
        const foundGeneration = found?.header.generation ?? 0;
        expect(foundGeneration).toBeGreaterThanOrEqual(doneBefore);
        expect(found?.parameters).toEqual(found ? sourceOf(foundGeneration).parameters : undefined);
        const operations = ["open", "read", "write", "sync", "rename", "syncFolder", "remove"] as const;
        const takeBack = random.chance(0.4) ? on.machine.failNext(random.pick(operations)) : () => {};
        on.machine.full = random.chance(0.2);
        const written = store.write(sourceOf(generation)).then(
          () => (done = generation),
          () => {},
        );
        await Promise.race([written, random.chance(0.5) ? on.wait(40 * random.float()) : written]);
        on.machine.full = false;
        takeBack();
        disturb(on);
      }
    });
  });
});

import { makeRoster, openLedgerFile, silentLogger, SnapshotStore } from "@lockstep/core";
import { Ownership, RangeServer } from "@lockstep/parameter-server/parts";
import { describe, expect, it } from "vitest";
import { SimulatedDisk } from "../disk/simulated-disk.ts";
import { SimulatedWorld } from "../engine/simulated-world.ts";
import { SimulatedExchange } from "../network/simulated-exchange.ts";
import { SimulatedNetwork } from "../network/simulated-network.ts";
import { prepareTask } from "../task/task-shapes.ts";

const { task } = prepareTask(0);
const settings = task.settings({ parameterServers: 1, snapshotEverySteps: 4 });
const run = { runId: "opening", settings, recipeHash: "tiny", data: { trainSamples: 77, testSamples: 9, featureShape: [2], classes: 3 } };

describe("a generation that a parameter server has opened", () => {
  it("is in its ledger after a power cut: snapshots of what it gave up must not count again", async () => {
    const world = new SimulatedWorld({ seed: 1 });
    const machine = new SimulatedDisk(world);
    const process = world.process("parameter-server-0");
    const disk = machine.disk(process);
    const exchange = new SimulatedExchange({
      network: new SimulatedNetwork(world),
      process,
      address: "parameter-server-0:7000",
      chunkBytes: 64,
      logger: silentLogger,
    });
    let openedMs: number | null = null;
    process.run(() => {
      void (async () => {
        const ownership = new Ownership("/run", 0, "instance", disk);
        const store = await SnapshotStore.open({ folder: "/run/snapshots", range: 0, run, logger: silentLogger, disk });
        const ledger = await openLedgerFile("/run/ledger.jsonl", disk);
        const server = new RangeServer({
          range: 0,
          run,
          exchange,
          ownership,
          store,
          ledger,
          steps: task.steps,
          logger: silentLogger,
          send: () => {},
          onFatal: (error) => world.fail(error.message),
          clock: process.clock,
        });
        server.fence(1, "coordinator");
        const worker = { name: "worker-0", address: "worker-0:7000", sinceMs: 0, leaving: false, absentUntilMs: 0 };
        const plan = { workers: [worker], servers: [{ name: "parameter-server-0", address: exchange.address, range: 0 }] };
        const facts = { generation: 1, coordinator: "coordinator", start: 0, layoutJson: task.layoutJson, parameters: 24 };
        server.open(makeRoster(plan, { ...facts, backend: "cpu", backendVersion: "1", reason: "test" }, settings));
        process.clock.every(1, () => {
          if (server.state.generation === 1) openedMs ??= world.nowMs;
          if (openedMs !== null) world.stop();
        });
      })();
    });
    await world.run(10_000);
    expect(world.problem).toBeNull();
    expect(openedMs).not.toBeNull();
    process.die();
    machine.crashMachine({ torn: false });
    expect(Buffer.from(machine.contents("/run/ledger.jsonl") ?? []).toString()).toMatch(/^{"open":1,"start":0,/);
  });
});

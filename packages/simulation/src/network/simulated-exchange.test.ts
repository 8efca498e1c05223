import { Phase, silentLogger } from "@lockstep/core";
import type { TensorExchange } from "@lockstep/core";
import { exchangeCompliance, patternBytes } from "@lockstep/core/testing";
import { describe, expect, it } from "vitest";
import { SimulatedWorld } from "../engine/simulated-world.ts";
import { SimulatedExchange } from "./simulated-exchange.ts";
import { SimulatedNetwork } from "./simulated-network.ts";
import { WallClockWorld } from "./wall-clock-world.test.fixture.ts";

// It breaks connections until every vector is through all the same: seconds on a quiet machine.
describe("the exchange over a simulated network", { timeout: 120_000 }, () => {
  it.concurrent.each(exchangeCompliance)("$name", async ({ run }) => {
    const world = new WallClockWorld(1);
    const network = new SimulatedNetwork(world);
    const exchanges: TensorExchange[] = [];
    try {
      await expect(
        run({
          create: (name, chunkBytes) => {
            const process = world.process(name);
            const exchange = new SimulatedExchange({ network, process, address: `${name}:1`, chunkBytes, logger: silentLogger });
            exchanges.push(exchange);
            return Promise.resolve(exchange);
          },
          addressOf: (name) => `${name}:1`,
          cut: () => network.resetAll(),
          freeze: (name) => {
            const heals = [network.cut({ from: name, to: null, plane: "all" }), network.cut({ from: null, to: name, plane: "all" })];
            return () => {
              for (const heal of heals) heal();
            };
          },
          close: () => Promise.resolve(),
        }),
      ).resolves.toBeUndefined();
    } finally {
      await Promise.all(exchanges.map((exchange) => exchange.close()));
    }
  });
});

describe("the exchange in simulated time", () => {
  it("delivers, and reports a peer that has fallen silent by the simulated clock", async () => {
    const world = new SimulatedWorld({ seed: 1 });
    const network = new SimulatedNetwork(world);
    const exchangeOf = (name: string): { process: ReturnType<SimulatedWorld["process"]>; exchange: SimulatedExchange } => {
      const process = world.process(name);
      return {
        process,
        exchange: new SimulatedExchange({ network, process, address: `${name}:1`, chunkBytes: 100, logger: silentLogger }),
      };
    };
    const sender = exchangeOf("sender");
    const receiver = exchangeOf("receiver");
    const topic = { phase: Phase.gradient, slice: 0, subtree: 0 };
    const received = new Uint8Array(1000);
    const wholeMs: number[] = [];
    const deadMs: number[] = [];
    sender.process.run(() => {
      sender.exchange.openGeneration(1, new Map());
      sender.exchange.publish(topic, 0, patternBytes(0, 1000)).complete();
    });
    receiver.process.run(() => {
      receiver.exchange.openGeneration(1, new Map([["sender", "sender:1"]]), () => deadMs.push(world.nowMs));
      receiver.exchange.subscribe(topic, "sender", 0, { destination: () => received, complete: () => wholeMs.push(world.nowMs) });
    });
    world.after(5000, () => sender.process.pause());
    const beganMs = performance.now();
    await world.run(8500);
    expect(performance.now() - beganMs).toBeLessThan(2000);
    expect(wholeMs).toHaveLength(1);
    expect(wholeMs[0]).toBeLessThan(2000);
    expect(received).toEqual(patternBytes(0, 1000));
    expect(deadMs).toHaveLength(2);
    expect(deadMs[0]).toBeGreaterThan(6700);
    expect(deadMs[0]).toBeLessThan(7500);
  });
});

import { silentLogger } from "@lockstep/core";
import type { TensorExchange } from "@lockstep/core";
import { exchangeCompliance } from "@lockstep/core/testing";
import { describe, expect, it } from "vitest";
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

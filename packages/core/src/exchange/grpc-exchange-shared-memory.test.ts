import { describe, expect, it } from "vitest";
import { exchangeCompliance } from "../testing/exchange-compliance.ts";
import { createExchangeFixture } from "../testing/exchange-fixture.ts";
import { hasSharedMemory } from "../testing/has-shared-memory.ts";
import type { TensorExchange } from "./exchange.ts";

describe.skipIf(!hasSharedMemory())("the exchange over gRPC and shared memory (skipped where there is no /dev/shm)", () => {
  it.concurrent.each(exchangeCompliance)("$name", async ({ run }) => {
    const fixture = createExchangeFixture("shared-memory");
    const exchanges: TensorExchange[] = [];
    try {
      await run({
        ...fixture,
        create: async (name, chunkBytes) => {
          const exchange = await fixture.create(name, chunkBytes);
          exchanges.push(exchange);
          return exchange;
        },
      });
      // Every byte came by way of a segment, not only some.
      for (const { counters } of exchanges) expect(counters.bytesShared).toBe(counters.bytesReceived);
    } finally {
      await fixture.close();
    }
  });
});

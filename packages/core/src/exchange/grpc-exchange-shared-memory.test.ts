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

  it("is expected of processes of this host alone, and of nobody where it is off", async () => {
    const answers = async (kind: "shared-memory" | "grpc"): Promise<boolean[]> => {
      const fixture = createExchangeFixture(kind);
      try {
        const exchange = await fixture.create("one", 1000);
        const other = await fixture.create("other", 1000);
        return [other.address, "10.1.2.3:7070", exchange.address.replace("127.0.0.1", "127.0.0.12")].map((address) =>
          exchange.sharesMemoryWith(address),
        );
      } finally {
        await fixture.close();
      }
    };
    expect(await answers("shared-memory")).toEqual([true, false, false]);
    expect(await answers("grpc")).toEqual([false, false, false]);
  });
});

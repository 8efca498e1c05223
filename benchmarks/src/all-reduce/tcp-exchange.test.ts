import { allReduce, createProcessGroup } from "@lockstep/core";
import type { ProcessGroup } from "@lockstep/core";
import { afterEach, expect, it } from "vitest";
import { TcpExchange } from "./tcp-exchange.ts";

const groups: ProcessGroup[] = [];
afterEach(async () => {
  await Promise.all(groups.splice(0).map((group) => group.close()));
});

// Primes and the edges of a chunk, several steps each: the sums must be those of the real exchange.
it.each([1, 7, 1000, (1 << 18) + 1, 1 << 20])("all-reduces %d elements over TCP", async (length) => {
  const ranks = ["a", "b", "c"];
  const exchanges = await Promise.all(ranks.map(() => TcpExchange.listen()));
  const addresses = exchanges.map(({ address }) => address);
  groups.push(...exchanges.map((exchange, rank) => createProcessGroup({ exchange, rank, ranks, addresses, generation: 1 })));
  for (let step = 1; step <= 3; step++) {
    const vectors = await Promise.all(
      groups.map(async (group, rank) => {
        const vector = Float32Array.from({ length }, (_, i) => (i % 1000) * step + rank);
        await allReduce(group, vector);
        return vector;
      }),
    );
    for (const vector of vectors) {
      const wrong = vector.findIndex((value, i) => value !== 3 * (i % 1000) * step + 3);
      expect(wrong).toBe(-1);
    }
  }
});

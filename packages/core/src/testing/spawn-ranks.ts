import { createProcessGroup } from "../collective/process-group.ts";
import type { ProcessGroup } from "../collective/process-group.ts";
import type { TensorExchange } from "../exchange/exchange.ts";
import { createExchangeFixture } from "./exchange-fixture.ts";
import type { TransportName } from "./exchange-fixture.ts";

export interface SpawnOptions {
  /** bytes of a vector in one message; default 1 MiB */
  readonly chunkBytes?: number;
}

/**
 * Runs `fn` once for every rank of a process group, all in this process, over memory or over gRPC on loopback sockets.
 * @returns what the ranks returned, by rank; rejects with the first failure, after every rank has ended
 */
export async function spawnRanks<Result>(
  worldSize: number,
  transport: TransportName,
  fn: (group: ProcessGroup) => Promise<Result>,
  options: SpawnOptions = {},
): Promise<Result[]> {
  const fixture = createExchangeFixture(transport);
  try {
    const ranks = Array.from({ length: worldSize }, (_, rank) => `rank-${rank}`);
    const exchanges: TensorExchange[] = [];
    for (const name of ranks) exchanges.push(await fixture.create(name, options.chunkBytes ?? 1 << 20));
    const addresses = ranks.map((name) => fixture.addressOf(name));
    const groups = exchanges.map((exchange, rank) => createProcessGroup({ exchange, rank, ranks, addresses, generation: 1 }));
    const outcomes = await Promise.allSettled(
      groups.map(async (group) => {
        try {
          return await fn(group);
        } finally {
          await group.close();
        }
      }),
    );
    return outcomes.map((outcome) => {
      if (outcome.status === "rejected") throw outcome.reason;
      return outcome.value;
    });
  } finally {
    await fixture.close();
  }
}

import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { allGather } from "../collective/all-gather-once.ts";
import { allReduce } from "../collective/all-reduce.ts";
import { barrier } from "../collective/barrier.ts";
import { broadcast } from "../collective/broadcast.ts";
import type { ProcessGroup } from "../collective/process-group.ts";
import { reduceScatter } from "../collective/reduce-scatter-once.ts";
import { LockstepError } from "../errors.ts";
import { awkwardVector, canonicalReference } from "./canonical-reference.ts";
import type { TransportName } from "./exchange-fixture.ts";
import { spawnRanks } from "./spawn-ranks.ts";

/** One thing that the collectives promise, on any transport; `run` rejects if it is not kept. */
export interface CollectiveCase {
  readonly name: string;
  readonly run: (transport: TransportName) => Promise<void>;
}

const chunkBytes = 1000;
// 250 floats are one chunk; 32,771 are 128 KiB and a bit: two owners.
const lengthsFor = (worldSize: number): readonly number[] => [0, 1, 3, 997, worldSize <= 4 ? 32_771 : 2503];

const vectorsOf = (worldSize: number, round: number, length: number): Float32Array[] =>
  Array.from({ length: worldSize }, (_, rank) => awkwardVector(rank, round, length));

function assertBits(actual: Float32Array, expected: Float32Array, what: string): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  const bits = (vector: Float32Array): Buffer => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
  assert.ok(bits(actual).equals(bits(expected)), `${what}: bits`);
}

const concatenated = (vectors: readonly Float32Array[]): Float32Array => Float32Array.from(vectors.flatMap((vector) => [...vector]));

/** Elements of the sum that reduceScatter gives to a rank. */
function partOf(sum: Float32Array, group: ProcessGroup): Float32Array {
  return sum.subarray(Math.floor((sum.length * group.rank) / group.size), Math.floor((sum.length * (group.rank + 1)) / group.size));
}

const hasCode =
  (code: string, text = "") =>
  (error: unknown): boolean =>
    error instanceof LockstepError && error.code === code && error.message.includes(text);

async function checkEveryOperation(group: ProcessGroup, round: number, length: number): Promise<void> {
  const vectors = vectorsOf(group.size, round, length);
  const own = vectors[group.rank] ?? new Float32Array(0);
  const sum = canonicalReference(vectors);
  const what = `length ${length}, rank ${group.rank} of ${group.size}`;

  const reduced = own.slice();
  await allReduce(group, reduced);
  assertBits(reduced, sum, `allReduce, ${what}`);

  const averaged = own.slice();
  await allReduce(group, averaged, { operation: "mean" });
  const mean = sum.map((value) => Math.fround(value / group.size));
  assertBits(averaged, mean, `allReduce mean, ${what}`);

  assertBits(await reduceScatter(group, own), partOf(sum, group), `reduceScatter, ${what}`);
  assertBits(await allGather(group, own), concatenated(vectors), `allGather, ${what}`);

  const root = round % group.size;
  const sent = own.slice();
  await broadcast(group, sent, root);
  assertBits(sent, vectors[root] ?? new Float32Array(0), `broadcast, ${what}`);
}

async function mutateAfterEveryCall(group: ProcessGroup, round: number): Promise<void> {
  const vectors = vectorsOf(group.size, round, 3001);
  const own = vectors[group.rank] ?? new Float32Array(0);
  const sum = canonicalReference(vectors);
  // Another rank dawdles in each round; the operations overlap.
  if ((round + group.rank) % group.size === 0) await sleep(5);
  const [scattered, gathered, reduced, sent] = [own.slice(), own.slice(), own.slice(), own.slice()];
  const part = reduceScatter(group, scattered);
  const all = allGather(group, gathered);
  const total = allReduce(group, reduced);
  const received = broadcast(group, sent, 0);

  assertBits(await part, partOf(sum, group), "reduceScatter");
  scattered.fill(Number.NaN);
  const result = await all;
  gathered.fill(Number.NaN);
  assertBits(result, concatenated(vectors), "allGather");
  result.fill(Number.NaN);
  await total;
  assertBits(reduced, sum, "allReduce");
  reduced.fill(Number.NaN);
  await received;
  assertBits(sent, vectors[0] ?? new Float32Array(0), "broadcast");
  sent.fill(Number.NaN);
}

export const collectiveCompliance: readonly CollectiveCase[] = [
  ...[1, 2, 3, 4, 5, 6, 7, 8].map((worldSize) => ({
    name: `gives the same bits on each of ${worldSize} ranks, for every length`,
    run: async (transport: TransportName) => {
      const everyLength = async (group: ProcessGroup): Promise<void> => {
        for (const [round, length] of lengthsFor(worldSize).entries()) await checkEveryOperation(group, round, length);
      };
      await spawnRanks(worldSize, transport, everyLength, { chunkBytes });
    },
  })),
  {
    name: "lets every rank change its vectors as soon as a call returns, however slow the others are",
    run: async (transport) => {
      const rounds = async (group: ProcessGroup): Promise<void> => {
        for (let round = 0; round < 12; round += 1) await mutateAfterEveryCall(group, round);
      };
      await spawnRanks(4, transport, rounds, { chunkBytes });
    },
  },
  {
    name: "carries out one operation right after another of the same kind",
    run: async (transport) => {
      // 60 chunks: more than a stream takes at once, so a root returns long before its vector has been read.
      const length = 15_000;
      await spawnRanks(
        3,
        transport,
        async (group) => {
          for (let round = 0; round < 8; round += 1) {
            const sent = awkwardVector(group.rank, round, length);
            await broadcast(group, sent, 1);
            assertBits(sent, awkwardVector(1, round, length), `broadcast ${round}`);
          }
          const parts: { part: Float32Array; sum: Float32Array }[] = [];
          for (let round = 0; round < 8; round += 1) {
            const vectors = vectorsOf(3, round, length);
            // One rank is behind: the others' next parts come in before it has all of this one's.
            if (group.rank === round % 3) await sleep(3);
            const part = await reduceScatter(group, vectors[group.rank] ?? new Float32Array(0));
            parts.push({ part, sum: canonicalReference(vectors) });
          }
          parts.forEach(({ part, sum }, round) => assertBits(part, partOf(sum, group), `reduceScatter ${round}`));
        },
        { chunkBytes },
      );
    },
  },
  {
    name: "reuses its buffers over more shapes than it keeps plans for",
    run: async (transport) => {
      await spawnRanks(3, transport, async (group) => {
        for (let round = 0; round < 3; round += 1) {
          for (let length = 1; length <= 20; length += 1) {
            const vectors = vectorsOf(3, round, length);
            const own = (vectors[group.rank] ?? new Float32Array(0)).slice();
            await allReduce(group, own);
            assertBits(own, canonicalReference(vectors), `round ${round}, length ${length}`);
          }
        }
      });
    },
  },
  {
    name: "holds every rank at a barrier until the last has come",
    run: async (transport) => {
      let arrived = 0;
      await spawnRanks(4, transport, async (group) => {
        for (let round = 1; round <= 5; round += 1) {
          if (group.rank === round % 4) await sleep(10);
          arrived += 1;
          await barrier(group);
          assert.ok(arrived >= 4 * round, `${arrived} ranks had come to barrier ${round}`);
        }
      });
      assert.equal(arrived, 20);
    },
  },
  {
    name: "ends a wait when its signal aborts, and the group with it",
    run: async (transport) => {
      await spawnRanks(2, transport, async (group) => {
        if (group.rank === 1) return;
        await assert.rejects(allReduce(group, new Float32Array(5), { signal: AbortSignal.timeout(50) }), hasCode("aborted"));
        await assert.rejects(barrier(group), hasCode("aborted"));
      });
    },
  },
  {
    name: "names the rank that has gone silent",
    run: async (transport) => {
      const rank2Left = spawnRanks(3, transport, async (group) => {
        if (group.rank < 2) await barrier(group);
      });
      await assert.rejects(rank2Left, hasCode("peer-lost", "rank 2"));
    },
  },
  {
    name: "refuses a root that no rank has",
    run: async (transport) => {
      await spawnRanks(2, transport, async (group) => {
        await assert.rejects(broadcast(group, new Float32Array(1), 2), hasCode("configuration"));
      });
    },
  },
];

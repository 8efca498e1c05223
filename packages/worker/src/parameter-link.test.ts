import { crc32 } from "node:zlib";
import { AllGather, blockSums, createMemoryNetwork, decodeContributions, encodeContributions, makeLayout, Phase } from "@lockstep/core";
import type { Layout, MemoryNetwork, Roster, ShardContribution, TensorExchange } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { ParameterLink } from "./parameter-link.ts";

// Rank 0 of two owns slice 0, rank 1 owns slice 1; the parameter server is played by hand.

const length = 2048;
const bytesOf = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
const contribution = (shard: number, samples: number, worker = `worker-${shard}`): ShardContribution => ({
  shard,
  worker,
  samples,
  digest: new Uint8Array(samples > 0 ? 32 : 0).fill(shard),
  lossSum: shard,
  correct: 0,
});

interface Rank {
  readonly link: ParameterLink;
  readonly buffers: readonly [Float32Array, Float32Array];
  readonly allGather: AllGather;
  readonly end: AbortController;
}

function setUp(
  shardsOf: (rank: number) => readonly number[] = (rank) => [rank],
  normLayout: Layout | null = null,
  wholeRangesOf: (rank: number) => ReadonlySet<number> = () => new Set(),
): {
  server: TensorExchange;
  ranks: Rank[];
  network: MemoryNetwork;
  roster: Roster;
} {
  const start = 3;
  const network = createMemoryNetwork();
  const server = network.exchange("parameter-server-0", "server", { chunkBytes: 1000 });
  const exchanges = [0, 1].map((rank) => network.exchange(`worker-${rank}`, `worker-${rank}.address`, { chunkBytes: 1000 }));
  const roster: Roster = {
    generation: 1,
    coordinator: "coordinator",
    start,
    ranks: exchanges.map((exchange, rank) => ({ name: `worker-${rank}`, address: exchange.address, shards: shardsOf(rank) })),
    slices: [
      { start: 0, end: 1024, range: 0, owner: 0 },
      { start: 1024, end: length, range: 0, owner: 1 },
    ],
    servers: [{ range: 0, start: 0, end: length, name: "parameter-server-0", address: "server" }],
    layoutJson: "",
    backend: "cpu",
    backendVersion: "4.22.0",
    reason: "test",
  };
  const peers = new Map([...roster.ranks, ...roster.servers].map(({ name, address }) => [name, address]));
  for (const exchange of [server, ...exchanges]) exchange.openGeneration(1, peers);
  const ranks = exchanges.map((exchange, rank): Rank => {
    const buffers = [new Float32Array(length), new Float32Array(length)] as const;
    const parameters_P = (version: number): Float32Array => buffers[version % 2 === 0 ? 0 : 1];
    const end = new AbortController();
    const wholeRanges = wholeRangesOf(rank);
    const allGather = new AllGather({
      exchange,
      rank,
      ranks: roster.ranks,
      slices: roster.slices,
      destination: parameters_P,
      firstStep: start,
      comesOtherwise: ({ range }) => wholeRanges.has(range),
      signal: end.signal,
    });
    const link = new ParameterLink({
      exchange,
      roster,
      rank,
      shards: 2,
      parameters_P,
      normLayout,
      allGather,
      wholeRanges,
      signal: end.signal,
    });
    return { link, buffers, allGather, end };
  });
  return { server, ranks, network, roster };
}

function publishParameters(server: TensorExchange, roster: Roster, version: number, values: Float32Array): void {
  roster.slices.forEach((slice, index) => {
    server
      .publish({ phase: Phase.parameters, slice: index, subtree: 0 }, version, bytesOf(values.subarray(slice.start, slice.end)))
      .complete();
  });
}

function publishWhole(server: TensorExchange, version: number, values: Float32Array): void {
  server.publish({ phase: Phase.range, slice: 0, subtree: 0 }, version, bytesOf(values)).complete();
}

describe("ParameterLink", () => {
  it("brings every version to every rank, its own slices from the server, the others from their owners", async () => {
    const { server, ranks, roster } = setUp();
    for (const version of [3, 4]) {
      const values = Float32Array.from({ length }, (_, i) => version + i);
      publishParameters(server, roster, version, values);
      for (const { link, allGather, buffers } of ranks) {
        await link.received(version);
        await allGather.complete(version);
        expect(bytesOf(buffers[version % 2 === 0 ? 0 : 1])).toEqual(bytesOf(values));
      }
    }
  });

  it.each([
    ["to all ranks", [0, 1], false],
    ["to one, from which the other takes what it owns", [0], true],
  ])("brings a range whole %s", async (_, local, alsoInSlices) => {
    const { server, ranks, roster } = setUp(undefined, null, (rank) => new Set(local.includes(rank) ? [0] : []));
    for (const version of [3, 4, 5]) {
      const values = Float32Array.from({ length }, (_, i) => version + i);
      publishWhole(server, version, values);
      if (alsoInSlices) publishParameters(server, roster, version, values);
      for (const { link, allGather, buffers } of ranks) {
        expect(link.waitingFor()).toEqual(["parameter-server-0"]);
        await link.received(version);
        await allGather.complete(version);
        expect(bytesOf(buffers[version % 2 === 0 ? 0 : 1])).toEqual(bytesOf(values));
      }
    }
  });

  it("sends the sums of squares of the mean, with their checksum, where gradients are clipped by their norm", async () => {
    const layout = makeLayout([{ name: "w", shape: [length], initializer: { kind: "zeros" }, update: "optimizer" }]);
    const { server, ranks } = setUp((rank) => [1 - rank], layout);
    const sums = new Float64Array(1);
    const bytes = new Uint8Array(sums.buffer);
    const arrived = new Promise<Uint8Array>((resolve) => {
      server.subscribe({ phase: Phase.blockSums, slice: 1, subtree: 0 }, "worker-1", 3, {
        destination: () => bytes,
        complete: (_, header) => resolve(header.slice()),
      });
    });
    const headers = [encodeContributions([contribution(1, 3, "worker-0")]), encodeContributions([contribution(0, 5, "worker-1")])];
    const sum = Float32Array.from({ length: 1024 }, (_, i) => i);
    ranks[1]?.link.pushGradient(3, { sliceIndex: 1, sum, headers });
    const checksum = Buffer.from(await arrived).readUInt32LE();
    expect(sums).toEqual(
      blockSums(
        Float32Array.from({ length: 1024 }, (_, i) => i / 8),
        1024,
        layout,
      ),
    );
    expect(checksum).toBe(crc32(bytes));
  });

  it("sends the mean over the true number of samples, with all shards in order and the checksum of the bytes", async () => {
    const { server, ranks } = setUp((rank) => [1 - rank]);
    const arrived = new Promise<{ gradient: Float32Array; header: Uint8Array }>((resolve) => {
      const gradient = new Float32Array(1024);
      server.subscribe({ phase: Phase.gradient, slice: 0, subtree: 0 }, "worker-0", 3, {
        destination: () => bytesOf(gradient),
        complete: (_, header) => resolve({ gradient, header }),
      });
    });
    const sum = Float32Array.from({ length: 1024 }, (_, i) => i);
    const expected = sum.map((value) => Math.fround(value / 7));
    ranks[0]?.link.pushGradient(3, {
      sliceIndex: 0,
      sum,
      headers: [encodeContributions([contribution(1, 3, "worker-0")]), encodeContributions([contribution(0, 4, "worker-1")])],
    });
    const { gradient, header } = await arrived;
    expect(gradient).toEqual(expected);
    const decoded = decodeContributions(header);
    expect(decoded.contributions.map(({ shard, samples }) => [shard, samples])).toEqual([
      [0, 4],
      [1, 3],
    ]);
    expect(decoded.crc32).toBe(crc32(bytesOf(expected)));
  });

  it("leaves the zero sum of a closing step alone", async () => {
    const { server, ranks } = setUp();
    const arrived = new Promise<Float32Array>((resolve) => {
      const gradient = new Float32Array(1024).fill(7);
      server.subscribe({ phase: Phase.gradient, slice: 0, subtree: 0 }, "worker-0", 3, {
        destination: () => bytesOf(gradient),
        complete: () => resolve(gradient),
      });
    });
    const headers = [encodeContributions([contribution(0, 0)]), encodeContributions([contribution(1, 0)])];
    ranks[0]?.link.pushGradient(3, { sliceIndex: 0, sum: new Float32Array(1024), headers });
    expect(await arrived).toEqual(new Float32Array(1024));
  });

  it.each([
    ["a shard is missing", [[contribution(0, 1)], []], /worker-1 did not contribute shard 1 of 2/],
    [
      "a rank speaks for another one's shard",
      [[contribution(0, 1)], [contribution(0, 1, "worker-1"), contribution(1, 1)]],
      /worker-1 contributed shard 0 in generation 1: it has 1/,
    ],
    ["a shard comes twice", [[contribution(0, 1), contribution(0, 1)], [contribution(1, 1)]], /worker-0 contributed shard 0 .*: twice/],
    [
      "a rank speaks in the name of another",
      [[contribution(0, 1)], [contribution(1, 1, "worker-0")]],
      /worker-1 .*: in the name of worker-0/,
    ],
    [
      "a shard is none of the run",
      [[contribution(0, 1)], [contribution(1, 1), contribution(2, 1)]],
      /worker-1 contributed shard 2 .*: it has 1/,
    ],
  ])("sends nothing when %s", (_, headers, message) => {
    const { ranks } = setUp();
    const slice = { sliceIndex: 0, sum: new Float32Array(1024), headers: headers.map((shards) => encodeContributions(shards)) };
    expect(() => ranks[0]?.link.pushGradient(3, slice)).toThrow(message);
  });

  it("ends every wait with its generation", async () => {
    const { ranks } = setUp();
    const waits = ranks.map(({ link, end }) => {
      const wait = link.received(4);
      end.abort(new Error("generation 2"));
      return wait;
    });
    for (const wait of waits) await expect(wait).rejects.toMatchObject({ code: "generation-ended" });
  });

  it("names the servers that a rank waits for", () => {
    const { ranks } = setUp();
    expect(ranks[0]?.link.waitingFor()).toEqual(["parameter-server-0"]);
  });
});

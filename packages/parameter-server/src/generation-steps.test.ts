import { crc32 } from "node:zlib";
import {
  blockSums,
  clipScale,
  createMemoryNetwork,
  createOptimizer,
  encodeContributions,
  fillInitialValues,
  layoutJson,
  type LockstepError,
  makeLayout,
  ParameterRange,
  partitionRanges,
  Phase,
  planSlices,
  type Roster,
  type TensorExchange,
} from "@lockstep/core";
import { afterEach, describe, expect, it } from "vitest";
import { GenerationSteps } from "./generation-steps.ts";

// All servers of a run that clips gradients by their norm, and its ranks played by hand, over the memory exchange.

const layout = makeLayout([
  { name: "kernel", shape: [300, 330], initializer: { kind: "glorotUniform" }, update: "optimizer" },
  { name: "mean", shape: [1030], initializer: { kind: "zeros" }, update: "average", decay: 0.9 },
  { name: "bias", shape: [70], initializer: { kind: "zeros" }, update: "optimizer" },
]);
const clip = { by: "norm", limit: 3 } as const;
const adam = { name: "adam", learningRate: 0.01 } as const;
const seed = 5;
const steps = 4;
const end = { step: steps, judge: () => false };

const gradientOf = (step: number): Float32Array =>
  Float32Array.from({ length: layout.length }, (_, i) => (step === steps ? 0 : ((i * 7 + step * 13) % 101) / 50 - 1));
const bytesOf = (vector: Float32Array | Float64Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
const headerOf = (bytes: Uint8Array): Uint8Array =>
  encodeContributions([{ shard: 0, worker: "worker-0", samples: 2, digest: new Uint8Array(32), lossSum: 1, correct: 1 }], crc32(bytes));

function checksumOf(bytes: Uint8Array): Uint8Array {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(bytes));
  return checksum;
}

/** Version `steps` as a single process makes it. */
function reference(): Float32Array {
  const optimizer = createOptimizer(adam, { clip });
  const range = new ParameterRange({ layout, bounds: { range: 0, start: 0, end: layout.length }, optimizer, seed });
  range.initialise();
  range.openAt(0);
  for (let step = 0; step < steps; step++) {
    const gradient = gradientOf(step);
    range.apply(step, 0, layout.length, gradient, clipScale(blockSums(gradient, 0, layout), clip.limit));
    range.commit(step);
  }
  return range.parameters(steps);
}

interface Server {
  readonly steps: GenerationSteps;
  readonly range: ParameterRange;
  readonly errors: LockstepError[];
}

const exchanges: TensorExchange[] = [];
afterEach(async () => {
  for (const exchange of exchanges.splice(0)) await exchange.close();
});

/** @param releases whether what is committed is released at once */
function setUp(K: number, R: number, releases = true): { roster: Roster; servers: Server[]; ranks: TensorExchange[] } {
  const network = createMemoryNetwork();
  const exchange = (name: string): TensorExchange => {
    const made = network.exchange(name, name, { chunkBytes: 40_000 });
    exchanges.push(made);
    return made;
  };
  const ranks = Array.from({ length: R }, (_, rank) => exchange(`worker-${rank}`));
  const bounds = partitionRanges(layout.length, K);
  const serverExchanges = bounds.map(({ range }) => exchange(`parameter-server-${range}`));
  const roster: Roster = {
    generation: 1,
    coordinator: "coordinator",
    start: 0,
    ranks: ranks.map(({ address }, rank) => ({ name: address, address, shards: rank === 0 ? [0] : [] })),
    slices: planSlices(layout.length, K, R),
    servers: bounds.map((range) => ({ ...range, name: `parameter-server-${range.range}`, address: `parameter-server-${range.range}` })),
    layoutJson: layoutJson(layout),
    backend: "cpu",
    backendVersion: "4.22.0",
    reason: "test",
  };
  const peers = new Map([...roster.ranks, ...roster.servers].map(({ name, address }) => [name, address]));
  for (const each of [...ranks, ...serverExchanges]) each.openGeneration(1, peers);
  const servers = bounds.map((rangeBounds, range): Server => {
    const parameters = new ParameterRange({ layout, bounds: rangeBounds, optimizer: createOptimizer(adam, { clip }), seed });
    parameters.initialise();
    parameters.openAt(0);
    const errors: LockstepError[] = [];
    const generation: GenerationSteps = new GenerationSteps({
      exchange: serverExchanges[range] as TensorExchange,
      roster,
      range,
      parameters,
      shards: 1,
      end,
      pieceElements: 4096,
      maySkip: false,
      clipNorm: clip.limit,
      onComplete: () => {
        generation.commit();
        if (releases) generation.release();
      },
      onError: (error) => errors.push(error),
    });
    return { steps: generation, range: parameters, errors };
  });
  return { roster, servers, ranks };
}

function pushSums({ roster, ranks }: ReturnType<typeof setUp>, step: number, index: number, checksum?: Uint8Array): void {
  const { start, end, owner } = roster.slices[index] as Roster["slices"][number];
  const bytes = bytesOf(blockSums(gradientOf(step).subarray(start, end), start, layout));
  const rank = ranks[owner] as TensorExchange;
  rank.publish({ phase: Phase.blockSums, slice: index, subtree: 0 }, step, bytes).complete(checksum ?? checksumOf(bytes));
}

function pushGradient({ roster, ranks }: ReturnType<typeof setUp>, step: number, index: number): void {
  const { start, end, owner } = roster.slices[index] as Roster["slices"][number];
  const bytes = bytesOf(gradientOf(step).subarray(start, end));
  const rank = ranks[owner] as TensorExchange;
  rank.publish({ phase: Phase.gradient, slice: index, subtree: 0 }, step, bytes).complete(headerOf(bytes));
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

describe("servers that clip gradients by their norm", () => {
  const expected = reference();
  const shapes = [1, 2].flatMap((K) => [1, 2, 3].map((R) => [K, R] as const));

  it.each(shapes)("make the bits of one process, with %i servers and %i ranks, whatever comes first", async (K, R) => {
    const run = setUp(K, R);
    expect(run.roster.slices).toHaveLength(K * R);
    for (let step = 0; step <= steps; step++) {
      const order = [...run.roster.slices.keys()];
      // The norm first, last, and in between.
      for (const index of step % 3 === 0 ? order : []) pushSums(run, step, index);
      for (const index of step % 2 === 0 ? order.toReversed() : order) {
        pushGradient(run, step, index);
        if (step % 3 === 1) pushSums(run, step, index);
      }
      for (const index of step % 3 === 2 ? order : []) pushSums(run, step, index);
      await expect.poll(() => run.servers.map(({ range }) => range.version)).toEqual(run.servers.map(() => step + 1));
    }
    const made = Buffer.concat(run.servers.map(({ range }) => bytesOf(range.parameters(steps + 1))));
    expect(made.equals(bytesOf(expected))).toBe(true);
    expect(run.servers.flatMap(({ errors }) => errors)).toEqual([]);
  });

  it("are not those of a gradient that is not clipped", () => {
    const optimizer = createOptimizer(adam);
    const plain = new Float32Array(layout.length);
    fillInitialValues(layout, seed, 0, layout.length, plain);
    const slots = optimizer.slots.map(() => new Float32Array(layout.length));
    for (let step = 0; step < steps; step++) optimizer.apply(step, plain, slots, gradientOf(step), plain, slots, 0, layout.length);
    expect(plain[0]).not.toBe(expected[0]);
  });

  it("apply and commit nothing before they know the norm of the other range too, and say whom they wait for", async () => {
    const run = setUp(2, 2);
    const [first] = run.servers as [Server];
    const mine = run.roster.slices.flatMap(({ range }, index) => (range === 0 ? [index] : []));
    const before = first.range.backParameters().slice();
    for (const index of run.roster.slices.keys()) if (index !== 3) pushSums(run, 0, index);
    for (const index of mine) pushGradient(run, 0, index);
    await settled();
    expect([first.range.version, first.range.backParameters()]).toEqual([0, before]);
    expect(first.steps.waitingFor()).toEqual([run.roster.ranks[run.roster.slices[3]?.owner ?? 0]?.name]);
    pushSums(run, 0, 3);
    await expect.poll(() => first.range.version).toBe(1);
  });

  it("stop at sums that are not those that were sent", async () => {
    const run = setUp(1, 1);
    pushSums(run, 0, 0, Uint8Array.of(1, 2, 3, 4));
    await expect
      .poll(() => run.servers[0]?.errors.map(({ message }) => message))
      .toEqual(["step 0, slice 0: the block sums that came from worker-0 are not those it sent"]);
  });

  it("stop at a norm that is no number though no shard was marked: the weights would be none", async () => {
    const run = setUp(1, 1);
    const sums = bytesOf(new Float64Array(blockSums(gradientOf(0), 0, layout).length).fill(NaN));
    run.ranks[0]?.publish({ phase: Phase.blockSums, slice: 0, subtree: 0 }, 0, sums).complete(checksumOf(sums));
    pushGradient(run, 0, 0);
    await expect
      .poll(() => run.servers[0]?.errors.map(({ message }) => message))
      .toEqual(["step 0: the norm of the gradient is no number, although every shard's part is finite"]);
    expect(run.servers[0]?.range.version).toBe(0);
  });

  it("refuse a roster whose slices share a block", () => {
    const run = setUp(1, 1);
    const slices = [
      { start: 0, end: 1000, range: 0, owner: 0 },
      { start: 1000, end: layout.length, range: 0, owner: 0 },
    ];
    const options = { exchange: exchanges[1] as TensorExchange, roster: { ...run.roster, slices }, range: 0, shards: 1, end };
    const ignored = { pieceElements: 1, maySkip: false, clipNorm: 1, onComplete: () => {}, onError: () => {} };
    const { range } = run.servers[0] as Server;
    expect(() => new GenerationSteps({ ...options, ...ignored, parameters: range })).toThrow(
      /a slice begins at 1000, inside a block of 1024 elements/,
    );
  });
});

describe("a range that goes whole", () => {
  it("leaves in the version of the start, and then with the release of a commit, not before", async () => {
    const run = setUp(2, 2, false);
    const came: [server: number, version: number][] = [];
    const received = run.servers.map(({ range }, server) => {
      const values = new Float32Array(range.length);
      run.ranks[0]?.subscribe({ phase: Phase.range, slice: server, subtree: 0 }, `parameter-server-${server}`, 0, {
        destination: () => bytesOf(values),
        complete: (version) => came.push([server, version]),
      });
      return values;
    });
    const isWhole = (server: number, version: number): boolean =>
      bytesOf(received[server] as Float32Array).every(
        (byte, i) => byte === bytesOf((run.servers[server] as Server).range.parameters(version))[i],
      );
    await expect
      .poll(() => came)
      .toEqual([
        [0, 0],
        [1, 0],
      ]);
    expect([isWhole(0, 0), isWhole(1, 0)]).toEqual([true, true]);

    for (const index of run.roster.slices.keys()) {
      pushSums(run, 0, index);
      pushGradient(run, 0, index);
    }
    await expect.poll(() => run.servers.map(({ range }) => range.version)).toEqual([1, 1]);
    await settled();
    expect(came).toHaveLength(2);
    run.servers[1]?.steps.release();
    await expect.poll(() => came.slice(2)).toEqual([[1, 1]]);
    expect([isWhole(0, 0), isWhole(1, 1)]).toEqual([true, true]);
  });
});

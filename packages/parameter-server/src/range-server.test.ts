import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { crc32 } from "node:zlib";
import {
  ActiveAlarms,
  alarmLogger,
  type Disk,
  type LedgerFile,
  LockstepError,
  type Logger,
  type MemberMessage,
  type MemoryNetwork,
  type Roster,
  type RunDescription,
  type ShardContribution,
  type TensorExchange,
  createMemoryNetwork,
  createOptimizer,
  encodeContributions,
  fillInitialValues,
  layoutJson,
  makeLayout,
  nodeDisk,
  openLedgerFile,
  partitionRanges,
  Phase,
  planSlices,
  silentLogger,
  SnapshotStore,
} from "@lockstep/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Ownership } from "./ownership.ts";
import { RangeServer } from "./range-server.ts";
import type { RangeServerOptions } from "./range-server.ts";

// One real parameter server (files, exchange, commit) and ranks played by hand over the memory exchange.

const layout = makeLayout([
  { name: "hidden/kernel", shape: [300, 70], initializer: { kind: "glorotUniform" }, update: "optimizer" },
  { name: "hidden/bias", shape: [70], initializer: { kind: "zeros" }, update: "optimizer" },
]);
const settings: RunDescription["settings"] = {
  recipe: "test",
  overrides: {},
  seed: 5,
  shards: 2,
  batchSize: 4,
  epochs: 2,
  parameterServers: 1,
  minWorkers: 1,
  snapshotEverySteps: 2,
  optimizer: { name: "adam", learningRate: 0.01 },
  data: null,
  backend: "cpu",
  allowMixedBackends: false,
  nonFinite: "stop",
};
// 12 samples, 4 a step: 3 steps an epoch, N = 6
const run: RunDescription = {
  runId: "run",
  settings,
  recipeHash: "recipe",
  data: { trainSamples: 12, testSamples: 4, featureShape: [2], classes: 2 },
};
const steps = 6;

function contributionsOf(step: number): ShardContribution[] {
  return [0, 1].map((shard) => ({
    shard,
    worker: `worker-${shard}`,
    samples: step === steps ? 0 : 2,
    digest: step === steps ? new Uint8Array() : new Uint8Array(32).fill(shard + step),
    lossSum: step === steps ? 0 : 1.5 + step,
    correct: step === steps ? 0 : 1,
    ...(step > 0 && step % 3 === 0 ? { evaluation: { samples: 2, correct: 1, lossSum: 0.5, confusion: [1, 1, 0, 0] } } : {}),
  }));
}

const gradientOf = (step: number): Float32Array =>
  Float32Array.from({ length: layout.length }, (_, i) => (step === steps ? 0 : ((i * 7 + step * 13) % 101) / 50 - 1));

const bytesOf = (vector: Float32Array): Uint8Array => new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

const sameBits = (a: Float32Array, b: Float32Array | undefined): boolean => b !== undefined && Buffer.compare(bytesOf(a), bytesOf(b)) === 0;

/** The versions a single process would make with the same optimizer. */
function reference(): Float32Array[] {
  const optimizer = createOptimizer(settings.optimizer);
  const versions: Float32Array[] = [new Float32Array(layout.length)];
  fillInitialValues(layout, settings.seed, 0, layout.length, versions[0] as Float32Array);
  const slots = optimizer.slots.map(() => new Float32Array(layout.length));
  for (let step = 0; step < steps; step++) {
    const next = (versions[step] as Float32Array).slice();
    optimizer.apply(step, next, slots, gradientOf(step), next, slots, 0, next.length);
    versions.push(next);
  }
  versions.push(versions[steps] as Float32Array);
  return versions;
}

/** All ranks of a generation at once: sends what a step's slice owners send, collects what they receive. */
class Ranks {
  readonly versions = new Map<number, Float32Array>();
  readonly #exchanges: readonly TensorExchange[];
  readonly #roster: Roster;
  readonly #complete = new Map<number, number>();
  #arrived: () => void = () => {};

  constructor(exchanges: readonly TensorExchange[], roster: Roster, server: string) {
    this.#exchanges = exchanges;
    this.#roster = roster;
    exchanges.forEach((exchange) => exchange.openGeneration(roster.generation, new Map([["parameter-server-0", server]])));
    roster.slices.forEach((slice, index) => {
      this.#owner(index).subscribe({ phase: Phase.parameters, slice: index, subtree: 0 }, "parameter-server-0", roster.start, {
        destination: (version) => bytesOf(this.#version(version).subarray(slice.start, slice.end)),
        complete: (version) => {
          this.#complete.set(version, (this.#complete.get(version) ?? 0) + 1);
          this.#arrived();
        },
      });
    });
  }

  push(
    step: number,
    change: {
      readonly slices?: readonly number[];
      readonly sliceIndex?: number;
      readonly contributions?: ShardContribution[];
      readonly crc32?: number;
      readonly gradient?: Float32Array;
    } = {},
  ): void {
    const { gradient = gradientOf(step) } = change;
    this.#roster.slices.forEach((slice, index) => {
      if (change.slices?.includes(index) === false) return;
      const changed = change.sliceIndex === undefined || change.sliceIndex === index;
      const bytes = bytesOf(gradient.subarray(slice.start, slice.end));
      const header = encodeContributions(
        (changed && change.contributions) || contributionsOf(step),
        (changed && change.crc32) || crc32(bytes),
      );
      this.#owner(index).publish({ phase: Phase.gradient, slice: index, subtree: 0 }, step, bytes).complete(header);
    });
  }

  async received(version: number): Promise<Float32Array> {
    while (this.#complete.get(version) !== this.#roster.slices.length) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#version(version);
  }

  isComplete(version: number): boolean {
    return this.#complete.get(version) === this.#roster.slices.length;
  }

  #owner(sliceIndex: number): TensorExchange {
    return this.#exchanges[this.#roster.slices[sliceIndex]?.owner ?? 0] as TensorExchange;
  }

  #version(version: number): Float32Array {
    let vector = this.versions.get(version);
    if (!vector) this.versions.set(version, (vector = new Float32Array(layout.length)));
    return vector;
  }
}

let folder: string;
let network: MemoryNetwork;
let processes = 0;
const open: { server: RangeServer; ledger: LedgerFile; ownership: Ownership; exchange: TensorExchange }[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lockstep-range-server-"));
  network = createMemoryNetwork();
});

afterEach(async () => {
  for (const { server, ledger, ownership, exchange } of open.splice(0)) {
    await server.close();
    await exchange.close();
    await ledger.close();
    ownership.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

async function start(
  changes: Partial<RunDescription["settings"]> = {},
  {
    logger = silentLogger,
    disk = nodeDisk,
    initialValues,
    planned = steps,
  }: {
    readonly logger?: Logger;
    readonly disk?: Disk;
    readonly initialValues?: RangeServerOptions["initialValues"];
    readonly planned?: number;
  } = {},
): Promise<{
  server: RangeServer;
  sent: MemberMessage[];
  fatal: LockstepError[];
  address: string;
  ownership: Ownership;
  exchange: TensorExchange;
}> {
  const address = `server-${processes++}`;
  const exchange = network.exchange(address, address, { chunkBytes: 10_000 });
  const ownership = new Ownership(folder, 0, address);
  const store = await SnapshotStore.open({ folder: path.join(folder, "snapshots"), range: 0, run, logger });
  const ledger = await openLedgerFile(path.join(folder, "ledger.jsonl"), disk);
  const sent: MemberMessage[] = [];
  const fatal: LockstepError[] = [];
  const server = new RangeServer({
    range: 0,
    run: { ...run, settings: { ...settings, ...changes } },
    exchange,
    ownership,
    store,
    ledger,
    steps: planned,
    logger,
    ...(initialValues && { initialValues }),
    send: (message) => sent.push(message),
    onFatal: (error) => fatal.push(error),
  });
  open.push({ server, ledger, ownership, exchange });
  return { server, sent, fatal, address, ownership, exchange };
}

function rosterOf(generation: number, startVersion: number, server: string, R: number): { roster: Roster; exchanges: TensorExchange[] } {
  const exchanges = Array.from({ length: R }, (_, rank) =>
    network.exchange(`worker-${rank}`, `worker-${rank}.${generation}.${processes++}`, { chunkBytes: 10_000 }),
  );
  const roster: Roster = {
    generation,
    coordinator: "coordinator",
    start: startVersion,
    ranks: exchanges.map((exchange, rank) => ({ name: `worker-${rank}`, address: exchange.address, shards: R === 1 ? [0, 1] : [rank] })),
    slices: planSlices(layout.length, 1, R),
    servers: partitionRanges(layout.length, 1).map((bounds) => ({ ...bounds, name: "parameter-server-0", address: server })),
    layoutJson: layoutJson(layout),
    backend: "cpu",
    backendVersion: "4.22.0",
    reason: "test",
  };
  return { roster, exchanges };
}

async function opened(server: RangeServer, roster: Roster): Promise<void> {
  server.fence(roster.generation, roster.coordinator);
  server.open(roster);
  await expect.poll(() => server.state.generation).toBe(roster.generation);
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 40));

describe("a parameter server's range", () => {
  it.each([1, 2])("commits every step to the bits of one process, with %i ranks, and closes", async (R) => {
    const { server, sent, fatal, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, R);
    await opened(server, roster);
    expect(sent).toEqual([{ kind: "fence-reply", generation: 1, versions: [0] }]);
    const ranks = new Ranks(exchanges, roster, address);
    const expected = reference();
    expect(sameBits(await ranks.received(0), expected[0])).toBe(true);
    for (let step = 0; step <= steps; step++) {
      ranks.push(step);
      expect(sameBits(await ranks.received(step + 1), expected[step + 1])).toBe(true);
    }
    await expect.poll(() => server.state.closed).toBe(true);
    expect(server.state).toMatchObject({ generation: 1, version: steps + 1, snapshots: [2, 4, 6, 7], writing: [] });
    expect(fatal).toEqual([]);
    const lines = readFileSync(path.join(folder, "ledger.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { step?: number }).step ?? "open")).toEqual(["open", 0, 1, 2, 3, 4, 5, 6]);
  });

  it("begins with the values that the coordinator has, when it has them", async () => {
    const asked: (readonly [number, number])[] = [];
    const given = Float32Array.from({ length: layout.length }, (_, i) => i);
    const { server, sent, address, fatal } = await start(
      { initialValues: "0".repeat(64) },
      {
        initialValues: async (from, to) => {
          asked.push([from, to]);
          if (asked.length === 1) throw new LockstepError("unavailable", "not now");
          return given;
        },
      },
    );
    const { roster } = rosterOf(1, 0, address, 1);
    server.fence(1, "coordinator");
    server.open(roster);
    await expect.poll(() => sent.at(-1)?.kind).toBe("open-failed");
    expect(server.parameters(0)).toBeNull();
    await opened(server, rosterOf(2, 0, address, 1).roster);
    expect(server.parameters(0)?.values).toEqual(given);
    expect(asked).toEqual([
      [0, layout.length],
      [0, layout.length],
    ]);
    expect(fatal).toEqual([]);
  });

  it("does not begin with random values a run that is to begin with others", async () => {
    const { server, address, fatal } = await start({ initialValues: "0".repeat(64) });
    server.fence(1, "coordinator");
    server.open(rosterOf(1, 0, address, 1).roster);
    await expect.poll(() => fatal[0]?.code).toBe("invariant");
    expect(server.parameters(0)).toBeNull();
  });

  it("commits only when every slice is in", async () => {
    const { server, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    const halves = [
      { start: 0, end: 10_240, range: 0, owner: 0 },
      { start: 10_240, end: layout.length, range: 0, owner: 0 },
    ];
    await opened(server, { ...roster, slices: halves });
    const first = new Ranks(exchanges, { ...roster, slices: halves }, address);
    await first.received(0);
    first.push(0, { slices: [0] });
    await settled();
    expect(server.state.version).toBe(0);
    expect(first.isComplete(1)).toBe(false);
    expect(server.state.waitingFor).toEqual(["worker-0"]);
    first.push(0, { slices: [1] });
    await first.received(1);
    expect(server.state.version).toBe(1);
  });

  /** A step with a shard that is not finite, as its rank marks it. */
  const marked = (step = 1): ShardContribution[] =>
    contributionsOf(step).map((contribution) =>
      contribution.shard === 1 ? { ...contribution, lossSum: NaN, nonFinite: "loss" } : contribution,
    );

  it("commits nothing of a step that is not finite, and says what ends the run", async () => {
    const { server, sent, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 2);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    await ranks.received(0);
    ranks.push(0);
    await ranks.received(1);
    ranks.push(1, { contributions: marked() });
    await expect.poll(() => sent.at(-1)?.kind).toBe("abort");
    expect(sent.at(-1)).toEqual({
      kind: "abort",
      generation: 1,
      reason: expect.stringMatching(
        /^step 1 \(epoch 1\): the loss of shard 1 is NaN, computed by worker-1; lower --learning-rate/,
      ) as string,
    });
    await settled();
    expect(server.state.version).toBe(1);
    expect(ranks.isComplete(2)).toBe(false);
    expect(readFileSync(path.join(folder, "ledger.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(2);

    // Should nobody hear of it, the next generation comes to the same.
    const next = rosterOf(2, 1, address, 1);
    await opened(server, next.roster);
    const again = new Ranks(next.exchanges, next.roster, address);
    await again.received(1);
    again.push(1, { contributions: marked() });
    await expect.poll(() => sent.at(-1)).toMatchObject({ kind: "abort", generation: 2 });
  });

  it("lets nothing of a step out before it knows that the step is finite, if it may skip it, and goes on as if a skipped one had not been", async () => {
    const { server, sent, fatal, address } = await start({ nonFinite: "skip" });
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    const slices = [
      { start: 0, end: 10_240, range: 0, owner: 0 },
      { start: 10_240, end: layout.length, range: 0, owner: 0 },
    ];
    await opened(server, { ...roster, slices });
    const ranks = new Ranks(exchanges, { ...roster, slices }, address);
    const version0 = (await ranks.received(0)).slice();
    const received = (): number => exchanges[0]?.counters.bytesReceived ?? 0;
    const before = received();
    ranks.push(0, { slices: [0], contributions: marked() });
    await settled();
    expect(received()).toBe(before);
    ranks.push(0, { slices: [1], contributions: marked() });
    expect(sameBits(await ranks.received(1), version0)).toBe(true);
    expect(server.state.version).toBe(1);

    // Step 1 is then the optimizer's first update.
    ranks.push(1);
    const optimizer = createOptimizer(settings.optimizer);
    const slots = optimizer.slots.map(() => new Float32Array(layout.length));
    const expected = version0.slice();
    optimizer.apply(0, expected, slots, gradientOf(1), expected, slots, 0, expected.length);
    expect(sameBits(await ranks.received(2), expected)).toBe(true);

    // Also after a restart from the snapshot of version 2.
    await expect.poll(() => server.state.snapshots).toEqual([2]);
    const restarted = await start({ nonFinite: "skip" });
    const next = rosterOf(2, 2, restarted.address, 1);
    await opened(restarted.server, next.roster);
    const again = new Ranks(next.exchanges, next.roster, restarted.address);
    await again.received(2);
    again.push(2);
    optimizer.apply(1, expected, slots, gradientOf(2), expected, slots, 0, expected.length);
    expect(sameBits(await again.received(3), expected)).toBe(true);
    const lines = readFileSync(path.join(folder, "ledger.jsonl"), "utf8").trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { skipped?: true }).skipped ?? false)).toEqual([false, true, false, false, false]);
    expect(sent.filter(({ kind }) => kind === "abort")).toEqual([]);
    expect(fatal).toEqual([]);
  });

  describe("of a run that may end early", () => {
    const stopping = { validation: 0.25, earlyStop: { patience: 1 } } as const;
    /** The step that ends an epoch whose validation gives this loss; it is no closing step to those who compute it. */
    const validated = (step: number, loss: number): ShardContribution[] =>
      contributionsOf(step).map((contribution) => ({
        ...contribution,
        samples: 2,
        digest: new Uint8Array(32).fill(step),
        lossSum: 1,
        correct: 1,
        validation: { samples: 1, correct: 0, lossSum: loss, confusion: [0, 1, 0, 0] },
      }));
    const slices = [
      { start: 0, end: 10_240, range: 0, owner: 0 },
      { start: 10_240, end: layout.length, range: 0, owner: 0 },
    ];
    /** As far as step 6, whose contributions are not here yet. */
    async function beforeStep6(): Promise<{ readonly server: RangeServer; readonly ranks: Ranks }> {
      const { server, address } = await start(stopping, { planned: 9 });
      const { roster, exchanges } = rosterOf(1, 0, address, 1);
      await opened(server, { ...roster, slices });
      const ranks = new Ranks(exchanges, { ...roster, slices }, address);
      for (let step = 0; step < 6; step++) {
        await ranks.received(step);
        ranks.push(step, step === 3 ? { contributions: validated(3, 0.5) } : {});
      }
      await ranks.received(6);
      return { server, ranks };
    }
    const lastLine = (): Record<string, unknown> =>
      JSON.parse(readFileSync(path.join(folder, "ledger.jsonl"), "utf8").trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;

    it("closes with the version whose validation was one too many, and lets nobody have a later one", async () => {
      const { server, ranks } = await beforeStep6();
      const change = { contributions: validated(6, 0.6), gradient: gradientOf(1) };
      ranks.push(6, { ...change, slices: [0] });
      await settled();
      expect(server.state.version).toBe(6);
      ranks.push(6, { ...change, slices: [1] });
      await expect.poll(() => server.state).toMatchObject({ version: 7, phase: "ended", closed: true, snapshots: [2, 4, 6, 7] });
      await settled();
      expect(ranks.isComplete(7)).toBe(false);
      const expected = reference();
      expect(sameBits(server.parameters(7)?.values as Float32Array, expected[6])).toBe(true);
      const nothing = { n: 0, digest: "", loss: 0, correct: 0 };
      const zeros = crc32(new Uint8Array(4 * layout.length))
        .toString(16)
        .padStart(8, "0");
      expect(lastLine()).toMatchObject({
        step: 6,
        n: 0,
        loss: 0,
        correct: 0,
        gradient: zeros,
        shards: [0, 1].map((v) => ({ v, worker: `worker-${v}`, ...nothing })),
        evaluation: { version: 6, n: 4 },
        validation: { version: 6, n: 2, loss: 1.2 },
      });
    });

    it("goes on, to the bits of one process, after an epoch that was better", async () => {
      const { server, ranks } = await beforeStep6();
      ranks.push(6, { contributions: validated(6, 0.4) });
      await ranks.received(7);
      expect(server.state).toMatchObject({ version: 7, phase: "step", closed: false });
      expect(lastLine()).toMatchObject({ step: 6, n: 4 });
    });

    it("ends so although the step that nobody needs any more is not finite", async () => {
      const { server, ranks } = await beforeStep6();
      const contributions = validated(6, 0.6).map((contribution) => ({ ...contribution, nonFinite: 7 }));
      ranks.push(6, { contributions });
      await expect.poll(() => server.state).toMatchObject({ version: 7, closed: true });
    });

    it("has ended also in a later generation and after a restart, and comes to the same end if the last step is done again", async () => {
      const first = await beforeStep6();
      first.ranks.push(6, { contributions: validated(6, 0.6) });
      await expect.poll(() => first.server.state.closed).toBe(true);
      const line = { ...lastLine(), g: 3, chain: "" };

      const { server, address } = await start(stopping, { planned: 9 });
      const next = rosterOf(2, 7, address, 1);
      await opened(server, { ...next.roster, slices });
      const ranks = new Ranks(next.exchanges, { ...next.roster, slices }, address);
      await expect.poll(() => server.state).toMatchObject({ version: 7, phase: "ended", closed: true });
      await settled();
      // Ranks know nothing of the end: they would begin step 7.
      expect(ranks.isComplete(7)).toBe(false);

      const again = rosterOf(3, 6, address, 1);
      await opened(server, { ...again.roster, slices });
      expect(server.state).toMatchObject({ version: 6, phase: "step", closed: false, snapshots: [2, 4, 6] });
      const redone = new Ranks(again.exchanges, { ...again.roster, slices }, address);
      await redone.received(6);
      redone.push(6, { contributions: validated(6, 0.6) });
      await expect.poll(() => server.state).toMatchObject({ version: 7, closed: true });
      expect({ ...lastLine(), chain: "" }).toEqual(line);
    });

    it("is refused by a server whose ledger has gone on after that end", async () => {
      const { server, address } = await start({ validation: 0.25 }, { planned: 9 });
      const { roster, exchanges } = rosterOf(1, 0, address, 1);
      await opened(server, roster);
      const ranks = new Ranks(exchanges, roster, address);
      for (let step = 0; step < 8; step++) {
        await ranks.received(step);
        ranks.push(step, step === 3 || step === 6 ? { contributions: validated(step, step) } : {});
      }
      await expect.poll(() => server.state.snapshots.at(-1)).toBe(8);
      const other = await start(stopping, { planned: 9 });
      other.server.fence(2, "coordinator");
      other.server.open(rosterOf(2, 8, other.address, 1).roster);
      await expect
        .poll(() => other.fatal[0])
        .toMatchObject({
          code: "configuration",
          message: expect.stringMatching(
            /holds 8 steps, but with the run's early stopping it ends with step 6 \(1 epoch without/,
          ) as unknown,
        });
    });
  });

  it("ends the run that may skip steps, once the parameters themselves are not finite", async () => {
    const { server, sent, fatal, address } = await start({ nonFinite: "skip", optimizer: { name: "sgd", learningRate: 3e38 } });
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    await ranks.received(0);
    ranks.push(0);
    await ranks.received(1);
    ranks.push(1, { contributions: marked(1) });
    expect((await ranks.received(2)).every(Number.isFinite)).toBe(true);
    ranks.push(2);
    const place = (await ranks.received(3)).findIndex((value) => !Number.isFinite(value));
    expect(place).toBeGreaterThanOrEqual(0);
    expect(sent.filter(({ kind }) => kind === "abort")).toEqual([]);
    ranks.push(3, { contributions: marked(3) });
    await expect.poll(() => sent.at(-1)?.kind).toBe("abort");
    const reason = `^step 3 \\(epoch 2\\): the loss of shard 1 is NaN, computed by worker-1, and the parameters are not finite any more: element ${place} of tensor hidden/kernel is -?Infinity; no later step`;
    expect(sent.at(-1)).toEqual({ kind: "abort", generation: 1, reason: expect.stringMatching(new RegExp(reason)) as string });
    await settled();
    expect([server.state.version, ranks.isComplete(4), fatal]).toEqual([3, false, []]);
  });

  it("takes its part in every commit with a range that is empty, as small models give", async () => {
    const { server, fatal, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    const servers = [
      { range: 0, start: 0, end: 0, name: "parameter-server-0", address },
      { range: 1, start: 0, end: layout.length, name: "parameter-server-1", address: "elsewhere:1" },
    ];
    const [mine, other] = [
      { start: 0, end: 0, range: 0, owner: 0 },
      { start: 0, end: layout.length, range: 1, owner: 0 },
    ];
    await opened(server, { ...roster, servers, slices: [mine, other] });
    const ranks = new Ranks(exchanges, { ...roster, slices: [mine] }, address);
    for (let step = 0; step <= steps; step++) {
      await ranks.received(step);
      expect(server.state.version).toBe(step);
      ranks.push(step);
    }
    await ranks.received(steps + 1);
    await expect.poll(() => server.state.closed).toBe(true);
    expect(fatal).toEqual([]);
  });

  it("refuses what is older than its promise, also after a restart", async () => {
    const first = await start();
    first.server.fence(5, "coordinator");
    first.server.fence(4, "coordinator");
    first.server.fence(5, "another coordinator");
    expect(first.sent).toEqual([
      { kind: "fence-reply", generation: 5, versions: [0] },
      { kind: "fence-refused", have: 5 },
      { kind: "fence-refused", have: 5 },
    ]);
    const again = await start();
    again.server.fence(4, "coordinator");
    again.server.fence(6, "another coordinator");
    expect(again.sent).toEqual([
      { kind: "fence-refused", have: 5 },
      { kind: "fence-reply", generation: 6, versions: [0] },
    ]);
  });

  it("opens no generation that it did not promise, and none twice", async () => {
    const { server, address } = await start();
    const { roster } = rosterOf(3, 0, address, 1);
    server.open(roster);
    server.fence(3, "another coordinator");
    server.open(roster);
    server.fence(4, "coordinator");
    server.open(roster);
    await settled();
    expect(server.state.generation).toBe(0);
    server.open({ ...roster, generation: 4 });
    server.open({ ...roster, generation: 4 });
    await settled();
    expect(server.state.generation).toBe(4);
    expect(readFileSync(path.join(folder, "ledger.jsonl"), "utf8").trimEnd().split("\n")).toHaveLength(1);
  });

  it("applies nothing of the old generation once it has promised a newer one", async () => {
    const { server, sent, fatal, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    ranks.push(0);
    await ranks.received(1);
    server.fence(2, "coordinator");
    ranks.push(1);
    await settled();
    expect(server.state.version).toBe(1);
    expect(ranks.isComplete(2)).toBe(false);
    expect(sent.at(-1)).toEqual({ kind: "fence-reply", generation: 2, versions: [0, 1] });
    expect(fatal).toEqual([]);
  });

  it("goes on from a snapshot after a restart, to the same bits, and offers only what its ledger covers", async () => {
    const first = await start();
    const before = rosterOf(1, 0, first.address, 2);
    await opened(first.server, before.roster);
    const ranks = new Ranks(before.exchanges, before.roster, first.address);
    for (let step = 0; step < 3; step++) {
      ranks.push(step);
      await ranks.received(step + 1);
    }
    await expect.poll(() => first.server.state.snapshots).toEqual([2]);
    await first.exchange.close();

    const again = await start();
    again.server.fence(2, "coordinator");
    expect(again.sent).toEqual([{ kind: "fence-reply", generation: 2, versions: [0, 2] }]);
    const after = rosterOf(2, 2, again.address, 1);
    again.server.open(after.roster);
    await expect.poll(() => again.server.state.generation).toBe(2);
    const resumed = new Ranks(after.exchanges, after.roster, again.address);
    const expected = reference();
    expect(sameBits(await resumed.received(2), expected[2])).toBe(true);
    for (let step = 2; step <= steps; step++) {
      resumed.push(step);
      expect(sameBits(await resumed.received(step + 1), expected[step + 1])).toBe(true);
    }
  });

  it("deletes snapshots newer than the start of a generation", async () => {
    const { server, address } = await start();
    const one = rosterOf(1, 0, address, 1);
    await opened(server, one.roster);
    const ranks = new Ranks(one.exchanges, one.roster, address);
    for (let step = 0; step < 4; step++) {
      ranks.push(step);
      await ranks.received(step + 1);
    }
    await expect.poll(() => server.state.snapshots).toEqual([2, 4]);
    const two = rosterOf(2, 2, address, 1);
    await opened(server, two.roster);
    expect(server.state).toMatchObject({ snapshots: [2], version: 2 });
  });

  it("ends rather than give up snapshots that were taken with another number of servers", async () => {
    const first = await start();
    const before = rosterOf(1, 0, first.address, 1);
    await opened(first.server, before.roster);
    const ranks = new Ranks(before.exchanges, before.roster, first.address);
    for (let step = 0; step < 2; step++) {
      ranks.push(step);
      await ranks.received(step + 1);
    }
    await expect.poll(() => first.server.state.snapshots).toEqual([2]);
    await first.exchange.close();

    const again = await start();
    const { roster } = rosterOf(2, 0, again.address, 1);
    const halves = partitionRanges(layout.length, 2).map((bounds) => ({
      ...bounds,
      name: `parameter-server-${bounds.range}`,
      address: "here:1",
    }));
    again.server.fence(2, "coordinator");
    again.server.open({ ...roster, servers: halves, slices: planSlices(layout.length, 2, 1) });
    await expect.poll(() => again.fatal[0]).toMatchObject({ code: "configuration" });
    expect(again.fatal[0]?.message).toContain("another number of parameter servers");
    expect(again.server.state).toMatchObject({ generation: 0, snapshots: [2] });
  });

  it("says so when it cannot open at the version it is told", async () => {
    const { server, sent, address } = await start();
    const { roster } = rosterOf(1, 4, address, 1);
    server.fence(1, "coordinator");
    server.open(roster);
    await expect.poll(() => sent.at(-1)?.kind).toBe("open-failed");
    expect(server.state.generation).toBe(0);
  });

  it.each([
    ["the checksum of a slice is wrong", { crc32: 1 }, /is not the one it sent/],
    ["a shard is missing", { contributions: contributionsOf(0).slice(1) }, /1 shards; 2 expected/],
    [
      "a shard is there twice",
      { contributions: [contributionsOf(0)[0], contributionsOf(0)[0]] as ShardContribution[] },
      /shard 0 where shard 1 belongs/,
    ],
  ])("commits nothing when %s", async (_, change, message) => {
    const { server, fatal, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    ranks.push(0, change);
    await expect.poll(() => fatal.length).toBe(1);
    expect(fatal[0]?.message).toMatch(message);
    expect(server.state.version).toBe(0);
  });

  it("commits nothing when two owners tell different stories", async () => {
    const { server, fatal, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    const slices = [
      { start: 0, end: 1024, range: 0, owner: 0 },
      { start: 1024, end: layout.length, range: 0, owner: 0 },
    ];
    await opened(server, { ...roster, slices });
    const ranks = new Ranks(exchanges, { ...roster, slices }, address);
    const other = contributionsOf(0).map((contribution) => ({ ...contribution, lossSum: contribution.lossSum + 1 }));
    ranks.push(0, { sliceIndex: 1, contributions: other });
    await expect.poll(() => fatal.length).toBe(1);
    expect(fatal[0]?.message).toMatch(/do not agree on what the shards contributed/);
    expect(server.state.version).toBe(0);
  });

  it("writes both versions it holds when it is asked to leave", async () => {
    const { server, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    ranks.push(0);
    await ranks.received(1);
    await server.drain();
    expect(server.state.snapshots).toEqual([0, 1]);
  });

  it("opens nothing any more once it was asked to leave, not even what it is just loading", async () => {
    const first = await start();
    const before = rosterOf(1, 0, first.address, 1);
    await opened(first.server, before.roster);
    const ranks = new Ranks(before.exchanges, before.roster, first.address);
    for (let step = 0; step < 2; step++) {
      ranks.push(step);
      await ranks.received(step + 1);
    }
    await expect.poll(() => first.server.state.snapshots).toEqual([2]);
    await first.exchange.close();

    const again = await start();
    const after = rosterOf(2, 2, again.address, 1);
    again.server.fence(2, "coordinator");
    again.server.open(after.roster);
    // The snapshot is being read now.
    await Promise.resolve();
    await again.server.drain();
    expect(again.server.state.generation).toBe(0);
    expect(again.exchange.generation).toBe(0);
  });

  it("can end although the last snapshot cannot be written", async () => {
    const { server, address } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    rmSync(path.join(folder, "snapshots"), { recursive: true });
    // A folder that is only gone would be made again.
    writeFileSync(path.join(folder, "snapshots"), "");
    for (let step = 0; step <= steps; step++) {
      ranks.push(step);
      await ranks.received(step + 1);
    }
    await settled();
    expect(server.state).toMatchObject({ closed: false, writing: [steps + 1] });
    await server.close();
    expect(server.state).toMatchObject({ closed: false, writing: [] });
  });

  it("says that its ledger is written again, also when no step is committed any more", async () => {
    let full = false;
    const disk: Disk = {
      ...nodeDisk,
      open: async (file, mode) => {
        const opened = await nodeDisk.open(file, mode);
        const writeNow = opened.writeNow.bind(opened);
        opened.writeNow = (bytes, position) => {
          if (full) throw new Error("ENOSPC: no space left on device, write");
          return writeNow(bytes, position);
        };
        return opened;
      },
    };
    const alarms = new ActiveAlarms();
    const { server, address } = await start({}, { logger: alarmLogger(silentLogger, alarms), disk });
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    for (let step = 0; step <= steps; step++) {
      full = step === steps;
      ranks.push(step);
      await ranks.received(step + 1);
    }
    await expect.poll(() => alarms.messages).toEqual([expect.stringContaining("ENOSPC"), expect.stringContaining("ENOSPC")]);
    full = false;
    await expect.poll(() => server.state.closed, { timeout: 3_000 }).toBe(true);
    expect(alarms.messages).toEqual([]);
  });

  it("promises nothing that the disk does not take, works on in its generation, and promises later", async () => {
    const { server, sent, fatal, address, ownership } = await start();
    const { roster, exchanges } = rosterOf(1, 0, address, 1);
    await opened(server, roster);
    const ranks = new Ranks(exchanges, roster, address);
    const promise = vi.spyOn(ownership, "promise").mockImplementation(() => {
      throw new LockstepError("io", "EROFS: read-only file system");
    });
    for (const generation of [2, 3]) server.fence(generation, "coordinator");
    ranks.push(0);
    await ranks.received(1);
    await expect.poll(() => promise.mock.calls.length, { timeout: 3_000 }).toBeGreaterThanOrEqual(4);
    expect([server.state.version, ownership.fence.generation, sent.length]).toEqual([1, 1, 1]);
    promise.mockRestore();
    await expect.poll(() => sent.length, { timeout: 3_000 }).toBe(2);
    // Only what was asked for last.
    expect(sent[1]).toEqual({ kind: "fence-reply", generation: 3, versions: [0, 1] });
    expect(ownership.fence).toEqual({ generation: 3, coordinator: "coordinator" });
    ranks.push(1);
    await settled();
    expect([server.state.version, fatal]).toEqual([1, []]);
  });

  it("ends when a newer process has taken its folder over", async () => {
    const first = await start();
    await start();
    expect(() => first.ownership.check()).toThrow(/a newer process has taken over range 0/);
    expect(() => first.server.fence(1, "coordinator")).toThrow(/taken over/);
  });
});

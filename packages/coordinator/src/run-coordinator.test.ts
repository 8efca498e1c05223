import { createHash, randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import {
  expectedLedger,
  decodeShard,
  describeRun,
  fetchShard,
  layoutJson,
  LockstepError,
  MemberSession,
  makeLayout,
  openLedgerFile,
  readLedgerMethod,
  readRangeMethod,
  RpcClient,
  RpcServer,
  sessionDial,
  ShardPlan,
  silentLogger,
  stepLine,
} from "@lockstep/core";
import type { Beat, Hello, LedgerFile, Roster, RunEvent, RunSettings, RunStatus, RunSummary, ShardContribution } from "@lockstep/core";
import { findRecipe, loadDataset, recipeHash } from "@lockstep/recipes";
import { runCoordinator } from "./run-coordinator.ts";
import { eventsIn } from "./tensorboard/events-in.test.fixture.ts";

// Real sockets, real files, real ledgers; only the gradients are made up.

const layout = makeLayout([
  { name: "dense/kernel", shape: [16, 200], initializer: { kind: "zeros" }, update: "optimizer" },
  { name: "dense/bias", shape: [200], initializer: { kind: "zeros" }, update: "optimizer" },
]);
const token = "secret";
const runId = "the-run";
const trainSamples = 42;
const testSamples = 11;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function idx(dimensions: readonly number[], values: (i: number) => number): Buffer {
  const header = Buffer.alloc(4 + 4 * dimensions.length);
  header.writeUInt32BE(0x0800 + dimensions.length, 0);
  dimensions.forEach((size, i) => header.writeUInt32BE(size, 4 + 4 * i));
  return Buffer.concat([
    header,
    Buffer.from({ length: dimensions.reduce((a, b) => a * b, 1) } as ArrayLike<number>).map((_, i) => values(i)),
  ]);
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "lockstep-coordinator-"));
  closers.push(() => rm(folder, { recursive: true }));
  const data = path.join(folder, "data");
  await mkdir(data);
  const files: [string, Buffer][] = [
    ["train-images-idx3-ubyte", idx([trainSamples, 4, 4], (i) => (i * 7) % 256)],
    ["train-labels-idx1-ubyte", idx([trainSamples], (i) => i % 10)],
    ["t10k-images-idx3-ubyte", idx([testSamples, 4, 4], (i) => (i * 5) % 256)],
    ["t10k-labels-idx1-ubyte", idx([testSamples], (i) => i % 10)],
  ];
  for (const [name, bytes] of files) await writeFile(path.join(data, name), bytes);
  return folder;
}

const settingsOf = (folder: string, changes: Partial<RunSettings> = {}): RunSettings => ({
  recipe: "mnist-mlp-128",
  overrides: {},
  seed: 5,
  shards: 2,
  batchSize: 8,
  epochs: 2,
  parameterServers: 1,
  minWorkers: 1,
  snapshotEverySteps: 6,
  optimizer: { name: "sgd", learningRate: 0.1 },
  data: path.join(folder, "data"),
  backend: "auto",
  allowMixedBackends: false,
  nonFinite: "stop",
  ...changes,
});

interface Running {
  readonly address: string;
  readonly events: RunEvent[];
  readonly httpAddress: string;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

async function start(folder: string, settings: RunSettings, listen = "127.0.0.1:0", stay = false, id = runId): Promise<Running> {
  const events: RunEvent[] = [];
  const stopping = new AbortController();
  let ended: Promise<void> = Promise.resolve();
  const listening = new Promise<Extract<RunEvent, { type: "listening" }>>((resolve, reject) => {
    const report = (event: RunEvent): void => {
      events.push(event);
      if (event.type === "listening") resolve(event);
    };
    ended = runCoordinator({
      runFolder: folder,
      settings,
      dataHash: undefined,
      runId: id,
      token,
      listen,
      expectedWorkers: 0,
      http: { host: "127.0.0.1", port: 0 },
      stay,
      report,
      logger: silentLogger,
      signal: stopping.signal,
    });
    ended.catch(reject);
  });
  const stop = async (): Promise<void> => {
    stopping.abort(new LockstepError("aborted", "the test is over"));
    await ended.catch(() => {});
  };
  closers.push(stop);
  const { address, httpAddress } = await listening;
  return { address, httpAddress: httpAddress ?? "", events, ended, stop };
}

const until = async (condition: () => boolean, what: string): Promise<void> => {
  const endMs = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > endMs) throw new Error(`it did not happen within 10 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

const noTimes = { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 };

interface Member {
  readonly session: MemberSession;
  readonly rosters: Roster[];
  beat: Beat;
}

function join(
  address: string,
  hello: Hello,
  handlers: { fence?: (generation: number) => void; roster?: (roster: Roster) => void } = {},
): Member {
  const rosters: Roster[] = [];
  const member: { session?: MemberSession; beat: Beat } = {
    beat: { generation: 0, version: 0, snapshots: [], writing: [], closed: false, phase: "idle", waitingFor: [], phaseMs: noTimes },
  };
  const session = new MemberSession({
    address,
    dial: sessionDial(address, { token, runId }),
    hello: () => hello,
    beat: () => member.beat,
    handlers: {
      ...(handlers.fence && { fence: handlers.fence }),
      roster: (roster) => {
        rosters.push(roster);
        member.beat = { ...member.beat, generation: roster.generation };
        handlers.roster?.(roster);
      },
    },
    coordinatorTimeoutMs: null,
    logger: silentLogger,
  });
  closers.push(() => session.close());
  return Object.assign(member, { session, rosters });
}

async function hashOf(settings: RunSettings): Promise<string> {
  return recipeHash(await findRecipe(settings.recipe), settings);
}

const baseHello: Omit<Hello, "role" | "name" | "recipeHash"> = {
  instance: "1",
  address: "127.0.0.1:9",
  range: 0,
  fence: 0,
  layoutJson: "",
  topologyJson: "",
  backend: "",
  backendVersion: "",
};

const workerHello = (name: string, hash: string): Hello => ({
  ...baseHello,
  role: "worker",
  name,
  instance: randomUUID(),
  recipeHash: hash,
  layoutJson: layoutJson(layout),
  topologyJson: '{"class_name":"Sequential"}',
  backend: "cpu",
  backendVersion: "4.22.0",
});

/** A parameter server that serves a real ledger and made-up parameters, and promises whatever it is asked. */
class FakeServer {
  readonly range: number;
  readonly ledger: LedgerFile;
  readonly values: Float32Array;
  member!: Member;
  versions: readonly number[] = [0];

  private constructor(range: number, ledger: LedgerFile, elements: number) {
    this.range = range;
    this.ledger = ledger;
    this.values = Float32Array.from({ length: elements }, (_, i) => range + i / 16);
  }

  static async start(folder: string, coordinator: string, range: number, of: number, hash: string): Promise<FakeServer> {
    const ledger = await openLedgerFile(path.join(folder, `held-by-server-${range}.jsonl`));
    closers.push(() => ledger.close());
    const bounds = of === 1 ? [0, 3400] : range === 0 ? [0, 2048] : [2048, 3400];
    const [first = 0, end = 0] = bounds;
    const fake = new FakeServer(range, ledger, end - first);
    const server = new RpcServer({ token, runId }, silentLogger)
      .addServerStream(readRangeMethod, (_request, stream) => stream.write({ start: first, data: new Uint8Array(fake.values.buffer) }))
      .addServerStream(readLedgerMethod, async (request, stream) => {
        for (let offset = request.offset ?? 0; ;) {
          const data = await ledger.read(offset, 4096);
          if (data.length > 0) await stream.write({ offset, data });
          else if (request.follow !== true) return;
          else await ledger.grown(offset, stream.signal);
          offset += data.length;
        }
      });
    const address = await server.listen("127.0.0.1:0");
    closers.push(() => server.close());
    const name = `parameter-server-${range}`;
    fake.member = join(
      coordinator,
      { ...baseHello, role: "parameter-server", name, range, address, recipeHash: hash },
      {
        fence: (generation) => fake.member.session.send({ kind: "fence-reply", generation, versions: fake.versions }),
        roster: (roster) => ledger.appendOpen(roster.generation, roster.start),
      },
    );
    return fake;
  }

  /** Commits the steps from..to (the closing step too, if it is reached), as the run's data demands. */
  async commit(settings: RunSettings, generation: number, from: number, to: number): Promise<void> {
    const dataset = await loadDataset(await findRecipe(settings.recipe), settings);
    const { stepsPerEpoch } = new ShardPlan({
      samples: trainSamples,
      shards: settings.shards,
      batchSize: settings.batchSize,
      seed: settings.seed,
    });
    const { expected } = expectedLedger(dataset, settings);
    const closing = settings.epochs * stepsPerEpoch;
    for (let step = from; step <= to; step += 1) {
      const contributions = Array.from({ length: settings.shards }, (_, shard): ShardContribution => {
        const { samples, digest } = step === closing ? { samples: 0, digest: "" } : expected(step, shard);
        const tested = Math.ceil((testSamples - shard) / settings.shards);
        const confusion = Array.from({ length: 100 }, (_unused, cell) => (cell === 0 ? tested - 1 : cell === 1 ? 1 : 0));
        const evaluation =
          step > 0 && step % stepsPerEpoch === 0
            ? { evaluation: { samples: tested, correct: tested - 1, lossSum: tested / 4, confusion } }
            : {};
        return {
          shard,
          worker: `worker-${shard % 2}`,
          samples,
          digest: Buffer.from(digest, "hex"),
          lossSum: samples / 2,
          correct: Math.min(samples, 2),
          ...evaluation,
        };
      });
      this.ledger.append(stepLine({ generation, step, stepsPerEpoch, contributions, gradientCrc32: 7 }));
      if (step % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    this.member.beat = { ...this.member.beat, version: to + 1, closed: to === closing };
  }
}

describe("runCoordinator", () => {
  it.each([1, 2])("takes a run with %i parameter server(s) from its first generation to its summary", async (parameterServers) => {
    const folder = await newFolder();
    const settings = settingsOf(folder, { parameterServers });
    const hash = await hashOf(settings);
    const { address, httpAddress, events, ended: finished } = await start(folder, settings);

    const client = new RpcClient(address, { token, runId: null });
    closers.push(() => client.close());
    const run = await describeRun(client, { signal: new AbortController().signal, timeoutMs: 1000 });
    expect(run).toEqual({ runId, settings, recipeHash: hash, data: { trainSamples, testSamples, featureShape: [4, 4], classes: 10 } });

    const worker = join(address, workerHello("worker-0", hash));
    worker.beat = { ...worker.beat, phaseMs: { gradient: 2, reduceScatter: 1, commit: 3, allGather: 4 } };
    const servers = await Promise.all(
      Array.from({ length: parameterServers }, (_, range) => FakeServer.start(folder, address, range, parameterServers, hash)),
    );
    await until(() => worker.rosters.length === 1, "a first generation");
    expect(worker.rosters[0]).toMatchObject({ generation: 1, start: 0 });

    const second = join(address, workerHello("worker-1", hash));
    await until(() => second.rosters.length === 1, "a generation with both workers");
    expect(second.rosters[0]?.ranks.map((rank) => rank.name)).toEqual(["worker-0", "worker-1"]);
    expect(second.rosters[0]?.ranks.map((rank) => rank.shards)).toEqual([[0], [1]]);
    expect(worker.rosters).toHaveLength(2);

    const dataset = await loadDataset(await findRecipe(settings.recipe), settings);
    const member = new RpcClient(address, { token, runId });
    closers.push(() => member.close());
    const signal = new AbortController().signal;
    const shards = await Promise.all(
      [0, 1].map(async (shard) => decodeShard(await fetchShard(member, "train", shard, { signal }), { featureShape: [4, 4], classes: 10 })),
    );
    expect(shards.flatMap((shard) => [...shard.ids]).toSorted((a, b) => a - b)).toEqual(Array.from({ length: trainSamples }, (_, i) => i));
    const testShard = decodeShard(await fetchShard(member, "test", 1, { signal }), { featureShape: [4, 4], classes: 10 });
    expect([...testShard.labels]).toEqual([...testShard.ids].map((id) => dataset.test.labels[id]));
    await expect(fetchShard(member, "train", 2, { signal })).rejects.toThrow("no shard 2");

    for (const server of servers) await server.commit(settings, 2, 0, 11);
    await until(() => events.some((event) => event.type === "progress" && event.progress.step === 12), "progress");
    const status = (await (await fetch(`http://${httpAddress}/status`)).json()) as RunStatus;
    expect(status).toMatchObject({
      state: "training",
      generation: 2,
      progress: { step: 12 },
      workers: { "worker-1": { rank: 1, shards: [1] } },
    });
    expect(Object.keys(status.workers)).toEqual(["worker-0", "worker-1"]);
    expect(Object.values(status.parameterServers).map(({ range, connected }) => ({ range, connected }))).toEqual(
      Array.from({ length: parameterServers }, (_, range) => ({ range, connected: true })),
    );
    const httpFile = path.join(folder, "coordinator", "http.json");
    expect(JSON.parse(await readFile(httpFile, "utf8"))).toMatchObject({ runId, pid: process.pid, address: httpAddress });

    for (const server of servers) await server.commit(settings, 2, 12, 12);
    await expect(
      Promise.all([worker.session.done, second.session.done, ...servers.map((server) => server.member.session.done)]),
    ).resolves.toEqual(Array.from({ length: 2 + parameterServers }, () => "finish"));
    await finished;
    await expect(readFile(httpFile)).rejects.toMatchObject({ code: "ENOENT" });

    const summary = JSON.parse(await readFile(path.join(folder, "summary.json"), "utf8")) as RunSummary;
    const weights = Buffer.concat(servers.map((server) => Buffer.from(server.values.buffer)));
    expect(summary).toMatchObject({
      runId,
      recipe: "mnist-mlp-128",
      recipeHash: hash,
      seed: 5,
      shards: 2,
      batchSize: 8,
      epochs: 2,
      steps: 12,
      parameterServers,
      workersAtEnd: 2,
      generations: 2,
      backend: "cpu",
      backendVersion: "4.22.0",
      testAccuracy: 9 / 11,
      testLoss: 0.25,
      trainLoss: 0.5,
      weightsHash: createHash("sha256").update(weights).digest("hex"),
      samplesApplied: 2 * trainSamples,
      ledgerOk: true,
      phaseMs: { gradient: 1, reduceScatter: 0.5, commit: 1.5, allGather: 2 },
    });
    expect(summary.wallSeconds).toBeGreaterThan(summary.trainSeconds);
    expect(summary.stepMs.p99).toBeGreaterThanOrEqual(summary.stepMs.p50);
    expect(events.at(-1)).toEqual({ type: "finished", summary });
    expect(events.flatMap((event) => (event.type === "epoch" ? [event.epoch.epoch] : []))).toEqual([0, 1]);
    expect(events.findLast((event) => event.type === "progress")).toMatchObject({ progress: { step: 12, steps: 12, epoch: 1, loss: 0.5 } });

    expect(Buffer.compare(await readFile(path.join(folder, "model/weights.bin")), weights)).toBe(0);
    expect(JSON.parse(await readFile(path.join(folder, "model/model.json"), "utf8"))).toMatchObject({
      format: "layers-model",
      modelTopology: { class_name: "Sequential" },
      weightsManifest: [
        {
          paths: ["weights.bin"],
          weights: [
            { name: "dense/kernel", shape: [16, 200], dtype: "float32" },
            { name: "dense/bias", shape: [200], dtype: "float32" },
          ],
        },
      ],
      userDefinedMetadata: {
        lockstep: {
          runId,
          recipe: "mnist-mlp-128",
          dataset: path.basename(settings.data ?? ""),
          shards: 2,
          backend: "cpu",
          backendVersion: "4.22.0",
          input: { scale: 1 / 255, offset: 0 },
          weightsHash: summary.weightsHash,
        },
      },
    });
    expect(await readFile(path.join(folder, "ledger.jsonl"), "utf8")).toBe(
      await readFile(path.join(folder, "held-by-server-0.jsonl"), "utf8"),
    );
    const metrics = (await readFile(path.join(folder, "metrics.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { step: number; epochEnd?: object });
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 13 }, (_, step) => step));
    expect(metrics.filter(({ epochEnd }) => epochEnd !== undefined).map(({ step }) => step)).toEqual([6, 12]);
  });

  it("begins a new generation when a worker's connection breaks, and goes on from the common version", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const hash = await hashOf(settings);
    const { address } = await start(folder, settings);
    const server = await FakeServer.start(folder, address, 0, 1, hash);
    const stays = join(address, workerHello("worker-0", hash));
    const leaves = join(address, workerHello("worker-1", hash));
    await until(() => stays.rosters.at(-1)?.ranks.length === 2, "two ranks");
    const before = stays.rosters.at(-1)?.generation ?? 0;
    await server.commit(settings, before, 0, 4);
    server.versions = [0, 4, 5];
    const lostMs = performance.now();
    leaves.session.close();
    await until(() => stays.rosters.at(-1)?.ranks.length === 1, "one rank");
    expect(performance.now() - lostMs).toBeLessThan(1000);
    expect(stays.rosters.at(-1)).toMatchObject({ generation: before + 1, start: 5 });
  });

  it("goes on after it was started again on the same folder, above the last generation", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const hash = await hashOf(settings);
    const first = await start(folder, settings);
    const worker = join(first.address, workerHello("worker-0", hash));
    const server = await FakeServer.start(folder, first.address, 0, 1, hash);
    await until(() => worker.rosters.length === 1, "a first generation");
    await server.commit(settings, 1, 0, 3);
    server.versions = [3, 4];
    await until(() => first.events.some((event) => event.type === "progress" && event.progress.step === 4), "progress");
    await first.stop();
    const second = await start(folder, settings, first.address);
    await until(() => worker.rosters.length === 2, "a second generation");
    expect(worker.rosters[1]).toMatchObject({ generation: 2, start: 4 });
    await server.commit(settings, 2, 4, 12);
    await second.ended;
    const { wallSeconds, trainSeconds, samplesPerSecond } = JSON.parse(
      await readFile(path.join(folder, "summary.json"), "utf8"),
    ) as RunSummary;
    expect(trainSeconds * samplesPerSecond).toBeCloseTo(2 * trainSamples);
    expect(wallSeconds).toBeGreaterThan(trainSeconds);
    const metrics = (await readFile(path.join(folder, "metrics.jsonl"), "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { step: number }).step);
    expect(metrics).toEqual(Array.from({ length: 13 }, (_, step) => step));
    const events = await eventsIn(path.join(folder, "tensorboard", "events.out.tfevents.lockstep"));
    expect(events.filter((event) => event.startsWith("loss/train-step"))).toEqual(
      Array.from({ length: 12 }, (_, step) => `loss/train-step@${step}`),
    );
    expect(events.filter((event) => event.startsWith("loss/test"))).toEqual(["loss/test@6", "loss/test@12"]);
    expect(new Set(events).size).toBe(events.length);
    expect(events.slice(0, 3)).toEqual(["brain.Event:2", "_hparams_/session_start_info@0", "run/settings@12"]);
    expect(events.at(-1)).toBe("_hparams_/session_end_info@12");

    const third = await start(folder, settings);
    await expect(join(third.address, workerHello("worker-7", hash)).session.done).resolves.toBe("finish");
    await third.ended;

    const staying = await start(folder, settings, undefined, true);
    for (const name of ["worker-8", "worker-9"]) {
      await expect(join(staying.address, workerHello(name, hash)).session.done).resolves.toBe("finish");
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect((await fetch(`http://${staying.httpAddress}/healthz`)).status).toBe(200);
    await staying.stop();
    await expect(staying.ended).resolves.toBeUndefined();
  });

  it("tells every later worker the first one's backend where the settings leave it open, after a restart too", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const backendAt = async (address: string): Promise<string> => {
      const client = new RpcClient(address, { token, runId });
      closers.push(() => client.close());
      return (await describeRun(client, { signal: new AbortController().signal, timeoutMs: 1000 })).settings.backend;
    };
    const first = await start(folder, settings);
    expect(await backendAt(first.address)).toBe("auto");
    const worker = join(first.address, workerHello("worker-0", await hashOf(settings)));
    await until(() => first.events.some(({ type }) => type === "member"), "the worker joins");
    expect(await backendAt(first.address)).toBe("cpu");
    await first.stop();
    worker.session.close();
    const second = await start(folder, settings);
    expect(await backendAt(second.address)).toBe("cpu");
  });

  it("turns strangers away and leaves the run as it is", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const hash = await hashOf(settings);
    const { address } = await start(folder, settings);
    const worker = join(address, workerHello("worker-0", hash));
    await FakeServer.start(folder, address, 0, 1, hash);
    await until(() => worker.rosters.length === 1, "a first generation");

    await expect(join(address, workerHello("worker-1", "another recipe")).session.done).rejects.toMatchObject({ code: "refused" });
    await expect(join(address, { ...workerHello("worker-1", hash), backend: "wasm" }).session.done).rejects.toMatchObject({
      code: "configuration",
    });
    const busy = join(address, workerHello("worker-0", hash));
    const wrongToken = new RpcClient(address, { token: "wrong", runId });
    const wrongRun = new RpcClient(address, { token, runId: "another" });
    closers.push(
      () => wrongToken.close(),
      () => wrongRun.close(),
    );
    const signal = new AbortController().signal;
    await expect(describeRun(wrongToken, { signal, timeoutMs: 1000 })).rejects.toMatchObject({ code: "refused" });
    await expect(fetchShard(wrongRun, "train", 0, { signal })).rejects.toMatchObject({ code: "refused" });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(busy.rosters).toEqual([]);
    expect(worker.rosters).toHaveLength(1);
  });

  it("ends with an alarm in its exit when a ledger does not prove the run", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const hash = await hashOf(settings);
    const { address, ended: finished, events } = await start(folder, settings);
    const worker = join(address, workerHello("worker-0", hash));
    const server = await FakeServer.start(folder, address, 0, 1, hash);
    await until(() => worker.rosters.length === 1, "a first generation");
    // Another seed deals other samples.
    await server.commit({ ...settings, seed: 6 }, 1, 0, 12);
    await expect(finished).rejects.toMatchObject({
      code: "invariant",
      message: expect.stringContaining("does not prove step 0") as string,
    });
    expect(events.at(-1)).toMatchObject({ type: "finished", summary: { ledgerOk: false } });
    await expect(worker.session.done).resolves.toBe("finish");
  });

  it("ends when a newer coordinator takes the folder over", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const older = await start(folder, settings);
    await start(folder, settings);
    await expect(older.ended).rejects.toMatchObject({ code: "refused" });
  });

  it("takes address and members over from an older one of the same run", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const hash = await hashOf(settings);
    const older = await start(folder, settings);
    const worker = join(older.address, workerHello("worker-0", hash));
    const server = await FakeServer.start(folder, older.address, 0, 1, hash);
    await until(() => worker.rosters.length === 1, "a first generation");
    const newer = await start(folder, settings, older.address);
    expect(newer.address).toBe(older.address);
    await expect(older.ended).rejects.toMatchObject({ code: "refused" });
    await until(() => worker.rosters.length === 2, "a generation of the newer one");
    expect(worker.rosters[1]).toMatchObject({ generation: 2, start: 0 });
    await server.commit(settings, 2, 0, 12);
    await newer.ended;
  });

  it("leaves the coordinator of another run alone, whatever it listens on", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const running = await start(await newFolder(), settings, "127.0.0.1:0", false, "another run");
    await expect(start(folder, settings, running.address)).rejects.toThrow("the port is in use");
    await new Promise((resolve) => setTimeout(resolve, 300));
    const client = new RpcClient(running.address, { token, runId: null });
    closers.push(() => client.close());
    expect((await describeRun(client, { signal: new AbortController().signal, timeoutMs: 1000 })).runId).toBe("another run");
  });

  it("says what is wrong with its configuration", async () => {
    const folder = await newFolder();
    const settings = settingsOf(folder);
    const running = await start(folder, settings);
    await expect(start(folder, settingsOf(folder, { batchSize: 7 }))).rejects.toMatchObject({ code: "configuration" });
    await expect(start(folder, settingsOf(folder, { data: path.join(folder, "none") }))).rejects.toMatchObject({ code: "data" });
    const foreign = new RpcServer({ token, runId: "another run" }, silentLogger);
    const taken = await foreign.listen("127.0.0.1:0");
    closers.push(() => foreign.close());
    await expect(start(folder, settings, taken)).rejects.toThrow("the port is in use");
    await expect(start("/proc/nowhere", settings)).rejects.toMatchObject({ code: "configuration" });
    // None of that disturbed the one at work.
    const client = new RpcClient(running.address, { token, runId: null });
    closers.push(() => client.close());
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await describeRun(client, { signal: new AbortController().signal, timeoutMs: 1000 })).runId).toBe(runId);
  });
});

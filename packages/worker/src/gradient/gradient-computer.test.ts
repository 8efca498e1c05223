import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fillInitialValues, maximalSubtrees, parseLayout, silentLogger, type ShardSamples } from "@lockstep/core/local";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { selectBackend } from "../backend/select-backend.ts";
import { startGradientComputer, type GradientComputer, type GradientComputerOptions, type SubtreeRoot } from "./gradient-computer.ts";
import { loadModel } from "./load-model.ts";
import { mnistRun, shardOf, type MnistRun } from "./mnist-run.test.fixture.ts";
import { StepGradient } from "./step-gradient.ts";

// The thread runs what is built: a worker thread of Node 20 cannot load TypeScript.
const built = fileURLToPath(new URL("../../dist/gradient/gradient-thread.js", import.meta.url));

const open: GradientComputer[] = [];

afterEach(async () => {
  for (const computer of open.splice(0)) await computer.close();
});

async function start(run: MnistRun, change: Partial<GradientComputerOptions> = {}): Promise<GradientComputer> {
  const { settings, data } = run;
  const signal = new AbortController().signal;
  const computer = await startGradientComputer({
    settings,
    data,
    workerName: "worker-0",
    replay: true,
    signal,
    logger: silentLogger,
    ...change,
  });
  open.push(computer);
  return computer;
}

async function load(computer: GradientComputer, run: MnistRun, shards: readonly number[]): Promise<void> {
  for (const shard of shards) await computer.loadShard(shard, copyOf(shardOf(run, shard).train), copyOf(shardOf(run, shard).test));
}

/** The computer takes the arrays it is given. */
function copyOf({ count, features, labels, ids, digests }: ShardSamples): ShardSamples {
  return { count, features: features.slice(), labels: labels.slice(), ids: ids.slice(), digests: digests.slice() };
}

function initialise({ parameters, description }: GradientComputer, seed: number): void {
  for (const params_P of parameters) fillInitialValues(description.layout, seed, 0, params_P.length, params_P);
}

describe.skipIf(!existsSync(built))("a gradient computer", () => {
  let run: MnistRun;
  let computer: GradientComputer;

  beforeAll(async () => {
    run = await mnistRun();
    computer = await start(run);
    open.pop();
    await load(computer, run, [0, 1, 2, 3]);
  });

  afterAll(async () => {
    await computer.close();
  });

  it("describes the model, its layout and the backend", async () => {
    const { description, parameters } = computer;
    expect(description).toMatchObject({ backend: "wasm", backendVersion: "4.22.0", backendReason: "wasm 4.22.0: chosen" });
    expect(description.layout.length).toBe(101_770);
    expect(parseLayout(description.layoutJson)).toEqual(description.layout);
    expect(JSON.parse(description.topologyJson)).toMatchObject({ class_name: "Sequential" });
    for (const params_P of parameters) {
      expect(params_P.buffer).toBeInstanceOf(SharedArrayBuffer);
      expect(params_P.length).toBe(101_770);
    }
  });

  it("computes in its thread the bits that this one computes", async () => {
    initialise(computer, 5);
    const roots = computer.assign([3, 0, 1]);
    expect(roots.map(({ subtree }) => [subtree.first, subtree.end])).toEqual([
      [0, 2],
      [3, 4],
    ]);

    const { context, layout } = await loadModel(run.settings, run.data, await selectBackend("wasm"));
    const here = new StepGradient({
      settings: run.settings,
      data: run.data,
      workerName: "worker-0",
      parameterCount: layout.length,
      context,
      augmentation: null,
    });
    for (const shard of [0, 1, 3]) here.loadShard(shard, shardOf(run, shard).train, shardOf(run, shard).test);
    const params_P = Float32Array.from(computer.parameters[0]);
    for (const step of [0, 3, 5, 10]) {
      const theirs = await computer.compute(step);
      const own = maximalSubtrees([0, 1, 3], 4).map((subtree) => ({ subtree, vector_P: new Float32Array(layout.length) }));
      expect(theirs.contributions).toEqual(here.compute(step, params_P, own).contributions);
      for (const [index, { vector_P }] of roots.entries())
        expect(Buffer.compare(bytes(vector_P), bytes((own[index] as SubtreeRoot).vector_P))).toBe(0);
    }
  });

  it("reads version v from parameters[v & 1], as it is when the step is computed", async () => {
    const [root] = computer.assign([2]) as [SubtreeRoot];
    initialise(computer, 5);
    await computer.compute(1);
    const first = Float32Array.from(root.vector_P);
    computer.parameters[0].fill(0);
    await computer.compute(1);
    expect(root.vector_P).toEqual(new Float32Array(first));
    computer.parameters[1].fill(0);
    await computer.compute(1);
    expect(root.vector_P).not.toEqual(first);
  });

  it("proves replay in the first steps, unless it is not wanted; the bits are the same", async () => {
    const gradients: Float32Array[] = [];
    for (const replay of [true, false]) {
      const lines: string[] = [];
      const logger = { ...silentLogger, debug: (_fields: object, message: string) => void lines.push(message) };
      const own = await start(run, { replay, logger });
      await load(own, run, [0, 1, 2, 3]);
      initialise(own, 5);
      const [root] = own.assign([0, 1, 2, 3]) as [SubtreeRoot];
      for (const step of [0, 1, 2]) await own.compute(step);
      gradients.push(Float32Array.from(root.vector_P));
      expect(lines.filter((line) => line.includes("replay"))).toHaveLength(replay ? 1 : 0);
    }
    expect(gradients[1]).toEqual(gradients[0]);
  });

  it("reuses the memory of the roots, also for other shards", async () => {
    initialise(computer, 5);
    const before = computer.assign([0, 2]).map(({ vector_P }) => vector_P.buffer);
    const [root] = computer.assign([0, 1, 2, 3]) as [SubtreeRoot];
    expect(root.vector_P.buffer).toBe(before[0]);
    const { contributions } = await computer.compute(0);
    expect(contributions.map(({ shard }) => shard)).toEqual([0, 1, 2, 3]);
    expect(root.vector_P.some((value) => value !== 0)).toBe(true);
  });
});

describe.skipIf(!existsSync(built))("startGradientComputer", () => {
  it("takes the samples over and knows what it has", async () => {
    const run = await mnistRun();
    const computer = await start(run);
    const mine = copyOf(shardOf(run, 1).train);
    expect(computer.hasShard(1)).toBe(false);
    await computer.loadShard(1, mine, copyOf(shardOf(run, 1).test));
    expect(computer.hasShard(1)).toBe(true);
    expect(mine.features.length).toBe(0);
  });

  it("leaves the event loop free while a kernel runs", async () => {
    const run = await mnistRun({ recipe: "mnist-cnn", batchSize: 512 });
    const computer = await start(run);
    await load(computer, run, [0, 1, 2, 3]);
    initialise(computer, 5);
    computer.assign([0, 1, 2, 3]);
    let ticks = 0;
    const timer = setInterval(() => ticks++, 2);
    const { computeMs } = await computer.compute(0);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(Math.min(10, computeMs / 20));
  });

  it("gives the thread's errors their code back, and stays usable", async () => {
    const run = await mnistRun();
    const computer = await start(run);
    await expect(computer.loadShard(0, copyOf(shardOf(run, 3).train), copyOf(shardOf(run, 0).test))).rejects.toMatchObject({
      code: "data",
      message: expect.stringMatching(/shard 0/) as string,
    });
    expect(computer.hasShard(0)).toBe(false);
    computer.assign([0]);
    await expect(computer.compute(0)).rejects.toMatchObject({
      code: "invariant",
      message: expect.stringMatching(/shards 0 are not loaded/) as string,
    });
    await load(computer, run, [0]);
    await expect(computer.compute(99)).rejects.toMatchObject({
      code: "invariant",
      message: expect.stringMatching(/run ends with step/) as string,
    });
    await expect(computer.compute(0)).resolves.toMatchObject({ evaluationMs: 0 });
  });

  it("refuses an unknown recipe and an unusable backend", async () => {
    await expect(mnistRun({ recipe: "mnist-mpl" }).then((run) => start(run))).rejects.toMatchObject({ code: "configuration" });
    const elsewhere = await mnistRun({ backend: "tfjs-node-gpu" });
    await expect(start(elsewhere)).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("tfjs-node-gpu: ") as string,
    });
  });

  it("rejects what waits when it is stopped, and what comes after", async () => {
    const run = await mnistRun();
    const stop = new AbortController();
    const computer = await start(run, { signal: stop.signal });
    await load(computer, run, [0]);
    computer.assign([0]);
    const computing = computer.compute(0);
    stop.abort();
    await expect(computing).rejects.toMatchObject({ code: "aborted" });
    await expect(computer.compute(0)).rejects.toMatchObject({ code: "aborted" });
    await computer.close();
    await computer.close();
  });

  it("does not start when it was stopped before", async () => {
    await expect(start(await mnistRun(), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
  });

  describe("with a recipe of a file", () => {
    let folder: string;

    afterEach(async () => {
      await rm(folder, { recursive: true });
    });

    async function recipeFile(layers: string, before = ""): Promise<string> {
      folder = await mkdtemp(join(tmpdir(), "lockstep-recipe-"));
      const file = join(folder, "recipe.mjs");
      await writeFile(
        file,
        `export default {
          name: "own", description: "", data: { name: "none", identity: "", load: async () => null }, input: { scale: 1, offset: 0 },
          model({ tf, classes }) { ${before}; return tf.sequential({ layers: [${layers}] }); },
          loss: "sparse-categorical-cross-entropy",
          defaults: { batchSize: 4, shards: 4, epochs: 1, optimizer: { name: "adam", learningRate: 1e-3 } },
        };`,
      );
      return file;
    }

    it("a thread that ends by itself rejects all waits", async () => {
      const layers = 'tf.layers.flatten({ inputShape: [28, 28] }), tf.layers.dense({ units: classes, kernelInitializer: "zeros" })';
      const recipe = await recipeFile(layers, "setTimeout(() => process.exit(3), 500)");
      const run = await mnistRun({ recipe });
      const computer = await start(run);
      await load(computer, run, [0]);
      const ended = { code: "invariant", message: "gradient thread: ended by itself with code 3" };
      await expect(computer.failed).rejects.toMatchObject(ended);
      await expect(computer.loadShard(1, copyOf(shardOf(run, 1).train), copyOf(shardOf(run, 1).test))).rejects.toMatchObject(ended);
    });

    it("a model that never comes to an end is named before it is given up", async () => {
      const file = await recipeFile("tf.layers.flatten({ inputShape: [28, 28] })", "for (;;) {}");
      const run = await mnistRun({ recipe: file });
      const warnings: string[] = [];
      const logger = { ...silentLogger, warn: (_fields: object, message: string) => void warnings.push(message) };
      const controller = new AbortController();
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      try {
        const started = start(run, { logger, signal: controller.signal });
        started.catch(() => {});
        const sinceMs = performance.now();
        // Long enough in real time for the thread to have come to the model.
        while (performance.now() - sinceMs < 4_000) await new Promise((resolve) => setImmediate(resolve));
        vi.advanceTimersByTime(20_000);
        const still = `still building the model of the recipe ${file}`;
        expect(warnings).toEqual([expect.stringContaining(`not ready after 20 s: ${still}`)]);
        vi.advanceTimersByTime(100_000);
        // The thread is inside the model: it has to be killed.
        vi.advanceTimersByTime(2_000);
        await expect(started).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining(still) as string });
      } finally {
        vi.useRealTimers();
      }
    });

    it("a layer that the backend cannot train is known before the first step", async () => {
      const layers =
        "tf.layers.reshape({ inputShape: [28, 28], targetShape: [28, 28, 1] }), " +
        'tf.layers.depthwiseConv2d({ kernelSize: 3, depthwiseInitializer: "glorotUniform" }), ' +
        'tf.layers.flatten(), tf.layers.dense({ units: classes, kernelInitializer: "zeros" })';
      const run = await mnistRun({ recipe: await recipeFile(layers) });
      await expect(start(run)).rejects.toMatchObject({ code: "configuration", message: expect.stringContaining("depthwise") as string });
    });
  });
});

function bytes(vector: Float32Array): Buffer {
  return Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
}

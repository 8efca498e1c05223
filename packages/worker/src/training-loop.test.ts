import { createMemoryNetwork, deferred, LockstepError, maximalSubtrees, Phase, silentLogger, systemClock } from "@lockstep/core";
import type { Deferred, MemoryNetwork, Roster, RunDescription, TensorExchange } from "@lockstep/core";
import { afterEach, describe, expect, it } from "vitest";
import type { GradientComputer, StepGradientResult } from "./gradient/gradient-computer.ts";
import { TrainingLoop } from "./training-loop.ts";
import type { TrainingLoopOptions } from "./training-loop.ts";

// One worker, the only rank; the parameter server and the gradient thread are played by hand.

const length = 8;
const parameterServer = "parameter-server-0";
const run: RunDescription = {
  runId: "run",
  recipeHash: "recipe",
  settings: {
    recipe: "test",
    overrides: {},
    seed: 1,
    shards: 1,
    batchSize: 2,
    epochs: 2,
    parameterServers: 1,
    minWorkers: 1,
    snapshotEverySteps: 10,
    optimizer: { name: "sgd", learningRate: 0.1 },
    data: null,
    backend: "cpu",
    allowMixedBackends: false,
    nonFinite: "stop",
  },
  data: { trainSamples: 8, testSamples: 1, featureShape: [1], classes: 2 },
};

/** A gradient thread that answers when the test says so. */
class HandGradient implements GradientComputer {
  readonly description: GradientComputer["description"] = {
    layout: { tensors: [], length },
    layoutJson: "",
    topologyJson: "",
    backend: "cpu",
    backendVersion: "1",
    backendReason: "",
    backendWarnings: [],
  };
  readonly parameters = [new Float32Array(length), new Float32Array(length)] as const;
  readonly failed = new Promise<never>(() => {});
  readonly calls: string[] = [];
  loaded = true;
  #computing: Deferred<StepGradientResult> | null = null;

  loadShard(): Promise<void> {
    return Promise.resolve();
  }
  hasShard(): boolean {
    return this.loaded;
  }
  assign(shards: readonly number[]): ReturnType<GradientComputer["assign"]> {
    this.calls.push("assign");
    return maximalSubtrees(shards, 1).map((subtree) => ({ subtree, vector_P: new Float32Array(length) }));
  }
  prepare(step: number): void {
    this.calls.push(`prepare ${step}`);
  }
  compute(step: number): Promise<StepGradientResult> {
    this.calls.push(`compute ${step} from ${this.parameters[(step & 1) as 0 | 1][0]}`);
    this.#computing = deferred<StepGradientResult>();
    return this.#computing.promise;
  }
  answer(): void {
    const contribution = { shard: 0, worker: "worker-0", samples: 2, digest: new Uint8Array(32), lossSum: 1, correct: 1 };
    this.#computing?.resolve({ contributions: [contribution], computeMs: 0, evaluationMs: 0 });
  }
  close(): Promise<void> {
    this.#computing?.reject(new LockstepError("aborted", "gradient thread: closed"));
    return Promise.resolve();
  }
}

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Setting {
  readonly loop: TrainingLoop;
  readonly gradient: HandGradient;
  readonly server: TensorExchange;
  readonly begin: (generation: number, start: number, value: number, ranks?: readonly string[]) => void;
}

function setUp(changes: Partial<TrainingLoopOptions> = {}): Setting {
  const network: MemoryNetwork = createMemoryNetwork();
  const server = network.exchange(parameterServer, "server");
  const exchange = network.exchange("worker-0", "worker");
  const fetchSamples = (): never => {
    throw new Error("this gradient has every shard");
  };
  const gradient = new HandGradient();
  const options = { name: "worker-0", run, gradient, exchange, fetchSamples, onDeadLink: () => {}, logger: silentLogger };
  const loop = new TrainingLoop({ ...options, ...changes });
  closers.push(
    () => exchange.close(),
    () => server.close(),
    () => loop.close(),
  );
  /** A generation whose start has this value in every element. */
  const begin = (generation: number, start: number, value: number, ranks: readonly string[] = ["worker-0"]): void => {
    const roster: Roster = {
      generation,
      coordinator: "coordinator",
      start,
      ranks: ranks.map((name) => ({ name, address: "worker", shards: [0] })),
      slices: [{ start: 0, end: length, range: 0, owner: 0 }],
      servers: [{ range: 0, start: 0, end: length, name: parameterServer, address: "server" }],
      layoutJson: "",
      backend: "cpu",
      backendVersion: "1",
      reason: "test",
    };
    server.openGeneration(generation, new Map([["worker-0", "worker"]]));
    const bytes = new Uint8Array(new Float32Array(length).fill(value).buffer);
    server.publish({ phase: Phase.parameters, slice: 0, subtree: 0 }, start, bytes).complete();
    loop.adopt(roster);
  };
  return { loop, gradient, server, begin };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));

describe("TrainingLoop", () => {
  it("ends a generation at once, but touches no buffer before the gradient in flight has ended; then pulls its version anew", async () => {
    const { loop, gradient, begin } = setUp();
    begin(1, 4, 1);
    await expect.poll(() => gradient.calls).toEqual(["assign", "compute 4 from 1"]);
    begin(2, 4, 2);
    await settled();
    expect(gradient.calls).toHaveLength(2);
    expect(gradient.parameters[0][0]).toBe(1);
    expect(loop.state.generation).toBe(2);
    gradient.answer();
    await expect.poll(() => gradient.calls).toEqual(["assign", "compute 4 from 1", "assign", "compute 4 from 2"]);
  });

  it("takes part only in the newest of several generations, and in none that it is not in", async () => {
    const { loop, gradient, begin } = setUp();
    begin(1, 4, 1);
    await expect.poll(() => gradient.calls).toHaveLength(2);
    begin(2, 4, 2);
    begin(3, 2, 3);
    gradient.answer();
    await expect.poll(() => gradient.calls.slice(2)).toEqual(["assign", "compute 2 from 3"]);
    begin(4, 2, 4, ["worker-1"]);
    gradient.answer();
    await settled();
    expect(gradient.calls).toHaveLength(4);
    expect(loop.state.generation).toBe(4);
  });

  it("ends with its generation the pause before it asks for samples again", async () => {
    let asked = 0;
    const fetchSamples = (): Promise<never> => {
      asked += 1;
      return Promise.reject(new LockstepError("unavailable", "nobody answers"));
    };
    // A pause that only the next generation can end.
    const clock = { ...systemClock, after: () => ({ cancel: () => {} }) };
    const { gradient, begin } = setUp({ fetchSamples, clock });
    gradient.loaded = false;
    begin(1, 4, 1);
    await expect.poll(() => [asked, gradient.parameters[0][0]]).toEqual([1, 1]);
    begin(2, 4, 2);
    await expect.poll(() => [asked, gradient.parameters[0][0]]).toEqual([2, 2]);
  });

  it("closes although the gradient in flight never ends", async () => {
    const { loop, gradient, begin } = setUp();
    begin(1, 4, 1);
    await expect.poll(() => gradient.calls).toHaveLength(2);
    await loop.close();
    let failed = false;
    loop.failed.catch(() => {
      failed = true;
    });
    await settled();
    expect(failed).toBe(false);
  });
});

import type { BackendName, Samples } from "@lockstep/core/local";
import type { layers, LayersModel, SymbolicTensor, Tensor, TensorInfo } from "@tensorflow/tfjs";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { findNativeAddon } from "../../backend/native-addon.ts";
import { selectBackend } from "../../backend/select-backend.ts";
import type { Backend, NativeBackend, WasmBackend } from "../../backend/tensorflow.ts";
import { createLoss } from "../../loss/loss.ts";
import type { NoiseKey } from "../../model/dropout-masks.ts";
import { loadModel } from "../load-model.ts";
import { makeModelContext } from "../model-context.ts";
import { shardGradient, type BatchSums, type ModelContext } from "../shard-gradient.ts";
import type { ReplayNotice } from "./gradient-replay.ts";
import { startReplay } from "./start-replay.ts";

const classes = 10;
const recipes = ["mnist-mlp-128", "mnist-mlp-256", "mnist-mlp-64x2", "mnist-cnn"] as const;

/** Numbers in 0 .. 1 from a seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

function samplesOf(featureBytes: number, next: () => number): Samples {
  const count = 100;
  return {
    count,
    features: Uint8Array.from({ length: count * featureBytes }, () => (next() < 0.5 ? 0 : next() * 256)),
    labels: Uint8Array.from({ length: count }, () => next() * classes),
  };
}

interface Gradient {
  readonly gradient_P: Float32Array;
  readonly sums: BatchSums;
}

/** A model on which each gradient is computed twice: by replay and by the tape. */
class Pair {
  readonly notices: ReplayNotice[] = [];
  readonly #tape: ModelContext;
  readonly #replay: ModelContext;
  readonly #parameterCount: number;
  readonly #samples: Samples;
  readonly #next = random(5);
  #step = 0;

  constructor(context: ModelContext, parameterCount: number, featureBytes: number) {
    this.#tape = context;
    this.#replay = { ...context, replay: startReplay(context, (notice) => this.notices.push(notice)) };
    this.#parameterCount = parameterCount;
    this.#samples = samplesOf(featureBytes, this.#next);
  }

  static async ofRecipe(backend: Backend, recipe: string): Promise<Pair> {
    const { context, layout } = await loadModel({ recipe, overrides: {} }, { featureShape: [28, 28], classes }, backend);
    return new Pair(context, layout.length, 784);
  }

  /** 6 features, dense, the layer, dense. */
  static with(backend: Backend, layer: layers.Layer): Pair {
    const { dense } = backend.tf.layers;
    const kernelInitializer = "glorotUniform";
    const model: LayersModel = backend.tf.sequential({
      layers: [dense({ units: 5, inputShape: [6], kernelInitializer }), layer, dense({ units: classes, kernelInitializer })],
    });
    return Pair.of(backend, model);
  }

  /** 6 features, dense, dense with an activation whose gradient takes what it has given: the loss reads it, and TensorFlow needs it again. */
  static endingWith(backend: Backend, activation: "tanh" | "sigmoid" | "softmax"): Pair {
    const { dense } = backend.tf.layers;
    const kernelInitializer = "glorotUniform";
    const hidden = dense({ units: 5, inputShape: [6], kernelInitializer });
    return Pair.of(backend, backend.tf.sequential({ layers: [hidden, dense({ units: classes, kernelInitializer, activation })] }));
  }

  /** 6 features, two branches that are put side by side, dense. */
  static withBranches(backend: Backend): Pair {
    const { tf } = backend;
    const { dense, concatenate } = tf.layers;
    const kernelInitializer = "glorotUniform";
    const x = tf.input({ shape: [6] });
    const branches = [5, 3].map((units) => dense({ units, kernelInitializer, activation: "relu" }).apply(x) as SymbolicTensor);
    const outputs = dense({ units: classes, kernelInitializer }).apply(concatenate().apply(branches)) as SymbolicTensor;
    return Pair.of(backend, tf.model({ inputs: x, outputs }));
  }

  static of(backend: Backend, model: LayersModel): Pair {
    const loss = createLoss({ loss: "sparse-categorical-cross-entropy" }, { classes });
    const { context, derived } = makeModelContext(backend, model, { featureShape: [6], scaling: { scale: 1 / 255, offset: 0 }, loss });
    return new Pair(context, derived.layout.length, 6);
  }

  get model(): LayersModel {
    return this.#tape.model;
  }

  writeParameters(): void {
    this.#tape.parameters.write(Float32Array.from({ length: this.#parameterCount }, () => (this.#next() - 0.5) / 8));
  }

  /** By replay alone. */
  replayed(batch: number): Gradient & { readonly positions: Uint32Array; readonly noise: NoiseKey } {
    const positions = Uint32Array.from({ length: batch }, () => this.#next() * this.#samples.count);
    const gradient_P = new Float32Array(this.#parameterCount).fill(Number.NaN);
    const noise = { seed: 5, step: this.#step++, shard: 2 };
    return { gradient_P, sums: shardGradient(this.#replay, this.#samples, positions, gradient_P, noise), positions, noise };
  }

  /** The same gradient with the tape. */
  onTape(positions: Uint32Array, noise: NoiseKey): Gradient {
    const gradient_P = new Float32Array(this.#parameterCount).fill(Number.NaN);
    return { gradient_P, sums: shardGradient(this.#tape, this.#samples, positions, gradient_P, noise) };
  }

  replayWithLabel(label: number): void {
    const samples = { ...this.#samples, labels: this.#samples.labels.map(() => label) };
    shardGradient(this.#replay, samples, Uint32Array.of(0, 1, 2), new Float32Array(this.#parameterCount), { seed: 5, step: 0, shard: 0 });
  }
}

function compare(pair: Pair, batch: number): void {
  const { positions, noise, gradient_P, sums } = pair.replayed(batch);
  const tape = pair.onTape(positions, noise);
  expect(sums).toEqual(tape.sums);
  expect(Buffer.compare(Buffer.from(gradient_P.buffer), Buffer.from(tape.gradient_P.buffer))).toBe(0);
  expect(gradient_P.some((value) => value !== 0)).toBe(true);
}

/** So many gradients, with new parameters before every second one. */
function compareMany(pair: Pair, batch: number, gradients = 8): void {
  for (let i = 0; i < gradients; i++) {
    if (i % 2 === 0) pair.writeParameters();
    compare(pair, batch);
  }
}

/** Everything that is alive in the backend and in TensorFlow.js. */
function held({ name, tf }: Backend): number {
  const native = name === "wasm" ? 0 : (tf.backend() as unknown as NativeBackend).getNumOfTFTensors();
  return native + tf.backend().numDataIds() + tf.memory().numTensors;
}

const isBuilt = findNativeAddon("tfjs-node").state === "found";
const variants: readonly [name: BackendName, way: string, isHere: boolean][] = [
  ["wasm", "", true],
  ["tfjs-node", " as a graph", isBuilt],
  ["tfjs-node", " by single operations", isBuilt],
];

for (const [name, way, isHere] of variants) {
  describe.skipIf(!isHere)(`replay on ${name}${way}${isHere ? "" : " (not here: npm run setup:native builds it)"}`, () => {
    let backend: Backend;

    beforeAll(async () => {
      const selected = await selectBackend(name);
      if (name === "tfjs-node" && selected.graphs === null) throw new Error("the addon for graphs is missing");
      backend = way === " by single operations" ? { ...selected, graphs: null } : selected;
    });

    beforeEach(async () => {
      await backend.tf.setBackend(name === "wasm" ? "wasm" : "tensorflow");
    });

    describe.each(recipes)("of %s", (recipe) => {
      it("has the bits of the tape, on random batches of any size", async () => {
        const pair = await Pair.ofRecipe(backend, recipe);
        for (const batch of [1, 3, 32]) compareMany(pair, batch);
        expect(pair.notices.map(({ level, text }) => [level, text.replace(/\d+ kernel/, "N kernel")])).toEqual(
          [1, 3, 32].map((batch) => ["debug", `replay of batches of ${batch}: N kernel calls, 3 gradients bit-equal to the tape's`]),
        );
      });

      it("leaves the model's layers alone once it is proved, and no tensor behind", async () => {
        const pair = await Pair.ofRecipe(backend, recipe);
        compareMany(pair, 7);
        // Of parameters that are only written, tfjs-node has no tensors yet.
        pair.writeParameters();
        pair.replayed(7);
        const before = held(backend);
        const apply = vi.spyOn(pair.model, "apply");
        for (let i = 0; i < 5; i++) {
          pair.writeParameters();
          pair.replayed(7);
        }
        expect(apply).not.toHaveBeenCalled();
        expect(held(backend)).toBe(before);
      });
    });

    it.each<[string, () => layers.Layer]>([
      ["batch normalization, with its statistics as results", () => backend.tf.layers.batchNormalization({})],
      ["dropout, with its masks given", () => backend.tf.layers.dropout({ rate: 0.3 })],
      ["leaky relu", () => backend.tf.layers.leakyReLU({ alpha: 0.1 })],
      ["l2 of a layer", () => backend.tf.layers.dense({ units: 5, kernelRegularizer: "l1l2", kernelInitializer: "zeros" })],
    ])("of %s has the bits of the tape and leaves no tensor behind", (_, layer) => {
      const pair = Pair.with(backend, layer());
      compareMany(pair, 6);
      expect(pair.notices).toEqual([{ level: "debug", text: expect.stringContaining("bit-equal to the tape") as string }]);
      const before = held(backend);
      compareMany(pair, 6);
      expect(held(backend)).toBe(before);
    });

    it.each<[string, () => Pair]>([
      ["two branches", () => Pair.withBranches(backend)],
      ["tanh before the loss", () => Pair.endingWith(backend, "tanh")],
      ["sigmoid before the loss", () => Pair.endingWith(backend, "sigmoid")],
      ["softmax before the loss", () => Pair.endingWith(backend, "softmax")],
      ["softmax on the way", () => Pair.with(backend, backend.tf.layers.softmax({ axis: -1 }))],
    ])("of %s has the bits of the tape", (_, make) => {
      const pair = make();
      for (const batch of [1, 6]) compareMany(pair, batch);
      expect(pair.notices).toHaveLength(2);
      for (const { level, text } of pair.notices)
        expect([level, text]).toEqual(["debug", expect.stringContaining("bit-equal to the tape")]);
    });

    it("is not proved by one version of the parameters", async () => {
      const pair = await Pair.ofRecipe(backend, "mnist-mlp-64x2");
      pair.writeParameters();
      for (let i = 0; i < 9; i++) compare(pair, 4);
      expect(pair.notices).toEqual([]);
      pair.writeParameters();
      compare(pair, 4);
      expect(pair.notices).toHaveLength(1);
    });

    it("gives an error of the loss back as it is, frees what it has made and goes on", async () => {
      const pair = await Pair.ofRecipe(backend, "mnist-mlp-64x2");
      compareMany(pair, 3);
      const before = held(backend);
      expect(() => pair.replayWithLabel(200)).toThrow(expect.objectContaining({ code: "data" }) as Error);
      expect(held(backend)).toBe(before);
      compareMany(pair, 3);
      expect(pair.notices).toHaveLength(1);
    });

    it("remembers a few batch sizes and gives the memory of the others back", async () => {
      const pair = await Pair.ofRecipe(backend, "mnist-mlp-64x2");
      const sizes = Array.from({ length: 12 }, (_, i) => i + 1);
      for (const batch of sizes) compareMany(pair, batch, 6);
      const before = held(backend);
      for (const batch of sizes) compareMany(pair, batch, 6);
      expect(held(backend)).toBe(before);
      expect(pair.notices).toHaveLength(24);
      compareMany(pair, 12, 2);
      expect(pair.notices).toHaveLength(24);
    });

    describe("ends with its reason where it is not valid, and the gradients are the tape's", () => {
      function layerThat(work: (x: Tensor) => Tensor): layers.Layer {
        class Custom extends backend.tf.layers.Layer {
          static readonly className = "Custom";
          override call(inputs: Tensor | Tensor[]): Tensor {
            return work([inputs].flat()[0] as Tensor);
          }
        }
        return new Custom({});
      }

      /** Neither side has the other's random numbers: only what is the same on both can be compared. */
      function replayOnly(pair: Pair): void {
        for (let i = 0; i < 6; i++) {
          pair.writeParameters();
          pair.replayed(4);
        }
      }

      it.each<[string, () => (x: Tensor) => Tensor, RegExp]>([
        [
          "a random mask",
          () => (x) => backend.tf.mul(x, backend.tf.randomUniform([4, 5]).greater(0.5).cast("float32")),
          /new values in every gradient/,
        ],
        [
          "a value that JavaScript reads",
          () => (x) => backend.tf.mul(x, (x.dataSync()[0] as number) > 0 ? 1 : 2),
          /reads a tensor while the gradient is computed/,
        ],
        [
          "kernels that change from call to call",
          () => {
            let calls = 0;
            return (x) => (calls++ % 2 === 0 ? backend.tf.relu(x) : backend.tf.tanh(x));
          },
          /not the same in every gradient/,
        ],
        [
          "a tensor of its own",
          () => {
            const own = backend.tf.keep(backend.tf.scalar(3));
            return (x) => backend.tf.mul(x, own);
          },
          /made outside of the gradient/,
        ],
        [
          "random numbers of the backend",
          () => (x) => {
            const drawn = backend.tf.multinomial(backend.tf.tensor2d(new Float32Array(15), [5, 3]), 1, 7);
            return backend.tf.add(x, backend.tf.cast(backend.tf.reshape(drawn, [5]), "float32"));
          },
          /draws random numbers/,
        ],
        [
          "a value that changes later, which only the proof can see",
          () => {
            let calls = 0;
            return (x) => backend.tf.mul(x, calls++ < 3 ? 1 : 2);
          },
          /replayed gradients differ from the tape's|replayed losses differ/,
        ],
      ])("%s", (_, make, reason) => {
        const pair = Pair.with(backend, layerThat(make()));
        const warnings = (): ReplayNotice[] => pair.notices.filter(({ level }) => level === "warn");
        replayOnly(pair);
        expect(warnings()).toHaveLength(1);
        expect(warnings()[0]?.text).toMatch(reason);
        const before = held(backend);
        const apply = vi.spyOn(pair.model, "apply");
        replayOnly(pair);
        expect(apply).toHaveBeenCalledTimes(6);
        expect(held(backend)).toBe(before);
        expect(pair.notices).toHaveLength(1);
      });

      // tfjs-node's kernels reach TensorFlow by operations alone, which make nothing else.
      it.skipIf(name !== "wasm")("a kernel that loses a tensor", () => {
        const leaky = "LosesATensor";
        backend.tf.registerKernel({
          kernelName: leaky,
          backendName: "wasm",
          kernelFunc: ({ inputs, backend: anyBackend }) => {
            const memory = anyBackend as WasmBackend;
            const [{ shape }] = Object.values(inputs) as [TensorInfo];
            memory.makeOutput([1], "float32");
            return memory.makeOutput(shape, "float32");
          },
        });
        try {
          const leaking = backend.tf.customGrad((x) => ({
            value: backend.tf.engine().runKernel<Tensor>(leaky, { x: x as Tensor }),
            gradFunc: (dy: Tensor) => dy,
          }));
          const pair = Pair.with(
            backend,
            layerThat((x) => backend.tf.add(x, backend.tf.mul(0, leaking(x)))),
          );
          replayOnly(pair);
          expect(pair.notices[0]?.text).toMatch(/do not free what they make \(1 tensors in one gradient\)/);
        } finally {
          backend.tf.unregisterKernel(leaky, "wasm");
        }
      });
    });
  });
}

describe("replay", () => {
  it("is not there on the cpu backend", async () => {
    const backend = await selectBackend("cpu");
    const { context } = await loadModel({ recipe: "mnist-mlp-64x2", overrides: {} }, { featureShape: [28, 28], classes }, backend);
    expect(startReplay(context, () => {})).toBeNull();
  });
});

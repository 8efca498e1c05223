import { fillInitialValues, LockstepError, type BackendName, type Samples } from "@lockstep/core/local";
import { selectBackend } from "../backend/select-backend.ts";
import { loadModel } from "./load-model.ts";
import { startReplay } from "./replay/start-replay.ts";
import { shardGradient, type ModelContext } from "./shard-gradient.ts";

/** What one worker computes in a step. */
export interface StepSize {
  /** samples, over all shards; a multiple of `shards` */
  readonly batch: number;
  /** gradients that are computed one after the other at the same parameters */
  readonly shards: number;
}

/** Milliseconds from new parameters to the last gradient in memory: upload, forward, backward and reading back; no sums. */
export interface StepTimes {
  readonly minMs: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly steps: number;
}

export interface StepComparison {
  readonly tape: StepTimes;
  /** null: the backend has no replay, or it is not valid for the model */
  readonly replay: StepTimes | null;
  /** why there is no replay; null: there is */
  readonly reason: string | null;
}

/** MNIST's, which most built-in recipes take. */
const dataShape = { featureShape: [28, 28], classes: 10 };
const sampleCount = 2048;
/** Enough for replay to be proved, and for the engine's compiler to have settled. */
const warmUpSteps = 12;
const leastSteps = 5;

/** Measures the gradient of a recipe on a backend, in this process. */
export class GradientMeter {
  readonly version: string;
  readonly #tape: ModelContext;
  readonly #replay: ModelContext;
  readonly #params: readonly [Float32Array, Float32Array];
  readonly #gradient_P: Float32Array;
  readonly #samples: Samples = madeUpSamples();
  readonly #refusals: string[] = [];
  #steps = 0;

  private constructor(context: ModelContext, params: readonly [Float32Array, Float32Array]) {
    this.version = context.backend.version;
    this.#tape = context;
    this.#replay = {
      ...context,
      replay: startReplay(context, ({ level, text }) => {
        if (level === "warn") this.#refusals.push(text);
      }),
    };
    this.#params = params;
    this.#gradient_P = new Float32Array(params[0].length);
  }

  /**
   * @param recipe name of a recipe, or path of a module that exports one; for samples of 28 x 28 bytes in 10 classes
   * @throws LockstepError "configuration" if the backend is not usable or does not compute the recipe's gradient
   */
  static async open(backend: BackendName, recipe: string): Promise<GradientMeter> {
    const { context, layout } = await loadModel({ recipe, overrides: {} }, dataShape, await selectBackend(backend));
    const params = (seed: number): Float32Array => {
      const params_P = new Float32Array(layout.length);
      fillInitialValues(layout, seed, 0, layout.length, params_P);
      return params_P;
    };
    return new GradientMeter(context, [params(0), params(1)]);
  }

  /** Steps with the tape and steps by replay in turn, for about `durationMs`. */
  compare(size: StepSize, durationMs: number): StepComparison {
    if (size.batch % size.shards !== 0)
      throw new LockstepError("usage", `gradient meter: ${size.batch} samples cannot be dealt to ${size.shards} shards evenly`);
    for (let i = 0; i < warmUpSteps; i++) this.#step(this.#replay, size);
    const tapeMs: number[] = [];
    const replayMs: number[] = [];
    const endMs = performance.now() + durationMs;
    while (performance.now() < endMs || tapeMs.length < leastSteps) {
      tapeMs.push(this.#step(this.#tape, size));
      replayMs.push(this.#step(this.#replay, size));
    }
    const reason = this.#replay.replay === null ? `backend ${this.#tape.backend.name} has no replay` : (this.#refusals[0] ?? null);
    return { tape: timesOf(tapeMs), replay: reason === null ? timesOf(replayMs) : null, reason };
  }

  /** Milliseconds of one step at parameters that were not there before. */
  #step(context: ModelContext, { batch, shards }: StepSize): number {
    const step = this.#steps++;
    const count = batch / shards;
    const startMs = performance.now();
    context.parameters.set(this.#params[step & 1] as Float32Array);
    for (let shard = 0; shard < shards; shard++) {
      const first = (step * batch + shard * count) % sampleCount;
      const positions = Uint32Array.from({ length: count }, (_, i) => (first + i) % sampleCount);
      shardGradient(context, this.#samples, positions, this.#gradient_P, { seed: 0, step, shard });
    }
    return performance.now() - startMs;
  }
}

/** Half of the bytes zero, as in pictures of digits. */
function madeUpSamples(): Samples {
  const byte = (i: number): number => (Math.imul(i + 1, 2_654_435_761) >>> 24) & (i % 2 === 0 ? 0xff : 0);
  return {
    count: sampleCount,
    features: Uint8Array.from({ length: sampleCount * 784 }, (_, i) => byte(i)),
    labels: Uint8Array.from({ length: sampleCount }, (_, i) => i % dataShape.classes),
  };
}

function timesOf(milliseconds: readonly number[]): StepTimes {
  const sorted = milliseconds.toSorted((a, b) => a - b);
  const at = (fraction: number): number => sorted[Math.floor((sorted.length - 1) * fraction)] as number;
  return { minMs: at(0), medianMs: at(0.5), p90Ms: at(0.9), steps: sorted.length };
}

import { batchDigest, deferred, LockstepError, maximalSubtrees, ShardPlan, sumSubtree } from "@lockstep/core";
import type { Clock, Deferred, EvaluationSums, ScheduledCall, ShardContribution, ShardSamples } from "@lockstep/core";
import type { GradientComputer, GradientDescription, StepGradientResult, SubtreeRoot } from "@lockstep/worker/parts";
import type { ShardComputation } from "../checks/lineage.ts";
import type { ScheduleRandom } from "../engine/world.ts";
import { tinyEvaluation, tinyGradient } from "./tiny-gradient.ts";
import { brokenPlace, shardCount } from "./tiny-task.ts";
import type { TinyTask } from "./tiny-task.ts";

export interface TinyComputerOptions {
  readonly task: TinyTask;
  readonly workerName: string;
  readonly clock: Clock;
  readonly random: ScheduleRandom;
  /** of simulated time that a step takes */
  readonly slowestStepMs: number;
  /** Told of a step that begins, and what it is computed from; what it returns is called when the step ends. */
  readonly onStep: (step: number, parameters_P: Float32Array) => () => void;
  /** null: a gradient is the same each time it is computed. Else it never is, and this is told of each */
  readonly onComputation: ((computation: ShardComputation) => void) | null;
}

interface LoadedShard {
  readonly train: ShardSamples;
  readonly test: ShardSamples;
  readonly validation: ShardSamples | undefined;
}

interface Computation {
  readonly timer: ScheduledCall;
  readonly result: Deferred<StepGradientResult>;
}

/** Computes gradients of a {@link TinyTask}; takes simulated time, and its memory is in use all that time, as that of a gradient thread. */
export class TinyComputer implements GradientComputer {
  readonly description: GradientDescription;
  readonly parameters: readonly [Float32Array, Float32Array];
  readonly failed: Promise<never> = new Promise(() => {});
  readonly #options: TinyComputerOptions;
  readonly #plan: ShardPlan;
  readonly #shards = new Map<number, LoadedShard>();
  readonly #vectors: Float32Array[] = [];
  #roots: readonly SubtreeRoot[] = [];
  #current: Computation | null = null;
  #closed = false;

  constructor(options: TinyComputerOptions) {
    const { task } = options;
    const { parameters, trainSamples, batchSize, seed } = task.shape;
    this.#options = options;
    this.parameters = [new Float32Array(parameters), new Float32Array(parameters)];
    this.#plan = new ShardPlan({ samples: trainSamples, shards: shardCount, batchSize, seed });
    this.description = {
      layout: task.layout,
      layoutJson: task.layoutJson,
      topologyJson: "{}",
      backend: "cpu",
      backendVersion: "1",
      backendReason: "the only one there is",
      backendWarnings: [],
    };
  }

  async loadShard(shard: number, train: ShardSamples, test: ShardSamples, validation?: ShardSamples): Promise<void> {
    if (this.#closed) throw new LockstepError("aborted", "gradient computer: closed");
    this.#shards.set(shard, { train, test, validation });
  }

  hasShard(shard: number): boolean {
    return this.#shards.has(shard);
  }

  assign(shards: readonly number[]): readonly SubtreeRoot[] {
    const length = this.parameters[0].length;
    this.#roots = maximalSubtrees(
      shards.toSorted((a, b) => a - b),
      shardCount,
    ).map((subtree, index) => ({ subtree, vector_P: (this.#vectors[index] ??= new Float32Array(length)) }));
    return this.#roots;
  }

  prepare(): void {}

  compute(step: number): Promise<StepGradientResult> {
    const { clock, random, onStep } = this.#options;
    if (this.#current !== null) throw new LockstepError("invariant", `step ${step} is to be computed while another one is`);
    if (this.#closed) return Promise.reject(new LockstepError("aborted", "gradient computer: closed"));
    const parameters_P = this.parameters[step & 1] as Float32Array;
    const atEnd = onStep(step, parameters_P);
    const roots = this.#roots;
    // From here on the sums of the step before are gone, as they are under a real gradient.
    for (const { vector_P } of roots) vector_P.fill(Number.NaN);
    const result = deferred<StepGradientResult>();
    const computeMs = random.chance(0.02) ? random.int(50, this.#options.slowestStepMs) : random.int(2, 20);
    const timer = clock.after(computeMs, () => {
      this.#current = null;
      try {
        atEnd();
        result.resolve({ ...this.#fill(step, parameters_P, roots), computeMs });
      } catch (error) {
        result.reject(error);
      }
    });
    this.#current = { timer, result };
    return result.promise;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#current?.timer.cancel();
    this.#current?.result.reject(new LockstepError("aborted", "gradient computer: closed"));
    this.#current = null;
  }

  #fill(
    step: number,
    parameters_P: Float32Array,
    roots: readonly SubtreeRoot[],
  ): Pick<StepGradientResult, "contributions" | "evaluationMs"> {
    const { task, workerName } = this.#options;
    const contributions: ShardContribution[] = [];
    const scratch = [0, 1].map(() => new Float32Array(parameters_P.length));
    const leaf_P = new Float32Array(parameters_P.length);
    const epoch = Math.floor(step / task.stepsPerEpoch);
    const evaluates = step > 0 && step % task.stepsPerEpoch === 0;
    const leaf = (shard: number): Float32Array => {
      const held = this.#shards.get(shard);
      if (held === undefined) throw new LockstepError("invariant", `gradient of step ${step}: shard ${shard} is not loaded`);
      const { train, test, validation } = held;
      const positions = step === task.steps ? new Uint32Array() : this.#plan.batchPositions(shard, epoch, step % task.stepsPerEpoch);
      const sums = this.#gradient(step, shard, parameters_P, train, positions, leaf_P);
      const digest = positions.length === 0 ? new Uint8Array() : batchDigest(train.ids, train.digests, positions);
      const nonFinite = this.#break(step, shard, leaf_P);
      const evaluation = evaluates ? { evaluation: tinyEvaluation(parameters_P, step, shard, test) } : {};
      const validated = evaluates && validation ? { validation: this.#validation(step, parameters_P, shard, validation) } : {};
      contributions.push({
        shard,
        worker: workerName,
        samples: positions.length,
        digest,
        ...sums,
        ...nonFinite,
        ...evaluation,
        ...validated,
      });
      return leaf_P;
    };
    for (const { subtree, vector_P } of roots) sumSubtree(subtree, shardCount, leaf, [vector_P, ...scratch]);
    contributions.sort((a, b) => a.shard - b.shard);
    return { contributions, evaluationMs: 0 };
  }

  /** With the loss that the task gives the epoch. */
  #validation(step: number, parameters_P: Float32Array, shard: number, samples: ShardSamples): EvaluationSums {
    const { shape, stepsPerEpoch } = this.#options.task;
    const loss = shape.early?.validationLosses[step / stepsPerEpoch - 1] ?? 0;
    return { ...tinyEvaluation(parameters_P, step, shard, samples), lossSum: loss * samples.count };
  }

  #break(step: number, shard: number, leaf_P: Float32Array): { readonly nonFinite?: number } {
    if (shard !== brokenPlace.shard || !this.#options.task.shape.brokenSteps.includes(step)) return {};
    leaf_P[brokenPlace.element] = Number.POSITIVE_INFINITY;
    return { nonFinite: brokenPlace.element };
  }

  #gradient(
    step: number,
    shard: number,
    parameters_P: Float32Array,
    samples: ShardSamples,
    positions: Uint32Array,
    leaf_P: Float32Array,
  ): { readonly lossSum: number; readonly correct: number } {
    const { random, onComputation, workerName } = this.#options;
    const sums = tinyGradient(parameters_P, step, shard, samples, positions, leaf_P);
    if (onComputation === null || positions.length === 0) return sums;
    const noise = 1 + random.float() / 64;
    for (let i = 0; i < leaf_P.length; i++) leaf_P[i] = (leaf_P[i] as number) * noise;
    const lossSum = sums.lossSum * noise;
    onComputation({ step, shard, worker: workerName, lossSum, parameters_P: parameters_P.slice(), gradient_P: leaf_P.slice() });
    return { ...sums, lossSum };
  }
}

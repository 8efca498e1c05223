import { deferred, layoutJson, maximalSubtrees } from "@lockstep/core";
import type { Deferred, Layout, ShardContribution } from "@lockstep/core";
import type { GradientComputer, GradientDescription, StepGradientResult, SubtreeRoot } from "@lockstep/worker/parts";

const samplesOfShard = 32;
const digest: Uint8Array = new Uint8Array(32).fill(7);

/**
 * Stands for a worker's gradient and takes no time: what is left of a step is what the exchange, the update and the commit take. It also
 * starts and stops the steps, since nothing of a step happens before its gradient is there.
 */
export class ConstantGradient implements GradientComputer {
  readonly description: GradientDescription;
  readonly parameters: readonly [Float32Array, Float32Array];
  readonly failed: Promise<never> = new Promise(() => {});
  readonly #worker: string;
  readonly #shards: number;
  #roots: readonly SubtreeRoot[] = [];
  #contributions: readonly ShardContribution[] = [];
  /** steps that may be made now */
  #granted = 0;
  #go: Deferred<void> = deferred();
  #stopped: Deferred<void> = deferred();
  #beganMs = 0;
  #stepMs: number[] = [];

  /** @param shards V */
  constructor(worker: string, layout: Layout, shards: number) {
    this.#worker = worker;
    this.#shards = shards;
    this.parameters = [new Float32Array(layout.length), new Float32Array(layout.length)];
    this.description = {
      layout,
      layoutJson: layoutJson(layout),
      topologyJson: "",
      backend: "cpu",
      backendVersion: "",
      backendReason: "no gradient is computed",
      backendWarnings: [],
    };
  }

  /**
   * Lets so many steps happen. @returns milliseconds of each: from when its gradient was there to when the parameters after it were
   */
  async run(steps: number): Promise<readonly number[]> {
    this.#stepMs = [];
    this.#stopped = deferred();
    this.#granted = steps;
    this.#go.resolve();
    await this.#stopped.promise;
    return this.#stepMs;
  }

  loadShard(): Promise<void> {
    return Promise.resolve();
  }

  hasShard(): boolean {
    return true;
  }

  assign(shards: readonly number[]): readonly SubtreeRoot[] {
    const [{ length }] = this.parameters;
    this.#roots = maximalSubtrees(shards, this.#shards).map((subtree) => ({ subtree, vector_P: new Float32Array(length).fill(1e-3) }));
    this.#contributions = shards.map((shard) => ({ shard, worker: this.#worker, samples: samplesOfShard, digest, lossSum: 1, correct: 0 }));
    return this.#roots;
  }

  prepare(): void {}

  async compute(): Promise<StepGradientResult> {
    if (this.#beganMs > 0) this.#stepMs.push(performance.now() - this.#beganMs);
    if (this.#granted === 0) {
      this.#go = deferred();
      this.#stopped.resolve();
      await this.#go.promise;
    }
    this.#granted -= 1;
    this.#beganMs = performance.now();
    return { contributions: this.#contributions, computeMs: 0, evaluationMs: 0 };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

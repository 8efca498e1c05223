import { createHash } from "node:crypto";
import { combineRoots, fillInitialValues, maximalSubtrees, type ShardContribution } from "@lockstep/core";
import type { LoadedModel } from "./load-model.ts";
import { shardOf, type MnistRun } from "./mnist-run.test.fixture.ts";
import { StepGradient, type SubtreeRoot } from "./step-gradient.ts";

interface HeldShards {
  readonly gradient: StepGradient;
  readonly roots: readonly SubtreeRoot[];
}

/** A worker that holds these shards. */
export function worker(
  run: MnistRun,
  { context, layout, augmentation }: LoadedModel,
  workerName: string,
  shards: readonly number[],
): HeldShards {
  const { settings, data } = run;
  const gradient = new StepGradient({ settings, data, workerName, parameterCount: layout.length, context, augmentation });
  for (const shard of shards) {
    const { train, test, validation } = shardOf(run, shard);
    gradient.loadShard(shard, train, test, validation);
  }
  const roots = maximalSubtrees(shards, settings.shards).map((subtree) => ({
    subtree,
    vector_P: new Float32Array(layout.length).fill(Number.NaN),
  }));
  return { gradient, roots };
}

/** The parameters of version 0. */
export function initial({ settings }: MnistRun, { layout }: LoadedModel): Float32Array {
  const params_P = new Float32Array(layout.length);
  fillInitialValues(layout, settings.seed, 0, layout.length, params_P);
  return params_P;
}

function hash(vector: Float32Array): string {
  return createHash("sha256")
    .update(new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength))
    .digest("hex");
}

/** One step over workers that hold these shards; the sum over all of them and who contributed what. */
export function step(
  run: MnistRun,
  model: LoadedModel,
  split: readonly (readonly number[])[],
  number: number,
): { sum: string; contributions: ShardContribution[] } {
  const params_P = initial(run, model);
  const roots = new Map<number, Float32Array>();
  const contributions: ShardContribution[] = [];
  for (const [index, shards] of split.entries()) {
    const one = worker(run, model, `worker-${index}`, shards);
    contributions.push(...one.gradient.compute(number, params_P, one.roots).contributions);
    for (const { subtree, vector_P } of one.roots) roots.set(subtree.node, vector_P);
  }
  const sum_P = new Float32Array(model.layout.length);
  combineRoots(run.settings.shards, roots, sum_P, 0, sum_P.length);
  return { sum: hash(sum_P), contributions: contributions.toSorted((a, b) => a.shard - b.shard) };
}

/** Without the names of the workers. */
export const anonymous = (contributions: readonly ShardContribution[]): object[] =>
  contributions.map((contribution) => ({ ...contribution, worker: "" }));

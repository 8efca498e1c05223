import path from "node:path";
import { crc32 } from "node:zlib";
import {
  batchDigest,
  bytesOf,
  combineRoots,
  createOptimizer,
  decodeContributions,
  encodeContributions,
  makeLayout,
  openLedgerFile,
  ParameterRange,
  stepLine,
} from "@lockstep/core";
import type { ShardContribution } from "@lockstep/core";
import { median } from "../statistics/quantile.ts";

/** What a piece of work that every step has costs by itself. */
export interface WorkCost {
  readonly what: string;
  /** median of many */
  readonly microseconds: number;
}

/** P of mnist-mlp-128. */
const parameters = 101_770;
const shards = 4;
const samplesOfShard = 32;

/**
 * The parts of the default step (mnist-mlp-128, batch 128, 4 shards on 2 workers, one parameter server) that run in JavaScript, one by one,
 * with warm caches and nothing beside them.
 * @param scratch for a ledger
 * @param times each is done
 */
export async function costOfBookkeeping(scratch: string, times: number): Promise<readonly WorkCost[]> {
  const contributions = Array.from({ length: shards }, (_, shard) => contributionOf(shard));
  const encoded = encodeContributions(contributions);
  const vector = (): Float32Array => new Float32Array(parameters).fill(1e-3);
  const [gradient, other, mean] = [vector(), vector(), vector()];
  const range = rangeAtVersion0();
  // Heap numbers: the halves of the canonical tree, a worker each.
  const roots = new Map([
    [2, gradient],
    [3, other],
  ]);
  const digests = new Uint8Array(32 * samplesOfShard).fill(3);
  const positions = Uint32Array.from({ length: samplesOfShard }, (_, i) => i);
  const ledger = await openLedgerFile(path.join(scratch, "bookkeeping-ledger.jsonl"));
  ledger.appendOpen(1, 0);
  const stepsPerEpoch = 2 ** 31;
  let step = 0;
  try {
    return [
      timed("sum of the workers' gradients", times, () => combineRoots(shards, roots, mean, 0, parameters)),
      timed("Adam and commit at the parameter server", times, () => {
        const { version } = range;
        range.apply(version ?? 0, 0, parameters, range.gradient);
        range.commit(version ?? 0);
      }),
      timed("ledger: SHA-256 over the batches", times, () => {
        for (let shard = 0; shard < shards; shard++) batchDigest(positions, digests, positions);
      }),
      timed("ledger: contributions, written and read twice", times, () => {
        for (let reader = 0; reader < 2; reader++) decodeContributions(encodeContributions(contributions));
      }),
      timed("ledger: CRC-32 of the gradient, twice", times, () => {
        for (let reader = 0; reader < 2; reader++) crc32(bytesOf(gradient));
      }),
      timed("ledger: the line of the step, appended", times, () => {
        const { contributions: told } = decodeContributions(encoded);
        ledger.append(stepLine({ generation: 1, step, stepsPerEpoch, contributions: told, gradientCrc32: 1 }));
        step += 1;
      }),
    ];
  } finally {
    await ledger.close();
  }
}

function rangeAtVersion0(): ParameterRange {
  const layout = makeLayout([
    { name: "dense", shape: [parameters], initializer: { kind: "uniform", min: -0.05, max: 0.05 }, update: "optimizer" },
  ]);
  const optimizer = createOptimizer({ name: "adam", learningRate: 1e-3 });
  const range = new ParameterRange({ layout, bounds: { range: 0, start: 0, end: parameters }, optimizer, seed: 0 });
  range.gradient.fill(1e-3);
  range.initialise();
  range.openAt(0);
  return range;
}

function contributionOf(shard: number): ShardContribution {
  return {
    shard,
    worker: `worker-${shard >> 1}`,
    samples: samplesOfShard,
    digest: new Uint8Array(32).fill(shard),
    lossSum: 1.5,
    correct: 9,
  };
}

function timed(what: string, times: number, work: () => void): WorkCost {
  const microseconds: number[] = [];
  for (let i = 0; i < 2 * times; i++) {
    const startMs = performance.now();
    work();
    // The first half is for V8's compilers.
    if (i >= times) microseconds.push((performance.now() - startMs) * 1000);
  }
  return { what, microseconds: median(microseconds) };
}

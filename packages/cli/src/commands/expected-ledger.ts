import { ShardPlan, batchDigest, dealTestShards, sampleDigests, totalSteps } from "@lockstep/core";
import type { Dataset, RunSettings, VerifyOptions } from "@lockstep/core";

/** What the ledgers of a run must say, recomputed from its data and settings alone. */
export function expectedOf(dataset: Dataset, settings: RunSettings): Omit<VerifyOptions, "ledgers"> {
  const { shards, batchSize, seed, epochs } = settings;
  const samples = dataset.train.count;
  const plan = new ShardPlan({ samples, shards, batchSize, seed });
  const digests = sampleDigests(dataset.train);
  const ids = Uint32Array.from({ length: samples }, (_, id) => id);
  return {
    steps: totalSteps(epochs, plan.stepsPerEpoch),
    stepsPerEpoch: plan.stepsPerEpoch,
    shards,
    testSamplesPerShard: dealTestShards(dataset.test.count, shards).map((testIds) => testIds.length),
    expected(step, shard) {
      // The whole data set is the indexing: a sample's number is its position.
      const positions = plan.batchIds(shard, Math.floor(step / plan.stepsPerEpoch), step % plan.stepsPerEpoch);
      const digest = positions.length === 0 ? "" : Buffer.from(batchDigest(ids, digests, positions)).toString("hex");
      return { samples: positions.length, digest };
    },
  };
}

import { batchDigest, sampleDigests, ShardPlan, stepPosition } from "@lockstep/core";
import type { Dataset, RunSettings, VerifyOptions } from "@lockstep/core";

/** What each shard must contribute to each training step: how many samples, and the digest over their numbers and contents, hex. */
export function expectedBatches(dataset: Dataset, settings: Pick<RunSettings, "shards" | "batchSize" | "seed">): VerifyOptions["expected"] {
  const samples = dataset.train.count;
  const plan = new ShardPlan({ samples, shards: settings.shards, batchSize: settings.batchSize, seed: settings.seed });
  const digests = sampleDigests(dataset.train);
  const numbers = Uint32Array.from({ length: samples }, (_, sample) => sample);
  return (step, shard) => {
    const { epoch, stepInEpoch } = stepPosition(step, plan.stepsPerEpoch);
    const ids = plan.batchIds(shard, epoch, stepInEpoch);
    const digest = ids.length === 0 ? "" : Buffer.from(batchDigest(numbers, digests, ids)).toString("hex");
    return { samples: ids.length, digest };
  };
}

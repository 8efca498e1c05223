import type { Dataset } from "../data/dataset.ts";
import { batchDigest, sampleDigests } from "../data/sample-digest.ts";
import { dealTestShards, ShardPlan, stepPosition, totalSteps } from "../data/shard-plan.ts";
import type { RunSettings } from "../run/settings.ts";
import type { VerifyOptions } from "./ledger-verify.ts";

/** What the ledgers of a run must say, recomputed from its data and settings alone. Takes 32 bytes a sample. */
export function expectedLedger(
  dataset: Dataset,
  settings: Pick<RunSettings, "shards" | "batchSize" | "seed" | "epochs" | "nonFinite">,
): Omit<VerifyOptions, "ledgers"> {
  const { shards, batchSize, seed, epochs, nonFinite } = settings;
  const samples = dataset.train.count;
  const plan = new ShardPlan({ samples, shards, batchSize, seed });
  const digests = sampleDigests(dataset.train);
  const numbers = Uint32Array.from({ length: samples }, (_, sample) => sample);
  return {
    steps: totalSteps(epochs, plan.stepsPerEpoch),
    stepsPerEpoch: plan.stepsPerEpoch,
    shards,
    nonFinite,
    testSamplesPerShard: dealTestShards(dataset.test.count, shards).map((ids) => ids.length),
    expected: (step, shard) => {
      const { epoch, stepInEpoch } = stepPosition(step, plan.stepsPerEpoch);
      const ids = plan.batchIds(shard, epoch, stepInEpoch);
      const digest = ids.length === 0 ? "" : Buffer.from(batchDigest(numbers, digests, ids)).toString("hex");
      return { samples: ids.length, digest };
    },
  };
}

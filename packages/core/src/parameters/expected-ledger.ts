import { setImmediate as nextTurn } from "node:timers/promises";
import type { Dataset } from "../data/dataset.ts";
import { batchDigest, sampleDigests, sampleDigestsByPieces } from "../data/sample-digest.ts";
import { dealTestShards, ShardPlan, stepPosition, totalSteps } from "../data/shard-plan.ts";
import type { RunSettings } from "../run/settings.ts";
import type { VerifyOptions } from "./ledger-verify.ts";

type ExpectedLedger = Omit<VerifyOptions, "ledgers">;
type LedgerSettings = Pick<RunSettings, "shards" | "batchSize" | "seed" | "epochs" | "nonFinite" | "earlyStop">;

/**
 * What the ledgers of a run must say, recomputed from its data (after {@link holdOutValidation}) and settings alone. Hashes all training
 * samples; takes 32 bytes a sample.
 */
export function expectedLedger(dataset: Dataset, settings: LedgerSettings): ExpectedLedger {
  return expectedOf(dataset, settings, sampleDigests(dataset.train));
}

/**
 * As {@link expectedLedger}, but the event loop has its turn after every few megabytes, for processes that have others to answer.
 * @throws the signal's reason when it is aborted
 */
export async function expectedLedgerInTurns(dataset: Dataset, settings: LedgerSettings, signal: AbortSignal): Promise<ExpectedLedger> {
  const work = sampleDigestsByPieces(dataset.train);
  for (;;) {
    signal.throwIfAborted();
    const { done, value } = work.next();
    if (done) return expectedOf(dataset, settings, value);
    await nextTurn();
  }
}

function expectedOf(dataset: Dataset, settings: LedgerSettings, digests: Uint8Array): ExpectedLedger {
  const { shards, batchSize, seed, epochs, nonFinite, earlyStop } = settings;
  const samples = dataset.train.count;
  const plan = new ShardPlan({ samples, shards, batchSize, seed });
  const numbers = Uint32Array.from({ length: samples }, (_, sample) => sample);
  return {
    steps: totalSteps(epochs, plan.stepsPerEpoch),
    stepsPerEpoch: plan.stepsPerEpoch,
    shards,
    nonFinite,
    ...(earlyStop && { earlyStop }),
    testSamplesPerShard: dealTestShards(dataset.test.count, shards).map((ids) => ids.length),
    ...(dataset.validation && {
      validationSamplesPerShard: dealTestShards(dataset.validation.count, shards).map((ids) => ids.length),
    }),
    expected: (step, shard) => {
      const { epoch, stepInEpoch } = stepPosition(step, plan.stepsPerEpoch);
      const ids = plan.batchIds(shard, epoch, stepInEpoch);
      const digest = ids.length === 0 ? "" : Buffer.from(batchDigest(numbers, digests, ids)).toString("hex");
      return { samples: ids.length, digest };
    },
  };
}

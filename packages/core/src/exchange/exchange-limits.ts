import type { Dataset } from "../data/dataset.ts";
import { LockstepError } from "../errors.ts";
import type { RunSettings } from "../run/settings.ts";
import { leastTopicsOfAll, maxHeaderBytes, maxStreams, maxTopicsPerStream } from "./publisher.ts";

export interface ExchangeLoad {
  /** of the run's data */
  readonly classes: number;
  readonly testSamples: number;
  /** absent: none are held back */
  readonly validationSamples?: number;
}

/** What the evaluations of a run on these data are of. */
export function exchangeLoad({ classes, test, validation }: Pick<Dataset, "classes" | "test" | "validation">): ExchangeLoad {
  return { classes, testSamples: test.count, ...(validation && { validationSamples: validation.count }) };
}

/** Of one ShardContribution without its evaluation: tags, lengths, the longest name of a worker, numbers at their largest. */
const plainShardBytes = 160;
const plainEvaluationBytes = 32;

/**
 * Throws LockstepError "configuration" if a run of these settings could come to a message that cannot be sent: what the shards contribute to a
 * step travels in one header, and a stream carries so many topics. Better at the start than at the end of the first epoch.
 */
export function checkExchangeLimits(
  settings: Pick<RunSettings, "shards" | "parameterServers">,
  { classes, testSamples, validationSamples }: ExchangeLoad,
): void {
  const { shards, parameterServers } = settings;
  const evaluationBytes = (samples: number): number => plainEvaluationBytes + confusionBytes(classes, Math.ceil(samples / shards));
  const validationBytes = validationSamples === undefined ? 0 : evaluationBytes(validationSamples);
  const headerBytes = shards * (plainShardBytes + evaluationBytes(testSamples) + validationBytes);
  if (headerBytes > maxHeaderBytes) {
    throw new LockstepError(
      "configuration",
      `${shards} shards and ${classes} classes: what the shards tell of a step could take ${headerBytes} bytes, and ${maxHeaderBytes} can be sent; use fewer shards (--shards)`,
    );
  }
  // A rank owns one slice of a range at most. It pulls from another rank the roots of that rank's subtrees for each of them, at most two a
  // level of the tree, and that rank's own slices.
  const topics = parameterServers * (2 * Math.ceil(Math.log2(shards)) + 2);
  if (topics > maxTopicsPerStream) {
    throw new LockstepError(
      "configuration",
      `${parameterServers} parameter servers and ${shards} shards: two workers could have to exchange ${topics} vectors a step, and a stream carries ${maxTopicsPerStream}; use fewer parameter servers`,
    );
  }
}

/**
 * Most vectors that others can have asked one process of a run for, over all streams. Of R ranks, which own a slice of each range at most, a
 * rank gives each other one the roots of its subtrees for each of that one's slices (so many as it has shards, and at most two a level of
 * the tree), and everybody its own slices. Where gradients are clipped by their norm, each server asks for block sums of all of its slices. While a generation ends, those of the next one may be asked for already.
 */
export function topicsOfAll({ shards, parameterServers, clip }: Pick<RunSettings, "shards" | "parameterServers" | "clip">): number {
  const ranks = Math.min(shards, maxStreams);
  const roots = Math.min(shards + ranks, ranks * 2 * Math.ceil(Math.log2(shards)));
  const blockSums = clip?.by === "norm" ? parameterServers : 0;
  return Math.max(leastTopicsOfAll, 2 * parameterServers * (roots + ranks + 1 + blockSums));
}

/** A confusion matrix of varints: one byte a cell, and further ones for the few counts that need them. */
function confusionBytes(classes: number, samples: number): number {
  const furtherBytes = [7, 14, 21, 28].reduce((sum, bits) => sum + Math.floor(samples / 2 ** bits), 0);
  return classes * classes + furtherBytes;
}

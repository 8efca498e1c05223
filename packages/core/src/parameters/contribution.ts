import { LockstepError } from "../errors.ts";

/** What of a shard's contribution is not finite: its loss; else the first element of its gradient (position in P) that is not. */
export type NonFinitePlace = "loss" | number;

/** What one shard adds to one step. Sums, never means, so that any grouping of shards adds up to the same. */
export interface ShardContribution {
  readonly shard: number;
  /** name of the worker that computed it: 1 to 128 printable ASCII characters without spaces */
  readonly worker: string;
  /** samples of the shard in this step; 0 in the closing step and where a shard has run out */
  readonly samples: number;
  /** SHA-256 over (sample number, sample digest) in batch order; empty if samples = 0 */
  readonly digest: Uint8Array;
  /** float64; may be NaN or infinite when training diverges */
  readonly lossSum: number;
  readonly correct: number;
  /** absent: loss and gradient are finite. Set, the step is not applied: the run ends or skips it, see {@link RunSettings.nonFinite} */
  readonly nonFinite?: NonFinitePlace;
  /** only in a step whose version of the parameters ends an epoch */
  readonly evaluation?: EvaluationSums;
  /** the same over the validation samples of the shard, beside `evaluation`; only in a run that holds samples back */
  readonly validation?: EvaluationSums;
}

/** Sums over the test (or validation) samples of one shard, for the version of the parameters that the step starts from. */
export interface EvaluationSums {
  readonly samples: number;
  readonly correct: number;
  readonly lossSum: number;
  /** row = true class, column = predicted class, row-major, classes x classes; empty where there are no classes, and so none correct */
  readonly confusion: readonly number[];
}

const workerName = /^[\x21-\x7e]{1,128}$/;

/**
 * Throws LockstepError "protocol" unless these are the contributions of the shards 0..V-1, each exactly once and in this order, each
 * consistent in itself, and either all of them with an evaluation (of one number of classes) or none; validations likewise, and only
 * beside evaluations.
 */
export function checkContributions(contributions: readonly ShardContribution[], V: number): void {
  if (contributions.length !== V) throw refusal(`${contributions.length} shards; ${V} expected`);
  const classes = contributions[0]?.evaluation?.confusion.length;
  const validates = contributions[0]?.validation !== undefined;
  contributions.forEach((contribution, shard) => {
    const reason = contribution.shard === shard ? problemOf(contribution) : `shard ${contribution.shard} where shard ${shard} belongs`;
    if (reason) throw refusal(reason);
    if (contribution.evaluation?.confusion.length !== classes) throw refusal(`shard ${shard} does not evaluate what shard 0 does`);
    if (contribution.validation?.confusion.length !== (validates ? classes : undefined))
      throw refusal(`shard ${shard} does not validate what shard 0 does`);
  });
}

function problemOf(contribution: ShardContribution): string | null {
  const { shard, worker, samples, digest, correct, lossSum, nonFinite, evaluation, validation } = contribution;
  if (!workerName.test(worker)) return `shard ${shard}: ${JSON.stringify(worker)} is not a worker's name`;
  if (!isCount(samples)) return `shard ${shard}: ${samples} samples`;
  if (!isCount(correct) || correct > samples) return `shard ${shard}: ${correct} of ${samples} samples correct`;
  if (digest.length !== (samples > 0 ? 32 : 0)) return `shard ${shard}: a digest of ${digest.length} bytes for ${samples} samples`;
  const markProblem = nonFiniteProblem(samples, lossSum, nonFinite);
  if (markProblem !== null) return `shard ${shard}: ${markProblem}`;
  return (
    (evaluation && evaluationProblem(shard, "test", evaluation)) ??
    (validation && evaluationProblem(shard, "validation", validation)) ??
    null
  );
}

/** Whether a shard is rightly marked as not finite, as far as its sums tell; null if it is. */
export function nonFiniteProblem(samples: number, lossSum: number, nonFinite: NonFinitePlace | undefined): string | null {
  if (samples === 0) return nonFinite === undefined ? null : "marked as not finite without samples";
  if (Number.isFinite(lossSum)) return nonFinite === "loss" ? `its loss of ${lossSum} is marked as not finite` : null;
  return nonFinite === "loss" ? null : `a loss of ${lossSum} that is not marked as not finite`;
}

function evaluationProblem(shard: number, split: "test" | "validation", { samples, correct, confusion }: EvaluationSums): string | null {
  if (!isCount(samples)) return `shard ${shard}: ${samples} ${split} samples`;
  if (confusion.length === 0) return correct === 0 ? null : `shard ${shard}: ${correct} ${split} samples correct without classes`;
  const classes = Math.sqrt(confusion.length);
  if (classes < 1 || !Number.isInteger(classes) || !confusion.every(isCount))
    return `shard ${shard}: a confusion matrix of ${confusion.length} entries`;
  const total = confusion.reduce((sum, count) => sum + count, 0);
  const diagonal = confusion.reduce((sum, count, index) => (index % (classes + 1) === 0 ? sum + count : sum), 0);
  if (total !== samples || diagonal !== correct) {
    return `shard ${shard}: the confusion matrix counts ${diagonal} of ${total} ${split} samples correct, the sums ${correct} of ${samples}`;
  }
  return null;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function refusal(reason: string): LockstepError {
  return new LockstepError("protocol", `contributions of a step: ${reason}`);
}

import { leastSeeds } from "./accuracy-request.ts";
import type { AccuracyResult } from "./accuracy-results.ts";
import type { AccuracyRow } from "./accuracy-rows.ts";
import { meanDeviationOf } from "../statistics/mean-deviation.ts";

export interface Verdict {
  /** open: too few trainings to say */
  readonly result: "met" | "missed" | "open";
  readonly reason: string;
}

/** Less than any accuracy can differ by; sums of fractions are not exact. */
const tolerance = 1e-9;

/**
 * Whether a row reaches what it must: the mean over at least three seeds, and a training loss that falls in each of them.
 * @param results of this row, one a seed
 */
export function judgeRow({ toReachPercent }: Pick<AccuracyRow, "toReachPercent">, results: readonly AccuracyResult[]): Verdict {
  const restless = results.filter(
    ({ trainLoss: { first, last }, epochs }) => epochs > 1 && !(first !== null && last !== null && last < first),
  );
  if (restless.length > 0)
    return { result: "missed", reason: `the training loss does not fall with seed ${restless.map(({ seed }) => seed).join(", ")}` };
  if (results.length < leastSeeds) return { result: "open", reason: `${results.length} of ${leastSeeds} seeds` };
  const short = toReachPercent - 100 * meanDeviationOf(results.map(({ testAccuracy }) => testAccuracy)).mean;
  if (short <= tolerance) return { result: "met", reason: "met" };
  return { result: "missed", reason: `short by ${short < 0.005 ? "less than 0.01" : short.toFixed(2)} points` };
}

/** What a source prints, beside what was measured. */
export interface JudgedClaim {
  readonly model: string;
  readonly toldPercent: number;
  readonly reached: boolean;
  /** means of the rows that the claim is about */
  readonly measured: readonly { readonly row: string; readonly percent: number; readonly seeds: number }[];
}

/** Every claim about a model of which there is a result; reached: by the mean of one of its rows. */
export function judgeClaims(rows: readonly AccuracyRow[], results: readonly AccuracyResult[]): readonly JudgedClaim[] {
  const claims = new Map<string, { readonly model: string; readonly toldPercent: number; readonly measured: JudgedClaim["measured"] }>();
  for (const { name, model, toldPercents } of rows) {
    const accuracies = results.filter(({ row }) => row === name).map(({ testAccuracy }) => testAccuracy);
    if (accuracies.length === 0) continue;
    const figure = { row: name, percent: 100 * meanDeviationOf(accuracies).mean, seeds: accuracies.length };
    for (const toldPercent of toldPercents) {
      const key = `${model} ${toldPercent}`;
      claims.set(key, { model, toldPercent, measured: [...(claims.get(key)?.measured ?? []), figure] });
    }
  }
  return [...claims.values()].map((claim) => ({
    ...claim,
    reached: claim.measured.some(({ percent }) => percent >= claim.toldPercent - tolerance),
  }));
}

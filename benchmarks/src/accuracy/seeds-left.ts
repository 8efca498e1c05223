import type { AccuracyResult } from "./accuracy-results.ts";
import type { AccuracyRow } from "./accuracy-rows.ts";

/** The results that still count: what was trained with other flags than its row has today is trained anew. */
export function keptResults(rows: readonly AccuracyRow[], results: readonly AccuracyResult[]): AccuracyResult[] {
  return results.filter(({ row, flags }) => rows.some((known) => known.name === row && sameFlags(known.flags, flags)));
}

/** The seeds below `seeds` with which this row has no result yet, in their order. */
export function seedsLeft({ name }: Pick<AccuracyRow, "name">, seeds: number, results: readonly AccuracyResult[]): readonly number[] {
  const done = new Set(results.filter(({ row }) => row === name).map(({ seed }) => seed));
  return Array.from({ length: seeds }, (_, seed) => seed).filter((seed) => !done.has(seed));
}

function sameFlags(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((flag, index) => flag === b[index]);
}

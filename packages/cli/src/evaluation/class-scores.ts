/** How well one class is told from the others; null where there is nothing to divide by. Fractions 0..1. */
export interface ClassScores {
  readonly class: number;
  /** samples of this class */
  readonly samples: number;
  /** of what was taken for this class, the share that is */
  readonly precision: number | null;
  /** of this class, the share that was recognised */
  readonly recall: number | null;
  /** harmonic mean of both */
  readonly f1: number | null;
}

/** @param confusion [true class][predicted class] */
export function classScores(confusion: readonly (readonly number[])[]): readonly ClassScores[] {
  return confusion.map((row, label) => {
    const samples = sum(row);
    const predicted = sum(confusion.map((other) => other[label] ?? 0));
    const right = row[label] ?? 0;
    return {
      class: label,
      samples,
      precision: share(right, predicted),
      recall: share(right, samples),
      // 2 P R / (P + R), without its two divisions.
      f1: share(2 * right, samples + predicted),
    };
  });
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

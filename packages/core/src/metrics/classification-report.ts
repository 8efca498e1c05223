type ClassMetric = "precision" | "recall" | "f1";

/** How well one class is told from the others. Fractions 0..1. */
export interface ClassScores {
  readonly class: number;
  /** samples of this class: the support */
  readonly samples: number;
  /** of what was taken for this class, the share that is */
  readonly precision: number;
  /** of this class, the share that was recognised */
  readonly recall: number;
  /** harmonic mean of both */
  readonly f1: number;
  /** which of them had nothing to be divided by and are therefore 0; absent: none */
  readonly zeroDivision?: readonly ClassMetric[];
}

/**
 * What a confusion matrix tells, as `classification_report` of scikit-learn computes it: what has nothing to be divided by is 0, and counts
 * as 0 in the macro average, which is the mean over all classes whether or not they occur
 * (https://scikit-learn.org/stable/modules/model_evaluation.html#classification-report, zero_division=0, labels = all classes).
 */
export interface ClassificationReport {
  readonly samples: number;
  /** 0..1; 0 without samples; null without classes */
  readonly accuracy: number | null;
  /** null: there are no classes */
  readonly macro: Readonly<Record<ClassMetric, number | null>>;
  /** by class */
  readonly classes: readonly ClassScores[];
  /** [true class][predicted class] */
  readonly confusion: readonly (readonly number[])[];
}

/** @param confusion row = true class, column = predicted class, row-major, classes x classes counts; empty without classes */
export function classificationReport(confusion: readonly number[]): ClassificationReport {
  const size = Math.sqrt(confusion.length);
  if (!Number.isInteger(size))
    throw new RangeError(`classificationReport: a confusion matrix of ${confusion.length} entries is not square`);
  const rows = Array.from({ length: size }, (_, row) => confusion.slice(row * size, (row + 1) * size));
  const classes = rows.map((row, label) => classScores(label, row, rows));
  const samples = sum(confusion);
  const correct = sum(rows.map((row, label) => row[label] ?? 0));
  const mean = (metric: ClassMetric): number | null => (size === 0 ? null : share(sum(classes.map((scores) => scores[metric])), size));
  const macro = { precision: mean("precision"), recall: mean("recall"), f1: mean("f1") };
  return { samples, accuracy: size === 0 ? null : share(correct, samples), macro, classes, confusion: rows };
}

function classScores(label: number, row: readonly number[], rows: readonly (readonly number[])[]): ClassScores {
  const samples = sum(row);
  const predicted = sum(rows.map((other) => other[label] ?? 0));
  const right = row[label] ?? 0;
  // F1 = 2 P R / (P + R), without its two divisions.
  const parts = { precision: [right, predicted], recall: [right, samples], f1: [2 * right, samples + predicted] } as const;
  const zeroDivision = (["precision", "recall", "f1"] as const).filter((metric) => parts[metric][1] === 0);
  return {
    class: label,
    samples,
    precision: share(...parts.precision),
    recall: share(...parts.recall),
    f1: share(...parts.f1),
    ...(zeroDivision.length > 0 && { zeroDivision }),
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

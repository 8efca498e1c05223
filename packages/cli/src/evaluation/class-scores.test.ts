import { describe, expect, it } from "vitest";
import { classScores } from "./class-scores.ts";

describe("classScores", () => {
  it("counts by hand", () => {
    // Class 0: 5 of 6 found, 2 others taken for it. Class 1: 3 of 6. Class 2 never occurs and is guessed once.
    const [zero, one, two] = classScores([
      [5, 1, 0],
      [2, 3, 1],
      [0, 0, 0],
    ]);
    expect(zero).toEqual({ class: 0, samples: 6, precision: 5 / 7, recall: 5 / 6, f1: 10 / 13 });
    expect(one).toEqual({ class: 1, samples: 6, precision: 3 / 4, recall: 3 / 6, f1: 6 / 10 });
    expect(two).toEqual({ class: 2, samples: 0, precision: 0, recall: null, f1: 0 });
  });

  it("has nothing to say of a class that neither occurs nor is guessed", () => {
    expect(
      classScores([
        [4, 0],
        [0, 0],
      ])[1],
    ).toEqual({ class: 1, samples: 0, precision: null, recall: null, f1: null });
  });

  it("agrees with the harmonic mean, and recall weighted by samples is the accuracy", () => {
    const confusion = Array.from({ length: 7 }, (_, row) =>
      Array.from({ length: 7 }, (_unused, column) => ((row * 31 + column * 17) % 23) + 1),
    );
    const scores = classScores(confusion);
    for (const { precision, recall, f1 } of scores) {
      const [p, r] = [precision ?? 0, recall ?? 0];
      expect(f1).toBeCloseTo((2 * p * r) / (p + r), 12);
    }
    const right = confusion.reduce((sum, row, i) => sum + (row[i] ?? 0), 0);
    expect(scores.reduce((sum, { recall, samples }) => sum + (recall ?? 0) * samples, 0)).toBeCloseTo(right, 9);
  });
});

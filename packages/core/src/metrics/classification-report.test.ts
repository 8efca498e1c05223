import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classificationReport } from "./classification-report.ts";

describe("classificationReport", () => {
  it("counts by hand", () => {
    // Class 0: 5 of 6 found, 2 others taken for it. Class 1: 3 of 6. Class 2 never occurs and is guessed once.
    const { samples, accuracy, macro, classes, confusion } = classificationReport([5, 1, 0, 2, 3, 1, 0, 0, 0]);
    expect(classes).toEqual([
      { class: 0, samples: 6, precision: 5 / 7, recall: 5 / 6, f1: 10 / 13 },
      { class: 1, samples: 6, precision: 3 / 4, recall: 3 / 6, f1: 6 / 10 },
      { class: 2, samples: 0, precision: 0, recall: 0, f1: 0, zeroDivision: ["recall"] },
    ]);
    expect(macro).toEqual({ precision: (5 / 7 + 3 / 4) / 3, recall: (5 / 6 + 3 / 6) / 3, f1: (10 / 13 + 6 / 10) / 3 });
    expect({ samples, accuracy }).toEqual({ samples: 12, accuracy: 8 / 12 });
    expect(confusion).toEqual([
      [5, 1, 0],
      [2, 3, 1],
      [0, 0, 0],
    ]);
  });

  it("gives what scikit-learn does", () => {
    // classification_report([0,1,2,2,2], [0,0,2,2,1]), the example of its documentation: rows of class 0, 1, 2, then macro avg.
    const { classes, macro, accuracy } = classificationReport([1, 0, 0, 1, 0, 0, 0, 1, 2]);
    const rounded = ({ precision, recall, f1 }: (typeof classes)[number] | typeof macro): readonly string[] =>
      [precision, recall, f1].map((value) => (value ?? Number.NaN).toFixed(2));
    expect(classes.map(rounded)).toEqual([
      ["0.50", "1.00", "0.67"],
      ["0.00", "0.00", "0.00"],
      ["1.00", "0.67", "0.80"],
    ]);
    expect(rounded(macro)).toEqual(["0.50", "0.56", "0.49"]);
    expect(accuracy).toBe(0.6);
    expect(classes.every(({ zeroDivision }) => zeroDivision === undefined)).toBe(true);
  });

  it("is 0 with a note where there is nothing to divide by", () => {
    expect(classificationReport([4, 0, 0, 0])).toMatchObject({
      accuracy: 1,
      macro: { precision: 0.5, recall: 0.5, f1: 0.5 },
      classes: [{ class: 0 }, { class: 1, precision: 0, recall: 0, f1: 0, zeroDivision: ["precision", "recall", "f1"] }],
    });
    expect(classificationReport([0, 0, 0, 0])).toMatchObject({ samples: 0, accuracy: 0, macro: { precision: 0, recall: 0, f1: 0 } });
  });

  it("agrees with the harmonic mean; recall weighted by samples is the accuracy", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.infiniteStream(fc.nat({ max: 50 })), (size, counts) => {
        const confusion = Array.from({ length: size * size }, () => (counts.next().value as number) + 1);
        const { classes, accuracy, samples } = classificationReport(confusion);
        for (const { precision, recall, f1 } of classes) expect(f1).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);
        expect(classes.reduce((total, scores) => total + scores.recall * scores.samples, 0) / samples).toBeCloseTo(
          accuracy ?? Number.NaN,
          12,
        );
      }),
    );
  });

  it("has nothing to say where there are no classes", () => {
    const macro = { precision: null, recall: null, f1: null };
    expect(classificationReport([])).toEqual({ samples: 0, accuracy: null, macro, classes: [], confusion: [] });
  });

  it("needs a square matrix", () => {
    expect(() => classificationReport([1, 2, 3])).toThrow(/not square/);
  });
});

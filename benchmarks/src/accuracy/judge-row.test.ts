import { describe, expect, it } from "vitest";
import { accuracyRows } from "./accuracy-rows.ts";
import { resultsOf, resultWith } from "./accuracy.test.fixture.ts";
import { judgeClaims, judgeRow } from "./judge-row.ts";

describe("judgeRow", () => {
  const row = { toReachPercent: 97.6 };

  it("is met by a mean that is exactly what it must reach", () => {
    const accuracies = [0.973, 0.9722, 0.9738];
    // The mean of these is 97.3 %; floating point makes it a little less.
    expect(97.3 - 100 * (accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / 3)).toBeGreaterThan(0);
    expect(judgeRow({ toReachPercent: 97.3 }, resultsOf("r", accuracies))).toEqual({ result: "met", reason: "met" });
  });

  it("tells how much is missing: one image of 10,000 in one of three seeds", () => {
    expect(judgeRow(row, resultsOf("r", [0.9759, 0.976, 0.976])).result).toBe("missed");
    expect(judgeRow(row, resultsOf("r", [0.97, 0.97, 0.97]))).toEqual({ result: "missed", reason: "short by 0.60 points" });
    expect(judgeRow(row, resultsOf("r", [0.976, 0.976, 0.9759]))).toEqual({ result: "missed", reason: "short by less than 0.01 points" });
  });

  it("says nothing of fewer than three seeds", () => {
    expect(judgeRow(row, resultsOf("r", [0.5, 0.5]))).toEqual({ result: "open", reason: "2 of 3 seeds" });
    expect(judgeRow(row, [])).toEqual({ result: "open", reason: "0 of 3 seeds" });
  });

  it.each([
    [0.3, 0.3],
    [0.3, null],
    [null, 0.3],
  ])("is missed where the training loss goes from %d to %d", (first, last) => {
    const restless = resultWith({ seed: 2, testAccuracy: 0.99, trainLoss: { first, last } });
    const reason = "the training loss does not fall with seed 2";
    expect(judgeRow(row, [...resultsOf("r", [0.99, 0.99]), restless])).toEqual({ result: "missed", reason });
    expect(judgeRow(row, [...resultsOf("r", [0.99, 0.99]), { ...restless, epochs: 1 }]).result).toBe("met");
  });
});

describe("judgeClaims", () => {
  const rows = accuracyRows(null);

  it("names what is not reached, by the best of the rows that a claim is about", () => {
    const results = [
      ...resultsOf("mnist-mlp-128", [0.976, 0.977, 0.978]),
      ...resultsOf("mnist-mlp-128, standardised", [0.975, 0.973, 0.974]),
      ...resultsOf("mnist-mlp-256x2", [0.98]),
      ...resultsOf("mnist-mlp-256x2, augmented, cosine, 60 epochs", [0.995]),
    ];
    const claims = judgeClaims(rows, results);
    expect(claims.map(({ model, toldPercent, reached }) => [model, toldPercent, reached])).toEqual([
      ["784-128-10", 97.4, true],
      ["784-128-10", 98.8, false],
      ["784-256-256-10", 99.41, false],
    ]);
    expect(claims[1]?.measured.map(({ row, seeds }) => [row, seeds])).toEqual([
      ["mnist-mlp-128", 3],
      ["mnist-mlp-128, standardised", 3],
    ]);
    expect(claims[1]?.measured[0]?.percent).toBeCloseTo(97.7, 9);
  });

  it("says nothing of models without a result", () => {
    expect(judgeClaims(rows, resultsOf("mnist-cnn", [0.99]))).toEqual([]);
  });
});

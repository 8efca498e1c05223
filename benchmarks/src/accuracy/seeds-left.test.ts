import { expect, it } from "vitest";
import { accuracyRows } from "./accuracy-rows.ts";
import { resultsOf, resultWith } from "./accuracy.test.fixture.ts";
import { keptResults, seedsLeft } from "./seeds-left.ts";

it("leaves the seeds of this row that were not trained, in their order", () => {
  const results = [resultWith({ seed: 2 }), resultWith({ seed: 0 }), ...resultsOf("mnist-cnn", [0.9, 0.9, 0.9, 0.9])];
  expect(seedsLeft({ name: "mnist-mlp-128" }, 4, results)).toEqual([1, 3]);
  expect(seedsLeft({ name: "mnist-cnn" }, 3, results)).toEqual([]);
  expect(seedsLeft({ name: "mnist-lenet" }, 2, results)).toEqual([0, 1]);
});

it("keeps what was trained as its row says today, and of rows that there are", () => {
  const cosine = { row: "mnist-mlp-256x2, cosine", flags: ["--schedule", "cosine"] };
  const good = [resultWith(), resultWith(cosine)];
  const changed = [
    resultWith({ flags: ["--epochs", "2"] }),
    resultWith({ ...cosine, flags: ["--schedule", "one-cycle"] }),
    resultWith({ ...cosine, flags: ["--schedule"] }),
    resultWith({ row: "mnist-mlp-512" }),
  ];
  expect(keptResults(accuracyRows(null), [...changed, ...good])).toEqual(good);
});

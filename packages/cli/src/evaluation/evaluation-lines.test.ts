import { classificationReport } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { evaluationLines, isAsRecorded } from "./evaluation-lines.ts";
import type { ModelEvaluation } from "./model-evaluation.ts";

const evaluation: ModelEvaluation = {
  model: "runs/one/model",
  recipe: "mnist-mlp-128",
  dataset: "mnist",
  backend: "wasm",
  backendVersion: "4.22.0",
  correct: 900,
  loss: 0.25,
  recorded: { accuracy: 0.9, loss: 0.25 },
  ...classificationReport([900, 100, 0, 0]),
};

describe("evaluationLines", () => {
  it("shows accuracy, loss, samples and the classes", () => {
    expect(evaluationLines(evaluation)).toEqual([
      "model           runs/one/model  (mnist-mlp-128, backend wasm 4.22.0)",
      "test accuracy   90.00 %  (1,000 samples of mnist, loss 0.2500)",
      "in the run      90.00 %  (the same)",
      "",
      "class   samples  precision    recall        F1",
      "    0     1,000   100.00 %   90.00 %   94.74 %",
      "    1         0     0.00 %   0.00 %*    0.00 %",
      "macro     1,000    50.00 %   45.00 %   47.37 %",
      "*: 0 because there was nothing to divide by (a class that does not occur, or that nothing was taken for)",
    ]);
  });

  it("calls the classes as the data do", () => {
    expect(evaluationLines({ ...evaluation, classNames: ["lily", "sunflower"] }).slice(4, 7)).toEqual([
      "      class   samples  precision    recall        F1",
      "     0 lily     1,000   100.00 %   90.00 %   94.74 %",
      "1 sunflower         0     0.00 %   0.00 %*    0.00 %",
    ]);
  });

  it("says when the run came to another result, and nothing of a run that is not known", () => {
    expect(evaluationLines({ ...evaluation, backend: "cpu", recorded: { accuracy: 0.91, loss: 0.2 } })[2]).toBe(
      "in the run      91.00 %  (not the same: this was computed with cpu 4.22.0)",
    );
    expect(evaluationLines({ ...evaluation, recorded: null }).join("\n")).not.toMatch(/in the run/);
  });

  it("has only a loss where there are no classes", () => {
    const regression = {
      ...evaluation,
      ...classificationReport([]),
      samples: 1000,
      correct: null,
      recorded: { accuracy: null, loss: 0.25 },
    };
    expect(evaluationLines(regression)).toEqual([
      "model           runs/one/model  (mnist-mlp-128, backend wasm 4.22.0)",
      "test loss       0.2500  (1,000 samples of mnist)",
      "in the run      0.2500  (the same)",
    ]);
    expect(isAsRecorded(regression)).toBe(true);
    expect(isAsRecorded({ ...regression, recorded: { accuracy: null, loss: 0.3 } })).toBe(false);
    expect(isAsRecorded({ ...regression, recorded: null })).toBe(true);
  });

  it("shows no number where the loss is none", () => {
    expect(evaluationLines({ ...evaluation, loss: Number.NaN })[1]).toMatch(/loss -\)$/);
  });
});

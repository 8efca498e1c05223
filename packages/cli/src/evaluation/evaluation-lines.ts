import { count, percent } from "../progress/format.ts";
import type { ModelEvaluation } from "./model-evaluation.ts";

/** What a person reads of an evaluation. */
export function evaluationLines(evaluation: ModelEvaluation): readonly string[] {
  const { model, recipe, dataset, backend, backendVersion, samples, accuracy, loss, classes } = evaluation;
  const lossText = Number.isFinite(loss) ? loss.toFixed(4) : "-";
  return [
    `model           ${model}  (${recipe}, backend ${backend} ${backendVersion})`,
    ...(classes.length === 0
      ? [`test loss       ${lossText}  (${count(samples)} samples of ${dataset})`]
      : [
          `test accuracy   ${percent(accuracy)}  (${count(samples)} samples of ${dataset}, loss ${lossText})`,
          ...recordedLines(evaluation),
        ]),
    ...classLines(classes),
  ];
}

function classLines(classes: ModelEvaluation["classes"]): readonly string[] {
  if (classes.length === 0) return [];
  const cell = (fraction: number | null): string => (fraction === null ? "-" : percent(fraction)).padStart(9);
  return [
    "",
    "class   samples  precision    recall        F1",
    ...classes.map(
      (scores) =>
        `${String(scores.class).padStart(5)} ${count(scores.samples).padStart(9)} ${cell(scores.precision).padStart(10)} ${cell(scores.recall)} ${cell(scores.f1)}`,
    ),
  ];
}

function recordedLines({ recorded, accuracy, backend, backendVersion }: ModelEvaluation): readonly string[] {
  if (recorded === null) return [];
  const verdict = recorded.accuracy === accuracy ? "the same" : `not the same: this was computed with ${backend} ${backendVersion}`;
  return [`in the run      ${percent(recorded.accuracy)}  (${verdict})`];
}

import { count, percent } from "../progress/format.ts";
import { reportLines } from "./report-lines.ts";
import type { ModelEvaluation } from "./model-evaluation.ts";

/** What a person reads of an evaluation. */
export function evaluationLines(evaluation: ModelEvaluation): readonly string[] {
  const { model, recipe, dataset, backend, backendVersion, samples, accuracy, loss, classes } = evaluation;
  const lossText = Number.isFinite(loss) ? loss.toFixed(4) : "-";
  const head = `model           ${model}  (${recipe}, backend ${backend} ${backendVersion})`;
  if (classes.length === 0) return [head, `test loss       ${lossText}  (${count(samples)} samples of ${dataset})`];
  return [
    head,
    `test accuracy   ${percent(accuracy)}  (${count(samples)} samples of ${dataset}, loss ${lossText})`,
    ...recordedLines(evaluation),
    "",
    ...reportLines(evaluation),
  ];
}

function recordedLines({ recorded, accuracy, backend, backendVersion }: ModelEvaluation): readonly string[] {
  if (recorded === null) return [];
  const verdict = recorded.accuracy === accuracy ? "the same" : `not the same: this was computed with ${backend} ${backendVersion}`;
  return [`in the run      ${percent(recorded.accuracy)}  (${verdict})`];
}

import { count, percent } from "../progress/format.ts";
import { reportLines } from "./report-lines.ts";
import type { ModelEvaluation } from "./model-evaluation.ts";

/** What a person reads of an evaluation. */
export function evaluationLines(evaluation: ModelEvaluation): readonly string[] {
  const { model, recipe, dataset, backend, backendVersion, samples, accuracy, loss, classes } = evaluation;
  const lossText = shownLoss(loss);
  const head = `model           ${model}  (${recipe}, backend ${backend} ${backendVersion})`;
  if (classes.length === 0)
    return [head, `test loss       ${lossText}  (${count(samples)} samples of ${dataset})`, ...recordedLines(evaluation)];
  return [
    head,
    `test accuracy   ${percent(accuracy)}  (${count(samples)} samples of ${dataset}, loss ${lossText})`,
    ...recordedLines(evaluation),
    "",
    ...reportLines(evaluation, evaluation.classNames),
  ];
}

function recordedLines(evaluation: ModelEvaluation): readonly string[] {
  const { recorded, classes, backend, backendVersion } = evaluation;
  if (recorded === null) return [];
  const verdict = isAsRecorded(evaluation) ? "the same" : `not the same: this was computed with ${backend} ${backendVersion}`;
  return [`in the run      ${classes.length === 0 ? shownLoss(recorded.loss) : percent(recorded.accuracy)}  (${verdict})`];
}

/** Whether this is what the run found, if that is known: by the accuracy, and where there are no classes by the loss. */
export function isAsRecorded({ recorded, classes, accuracy, loss }: ModelEvaluation): boolean {
  if (recorded === null) return true;
  if (classes.length > 0) return recorded.accuracy === accuracy;
  // A loss that was no number is null in the file.
  return Number.isFinite(recorded.loss) ? recorded.loss === loss : !Number.isFinite(loss);
}

function shownLoss(loss: number): string {
  return Number.isFinite(loss) ? loss.toFixed(4) : "-";
}

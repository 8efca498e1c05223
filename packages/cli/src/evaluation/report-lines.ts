import type { ClassificationReport, ClassScores } from "@lockstep/core";
import { className } from "../progress/class-name.ts";
import { count, percent } from "../progress/format.ts";

/**
 * A table of the classes with their macro average, and a note where a score had nothing to be divided by.
 * @param names of the classes; default: their numbers
 */
export function reportLines({ classes, macro, samples }: ClassificationReport, names?: readonly string[]): readonly string[] {
  const labels = classes.map((scores) => className(scores.class, names));
  const width = Math.max(5, ...labels.map((label) => label.length));
  const row = (label: string, samplesText: string, precision: string, recall: string, f1: string): string =>
    [label.padStart(width), samplesText.padStart(9), precision.padStart(10), recall.padStart(9), f1.padStart(9)].join(" ");
  const undefinedOf = classes.filter(({ zeroDivision }) => zeroDivision !== undefined).map((scores) => scores.class);
  return [
    row("class", "samples", "precision", "recall", "F1"),
    ...classes.map((scores, i) => row(labels[i] ?? "", count(scores.samples), ...cells(scores))),
    row("macro", count(samples), percent(macro.precision), percent(macro.recall), percent(macro.f1)),
    ...(undefinedOf.length === 0
      ? []
      : [`*: 0 because there was nothing to divide by (a class that does not occur, or that nothing was taken for)`]),
  ];
}

function cells({ zeroDivision, ...scores }: ClassScores): readonly [string, string, string] {
  const cell = (metric: "precision" | "recall" | "f1"): string => `${percent(scores[metric])}${zeroDivision?.includes(metric) ? "*" : ""}`;
  return [cell("precision"), cell("recall"), cell("f1")];
}

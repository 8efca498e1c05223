import type { ClassificationReport, ClassScores } from "@lockstep/core";
import { count, percent } from "../progress/format.ts";

/** A table of the classes with their macro average, and a note where a score had nothing to be divided by. */
export function reportLines({ classes, macro, samples }: ClassificationReport): readonly string[] {
  const undefinedOf = classes.filter(({ zeroDivision }) => zeroDivision !== undefined).map((scores) => scores.class);
  return [
    row("class", "samples", "precision", "recall", "F1"),
    ...classes.map((scores) => row(String(scores.class), count(scores.samples), ...cells(scores))),
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

function row(label: string, samples: string, precision: string, recall: string, f1: string): string {
  return [label.padStart(5), samples.padStart(9), precision.padStart(10), recall.padStart(9), f1.padStart(9)].join(" ");
}

import type { ClassScores, EpochFigures, RunEvent, RunProgress, RunSummary } from "@lockstep/core";
import { className } from "./class-name.ts";

// Everything the user reads about a run, as pure functions from events to text.

type GenerationEvent = Extract<RunEvent, { readonly type: "generation" }>;

const unknown = "-";

export function count(value: number): string {
  return Number.isFinite(value)
    ? Math.round(value)
        .toString()
        .replace(/\B(?=(\d{3})+$)/g, ",")
    : unknown;
}

/** null: there is no such figure. */
export function percent(fraction: number | null): string {
  return fraction !== null && Number.isFinite(fraction) ? `${(fraction * 100).toFixed(2)} %` : unknown;
}

function loss(value: number): string {
  if (!Number.isFinite(value)) return unknown;
  return Math.abs(value) < 1e6 ? value.toFixed(4) : value.toExponential(4);
}

export function plural(number: number, word: string, ending = "s"): string {
  return `${count(number)} ${word}${number === 1 ? "" : ending}`;
}

/** `0:07`, `12:34`, `1:02:03` */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return unknown;
  const whole = Math.round(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

export function bar(fraction: number, width: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0)) * width);
  return "█".repeat(filled) + "░".repeat(width - filled);
}

/** Loss and accuracy (which there is only of classes) are those of the training samples of the epoch so far. */
export function progressLine(progress: RunProgress, hasClasses = true): string {
  const { epoch, epochs, step, steps } = progress;
  // At the beginning of an epoch there are none yet, and before the first step no pace either.
  const begun = step * epochs > epoch * steps;
  const moving = progress.samplesPerSecond > 0;
  return [
    `epoch ${Math.min(epoch + 1, epochs)}/${epochs}`,
    `step ${step}/${steps}`,
    `loss ${begun ? loss(progress.loss) : unknown}`,
    ...(hasClasses ? [`accuracy ${begun ? percent(progress.accuracy) : unknown}`] : []),
    `${moving ? count(progress.samplesPerSecond) : unknown} samples/s`,
    `ETA ${moving || step === steps ? duration(progress.etaSeconds) : unknown}`,
  ].join("  ");
}

/** The block that a terminal redraws: the run on two lines, then a line a worker. */
export function progressBlock(progress: RunProgress, columns: number, hasClasses = true): readonly string[] {
  const { step, steps, workers } = progress;
  const nameWidth = Math.max(0, ...workers.map((worker) => worker.name.length));
  const lines = [
    progressLine(progress, hasClasses),
    `${bar(step / steps, Math.max(10, Math.min(50, columns - 12)))} ${percent(step / steps)}`,
    // Without the worker's step: it was told a moment ago, and workers that are never two steps apart would seem to be dozens apart.
    ...workers.map(({ name, shards, phase, samples }) =>
      [`  ${name.padEnd(nameWidth)}`, `shards ${shards.join(",") || unknown}`, phase.padEnd(14), plural(samples, "sample")].join("  "),
    ),
  ];
  return lines.map((line) => line.trimEnd().slice(0, Math.max(1, columns - 1)));
}

export function generationLine({ generation, start, reason, workers }: GenerationEvent): string {
  return `generation ${generation}: ${plural(workers.length, "worker")} (${workers.join(", ")}) from step ${start}: ${reason}`;
}

export function epochLine(epoch: EpochFigures, epochs: number, samplesPerSecond: number, hasClasses = true): string {
  return [
    `epoch ${epoch.epoch + 1}/${epochs} done`,
    `train loss ${loss(epoch.trainLoss)}`,
    ...(epoch.validationLoss === undefined ? [] : [`validation loss ${loss(epoch.validationLoss)}`]),
    ...(epoch.validationAccuracy === undefined || !hasClasses ? [] : [`validation accuracy ${percent(epoch.validationAccuracy)}`]),
    `test loss ${loss(epoch.testLoss)}`,
    ...(hasClasses ? [`test accuracy ${percent(epoch.testAccuracy)}`] : []),
    `${count(samplesPerSecond)} samples/s`,
  ].join("  ");
}

/** Macro averages, and the class that is recognised worst. */
function reportLine({ testReport: { classes, macro }, classNames }: RunSummary): string {
  const worst = classes.reduce<ClassScores | null>((least, scores) => (least === null || scores.f1 < least.f1 ? scores : least), null);
  const weakest = worst === null ? "" : `; weakest class ${className(worst.class, classNames)}, F1 ${percent(worst.f1)}`;
  return `macro precision ${percent(macro.precision)}, recall ${percent(macro.recall)}, F1 ${percent(macro.f1)}${weakest}`;
}

function bestLine({ best, validationLoss }: RunSummary, hasClasses: boolean): string {
  if (best === null) {
    const reason = validationLoss === undefined ? "nothing is held back for validation (--validation)" : "no validation loss is a number";
    return `best model      none: ${reason}`;
  }
  const figures = `epoch ${best.epoch + 1}: validation loss ${loss(best.validationLoss)}`;
  const rest = hasClasses
    ? `accuracy ${percent(best.validationAccuracy)}, test accuracy ${percent(best.testAccuracy)}`
    : `test loss ${loss(best.testLoss)}`;
  const where = best.weightsHash === null ? "lost by a parameter server" : "in model-best/";
  return `best model      ${figures}, ${rest}  (${where})`;
}

/** The last thing the user sees of a run that finished. */
export function summaryLines(summary: RunSummary, runFolder: string, hasClasses = true): readonly string[] {
  const { testAccuracy, testLoss, trainLoss, validationLoss, validationAccuracy, samplesApplied, skippedSteps } = summary;
  const { epochs, steps, endedEarly, generations } = summary;
  return [
    ...(hasClasses
      ? [
          `test accuracy   ${percent(testAccuracy)}  (test loss ${loss(testLoss)}, train loss ${loss(trainLoss)})`,
          `by class        ${reportLine(summary)}`,
        ]
      : [`test loss       ${loss(testLoss)}  (train loss ${loss(trainLoss)})`]),
    ...(validationLoss === undefined
      ? []
      : [
          hasClasses
            ? `validation      ${percent(validationAccuracy ?? null)}  (loss ${loss(validationLoss)})`
            : `validation loss ${loss(validationLoss)}`,
        ]),
    ...(endedEarly === undefined ? [] : [`ended early     after ${endedEarly.epochs} of ${plural(epochs, "epoch")}: ${endedEarly.reason}`]),
    bestLine(summary, hasClasses),
    `weightsHash     ${summary.weightsHash}`,
    `ledgerOk: ${String(summary.ledgerOk).padEnd(5)} ${plural(samplesApplied, "sample")} applied in ${plural(steps, "step")}, ${plural(generations, "generation")}`,
    ...(skippedSteps === 0 ? [] : [`skipped         ${plural(skippedSteps, "step")}, because a loss or a gradient was not finite`]),
    `training time   ${duration(summary.trainSeconds)}  (${count(summary.samplesPerSecond)} samples/s, backend ${summary.backend})`,
    `run folder      ${runFolder}`,
    `next            npx lockstep verify ${shellWord(runFolder)}  (proves from the ledger that every sample was applied exactly once an epoch)`,
  ];
}

/** So that a line can be copied into a shell as it stands. */
export function shellWord(word: string): string {
  // A word that begins with "-" would be taken for a flag.
  const path = word.startsWith("-") ? `./${word}` : word;
  return /^[\w./@:=+-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`;
}

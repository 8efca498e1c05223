import type { RunEvent } from "@lockstep/core";
import { className } from "./class-name.ts";
import { injectedFaultsLine, plannedFaultLines } from "./fault-lines.ts";
import { count, epochLine, generationLine, plural, progressLine, shellWord, summaryLines } from "./format.ts";
import type { DataIntroduction, ProgressView, RunIntroduction, TextOutput } from "./progress-view.ts";

const progressEveryMs = 5_000;

export function introductionLines(run: RunIntroduction): readonly string[] {
  const processes = `1 coordinator, ${plural(run.parameterServers, "parameter server")}, ${plural(run.workers, "worker")}`;
  const what = `${run.recipe}: ${plural(run.epochs, "epoch")}, batch ${run.batchSize}, ${plural(run.shards, "shard")}, seed ${run.seed}`;
  const { name, trainSamples, validationSamples, testSamples, featureShape, targets = 0 } = run.data;
  const held = validationSamples === undefined ? "" : `, ${count(validationSamples)} validation`;
  const wanted = run.data.classes === 0 ? plural(targets, "target") : classesText(run.data);
  const samples = `${count(trainSamples)} training${held} and ${count(testSamples)} test samples of ${featureShape.join(" x ")}, ${wanted}`;
  return [
    `${run.resumed ? "resuming" : "training"} ${what}; ${processes}; ${run.runFolder}`,
    `data: ${samples} (${name})`,
    ...(run.batchSize > trainSamples
      ? [`warning: a batch of ${count(run.batchSize)} is larger than the ${count(trainSamples)} training samples: each epoch is one step`]
      : []),
  ];
}

const shownNames = 6;

function classesText({ classes, classNames }: DataIntroduction): string {
  const number = plural(classes, "class", "es");
  if (classNames === undefined) return number;
  const shown = classNames.slice(0, shownNames).map((_, label) => className(label, classNames));
  return `${number}: ${shown.join(", ")}${classes > shownNames ? ", …" : ""}`;
}

export function stoppingLine({ runFolder }: RunIntroduction): string {
  return `stopping; go on later with: npx lockstep train --resume --run ${shellWord(runFolder)}`;
}

/** The line that tells of an event once, null if the event only changes what a live display shows. */
export function eventLines(event: RunEvent, run: RunIntroduction, samplesPerSecond: number): readonly string[] {
  switch (event.type) {
    case "listening":
      return event.httpAddress === null ? [] : [`status page: http://${event.httpAddress}/`];
    case "generation":
      return [generationLine(event)];
    case "epoch":
      return [epochLine(event.epoch, run.epochs, samplesPerSecond, run.data.classes > 0)];
    case "alarm":
      return [`alarm: ${event.message}`];
    case "chaos":
      return event.state === "planned" ? plannedFaultLines(event) : [injectedFaultsLine(event)];
    case "fault":
      return [`fault ${event.state}: ${event.reason}`];
    case "alarm-over":
      return [`no longer: ${event.message}`];
    case "finished":
      return ["", ...summaryLines(event.summary, run.runFolder, run.data.classes > 0)];
    case "member":
      return event.state === "left" ? [`${event.name} left: ${event.reason}`] : [];
    case "process":
      return event.state === "restarted" ? [] : [event.reason];
    case "aborted":
    // The error that the command ends with says it.
    case "progress":
      break;
  }
  return [];
}

/** Plain lines, for files and pipes: what happens once, and how far the run is every 5 s. */
export function createLineView(output: TextOutput, now: () => number = () => performance.now()): ProgressView {
  let run: RunIntroduction | null = null;
  let shownAtMs = now();
  let samplesPerSecond = Number.NaN;
  return {
    introduce(introduction) {
      run = introduction;
      for (const line of introductionLines(introduction)) output.write(`${line}\n`);
    },
    show(event) {
      if (event.type === "progress") {
        samplesPerSecond = event.progress.samplesPerSecond;
        if (now() - shownAtMs < progressEveryMs) return;
        shownAtMs = now();
        output.write(`${progressLine(event.progress, run?.data.classes !== 0)}\n`);
      } else if (run !== null) {
        for (const line of eventLines(event, run, samplesPerSecond)) output.write(`${line}\n`);
      }
    },
    showStopping() {
      if (run !== null) output.write(`${stoppingLine(run)}\n`);
    },
    close() {},
  };
}

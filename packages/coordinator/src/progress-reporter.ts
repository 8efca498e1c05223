import { describeNonFinite, parseLayout } from "@lockstep/core";
import type { ActiveAlarms, EpochResult, LedgerLine, LedgerStep, RunEvent, RunProgress, RunSettings } from "@lockstep/core";
import type { CoordinatorState } from "./coordinator-state.ts";
import type { FollowedLine } from "./ledger-follower.ts";
import type { MetricsFile } from "./metrics-file.ts";
import { Pace } from "./pace.ts";
import { RunTotals } from "./run-totals.ts";
import type { TrainingCurves } from "./tensorboard/training-curves.ts";

export interface ProgressReporterOptions {
  readonly settings: Pick<RunSettings, "epochs" | "earlyStop">;
  /** N */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** of the data */
  readonly classes: number;
  /** lines of this generation and before were written before this process started: they tell nothing of its pace */
  readonly pastGeneration: number;
  /** when this process started */
  readonly startedMs: number;
  readonly state: () => Readonly<CoordinatorState>;
  readonly metrics: MetricsFile;
  readonly curves: Pick<TrainingCurves, "add">;
  readonly alarms: Pick<ActiveAlarms, "raise" | "clear">;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
}

const reportMs = 250;
/** A loss scale that is too large costs a few steps in a row; so many are a training that does not get on, until a step is applied again. */
const manySkips = 100;

/** Turns the lines of the followed ledger into progress, results of epochs and metrics. Observes only. */
export class ProgressReporter {
  readonly pace: Pace;
  readonly #options: ProgressReporterOptions;
  readonly #timer: NodeJS.Timeout;
  #totals: RunTotals;
  /** the last line that was counted into the pace; lines that are read again are not counted again */
  #counted = { generation: 0, step: -1 };
  /** committed since the pace was counted last */
  #pending = { steps: 0, samples: 0 };
  /** last generation of which another coordinator has counted the pace; null: no line has come yet */
  #pastGeneration: number | null = null;
  /** taken, and to be written once the pace has counted them */
  #unwritten: { readonly line: LedgerStep; readonly result: EpochResult | null }[] = [];
  #lastEpoch = -1;
  #changed = false;
  #toldSkipped = false;

  constructor(options: ProgressReporterOptions) {
    this.#options = options;
    this.pace = new Pace(options.startedMs, options.metrics.past);
    this.#totals = this.#nothingYet();
    this.#timer = setInterval(() => this.#report(), reportMs);
  }

  /** Every line of the run is in, the closing step's too. */
  get complete(): boolean {
    return this.#totals.lines === this.#totals.steps + 1;
  }

  /** Lines that count, in order. Those that came together and whose times are not known share the time since the line before. */
  take(lines: readonly FollowedLine[]): void {
    for (const [index, { line, atMs }] of lines.entries()) {
      this.#takeLine(line, atMs);
      if (lines[index + 1]?.atMs === atMs) continue;
      this.#countPace(atMs);
      this.#writeMetrics(atMs);
    }
    this.#changed = true;
  }

  /** The ledger will be told again from its beginning. */
  restart(): void {
    this.#totals = this.#nothingYet();
  }

  get progress(): RunProgress {
    const { settings, now } = this.#options;
    const totals = this.#totals;
    const { steps, endedEarly } = totals;
    const { loss, accuracy } = totals.means(totals.epoch);
    const samplesPerSecond = this.pace.samplesPerSecond(now());
    const step = totals.stepsCommitted;
    const samplesPerStep = step === 0 ? 0 : totals.samplesApplied / step;
    const etaSeconds = samplesPerSecond > 0 ? ((steps - step) * samplesPerStep) / samplesPerSecond : 0;
    return {
      epoch: totals.epoch,
      epochs: endedEarly?.epochs ?? settings.epochs,
      step,
      steps,
      loss,
      accuracy,
      samplesPerSecond,
      etaSeconds,
      workers: this.#workers(),
    };
  }

  /** Samples of a worker's shards in the committed steps, whether or not it is still there. */
  workerSamples(name: string): number {
    return this.#totals.workerSamples(name);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#report();
  }

  #nothingYet(): RunTotals {
    const { settings, steps, stepsPerEpoch, classes } = this.#options;
    return new RunTotals({ steps, stepsPerEpoch, classes, earlyStop: settings.earlyStop });
  }

  #takeLine(line: LedgerLine, atMs: number): void {
    const { pastGeneration, report, state } = this.#options;
    const result = this.#totals.add(line);
    // Lines come once this process has opened a generation. Older ones were before it, also if its journal was lost and knows of none.
    this.#pastGeneration ??= Math.max(pastGeneration, (state().roster?.generation ?? 1) - 1);
    const past = line.generation <= this.#pastGeneration;
    if (line.kind === "open") {
      this.#countPace(atMs);
      const { roster, openedMs } = state();
      if (!past) this.pace.began(roster?.generation === line.generation ? openedMs : atMs);
      return;
    }
    if (line.skipped && !past) this.#tellSkipped(line);
    this.#unwritten.push({ line, result });
    const { generation, step } = this.#counted;
    if (line.generation > generation || (line.generation === generation && line.step > step)) {
      this.#counted = { generation: line.generation, step: line.step };
      if (!past) this.#watchSkips(line);
      if (!past && line.samples > 0) this.#pending = { steps: this.#pending.steps + 1, samples: this.#pending.samples + line.samples };
    }
    if (result !== null && result.epoch > this.#lastEpoch) {
      this.#lastEpoch = result.epoch;
      report({ type: "epoch", epoch: result });
    }
  }

  #writeMetrics(nowMs: number): void {
    const pace = { samplesPerSecond: this.pace.samplesPerSecond(nowMs), ...this.pace.times(nowMs) };
    const { metrics, curves } = this.#options;
    for (const { line, result } of this.#unwritten) {
      metrics.add(line, pace, result);
      curves.add(line, pace, result);
    }
    this.#unwritten = [];
  }

  #tellSkipped(line: LedgerStep): void {
    const { firstWorker } = this.#options.state();
    if (this.#toldSkipped || firstWorker === null) return;
    this.#toldSkipped = true;
    const found = describeNonFinite(line, parseLayout(firstWorker.layoutJson));
    const message = `${found}: the step was skipped, and so will others be without a further word; the ledger and the summary tell how many`;
    this.#options.report({ type: "alarm", message });
  }

  #watchSkips({ step, skipped }: LedgerStep): void {
    const { alarms } = this.#options;
    if (!skipped) {
      if (step < this.#totals.steps) alarms.clear("skips");
      return;
    }
    if (this.#totals.skippedInARow(manySkips) < manySkips) return;
    const message = `the last ${manySkips} steps up to step ${step} were all skipped, because none of them was finite: the training does not get on; if it stays so, train anew with a lower --learning-rate`;
    alarms.raise("skips", message);
  }

  #countPace(nowMs: number): void {
    const { steps, samples } = this.#pending;
    this.#pending = { steps: 0, samples: 0 };
    if (steps > 0) this.pace.stepped(nowMs, steps, samples);
  }

  #report(): void {
    if (!this.#changed) return;
    this.#changed = false;
    this.#options.report({ type: "progress", progress: this.progress });
  }

  #workers(): RunProgress["workers"] {
    const { roster, members } = this.#options.state();
    return (roster?.ranks ?? []).map(({ name, shards }, rank) => {
      const beat = members.get(name)?.beat;
      return { name, rank, shards, version: beat?.version ?? 0, phase: beat?.phase ?? "away", samples: this.#totals.workerSamples(name) };
    });
  }
}

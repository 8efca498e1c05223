import { readFile, truncate } from "node:fs/promises";
import { LockstepError } from "@lockstep/core";
import type { EpochResult, LedgerStep, Logger } from "@lockstep/core";
import { AppendQueue } from "./append-queue.ts";
import { noTimes } from "./pace.ts";
import type { RunTimes } from "./pace.ts";

/** What a line tells besides its step: the pace at which it came, and the times up to here. */
interface LinePace extends RunTimes {
  readonly samplesPerSecond: number;
}

/** Where the file ends. */
interface LastLine {
  readonly generation: number;
  readonly step: number;
  readonly times: RunTimes;
}

const noLine: LastLine = { generation: 0, step: -1, times: noTimes };

/** One line of `metrics.jsonl`: a committed step. A step that was redone stands there again with a higher generation; the last one counts. */
interface StepMetrics extends LinePace {
  readonly generation: number;
  readonly step: number;
  readonly epoch: number;
  /** means over the step's samples; null: there are none, and without classes there is no accuracy */
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly samples: number;
  /** the step changed nothing, because its loss or gradient was not finite */
  readonly skipped?: true;
  /** in the line of the step that evaluated the end of an epoch */
  readonly epochEnd?: EpochResult;
}

/** Problem of this file, see alarmLogger. */
const alarm = "metrics";

/** Appends the course of training to `metrics.jsonl`, one JSON line a committed step. Never slows anything, see {@link AppendQueue}. */
export class MetricsFile {
  /** as the coordinators before this one counted them: those of the last line */
  readonly past: RunTimes;
  readonly #queue: AppendQueue;
  readonly #hasClasses: boolean;
  #last: { readonly generation: number; readonly step: number };

  private constructor(file: string, classes: number, last: LastLine, logger: Logger) {
    this.#hasClasses = classes > 0;
    this.past = last.times;
    this.#queue = new AppendQueue({ file, alarm, pieces: "lines", logger });
    this.#last = last;
  }

  /**
   * Opens the file, cuts off a torn last line, and goes on after its last step.
   * @param classes of the data
   * @throws LockstepError "configuration" if it cannot be used
   */
  static async open(file: string, classes: number, logger: Logger): Promise<MetricsFile> {
    try {
      return new MetricsFile(file, classes, await cutToLastLine(file), logger);
    } catch (error) {
      throw new LockstepError("configuration", `cannot use ${file}: ${LockstepError.from(error).message}`, { cause: error });
    }
  }

  /** Lines up to the last one in the file are ignored, so that a ledger may be read again from its beginning. */
  add(line: LedgerStep, pace: LinePace, epochEnd: EpochResult | null): void {
    const { generation, step } = line;
    if (generation < this.#last.generation || (generation === this.#last.generation && step <= this.#last.step)) return;
    this.#last = { generation, step };
    const metrics: StepMetrics = {
      generation,
      step,
      epoch: line.epoch,
      loss: line.samples === 0 ? null : line.lossSum / line.samples,
      accuracy: line.samples === 0 || !this.#hasClasses ? null : line.correct / line.samples,
      samples: line.samples,
      ...(line.skipped && { skipped: true }),
      samplesPerSecond: Math.round(pace.samplesPerSecond),
      wallSeconds: toMilliseconds(pace.wallSeconds),
      trainSeconds: toMilliseconds(pace.trainSeconds),
      trainedSamples: pace.trainedSamples,
      ...(epochEnd === null ? {} : { epochEnd }),
    };
    this.#queue.add(Buffer.from(`${JSON.stringify(metrics)}\n`));
  }

  /** Writes what waits. */
  close(): Promise<void> {
    return this.#queue.close();
  }
}

const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000) / 1000;

async function cutToLastLine(file: string): Promise<LastLine> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return noLine;
    throw error;
  }
  const end = text.lastIndexOf("\n") + 1;
  if (end < text.length) await truncate(file, Buffer.byteLength(text.slice(0, end)));
  const lastLine = text.slice(text.lastIndexOf("\n", end - 2) + 1, end);
  try {
    const fields = JSON.parse(lastLine) as Readonly<Record<string, unknown>>;
    const { generation, step } = fields;
    if (typeof generation === "number" && typeof step === "number") return { generation, step, times: timesOf(fields) };
  } catch {
    // An unreadable line costs a few lines twice, no more.
  }
  return noLine;
}

function timesOf({ wallSeconds, trainSeconds, trainedSamples }: Readonly<Record<string, unknown>>): RunTimes {
  const known = [wallSeconds, trainSeconds, trainedSamples].every((value) => typeof value === "number" && value >= 0);
  return known ? ({ wallSeconds, trainSeconds, trainedSamples } as RunTimes) : noTimes;
}

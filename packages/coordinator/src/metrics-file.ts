import { open, readFile, truncate } from "node:fs/promises";
import { LockstepError } from "@lockstep/core";
import type { EpochResult, LedgerStep, Logger } from "@lockstep/core";
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
  /** means over the step's samples */
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly samples: number;
  /** the step changed nothing, because its loss or gradient was not finite */
  readonly skipped?: true;
  /** in the line of the step that evaluated the end of an epoch */
  readonly epochEnd?: EpochResult;
}

const flushMs = 500;
const maxWaitingBytes = 16 << 20;

/** Problem of this file, see alarmLogger. */
const alarm = "metrics";

/**
 * Appends the course of training to `metrics.jsonl`, one JSON line a committed step. Never slows anything: lines wait in memory while the
 * disk is slow or takes none (an alarm tells of it), 16 MiB of them at most, and are written when it takes them again.
 */
export class MetricsFile {
  /** as the coordinators before this one counted them: those of the last line */
  readonly past: RunTimes;
  readonly #file: string;
  readonly #logger: Logger;
  readonly #timer: NodeJS.Timeout;
  #last: { readonly generation: number; readonly step: number };
  #waiting: string[] = [];
  #waitingBytes = 0;
  #lostLines = 0;
  #failing = false;
  #writing: Promise<void> = Promise.resolve();
  /** a write broke off: the file ends here before anything more is written */
  #cutTo: number | null = null;

  private constructor(file: string, last: LastLine, logger: Logger) {
    this.past = last.times;
    this.#file = file;
    this.#last = last;
    this.#logger = logger;
    this.#timer = setInterval(() => this.#flush(), flushMs);
  }

  /** Opens the file, cuts off a torn last line, and goes on after its last step. @throws LockstepError "configuration" if it cannot be used */
  static async open(file: string, logger: Logger): Promise<MetricsFile> {
    try {
      return new MetricsFile(file, await cutToLastLine(file), logger);
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
      accuracy: line.samples === 0 ? null : line.correct / line.samples,
      samples: line.samples,
      ...(line.skipped && { skipped: true }),
      samplesPerSecond: Math.round(pace.samplesPerSecond),
      wallSeconds: toMilliseconds(pace.wallSeconds),
      trainSeconds: toMilliseconds(pace.trainSeconds),
      trainedSamples: pace.trainedSamples,
      ...(epochEnd === null ? {} : { epochEnd }),
    };
    const text = `${JSON.stringify(metrics)}\n`;
    if (this.#waitingBytes + text.length > maxWaitingBytes) {
      this.#lostLines += 1;
      return;
    }
    this.#waiting.push(text);
    this.#waitingBytes += text.length;
  }

  /** Writes what waits. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    await this.#writing;
  }

  #flush(): void {
    this.#writing = this.#writing.then(() => this.#write());
  }

  async #write(): Promise<void> {
    const lines = this.#waiting.length;
    if (lines === 0) return;
    const text = this.#waiting.join("");
    try {
      await this.#append(text);
    } catch (error) {
      if (!this.#failing)
        this.#logger.warn({ alarm }, `${this.#file} cannot be written: ${LockstepError.from(error).message}; its lines wait in memory`);
      this.#failing = true;
      return;
    }
    this.#waiting = this.#waiting.slice(lines);
    this.#waitingBytes -= text.length;
    if (this.#failing) this.#logger.info({ alarmOver: alarm, lostLines: this.#lostLines }, `${this.#file} is written again${this.#loss()}`);
    this.#failing = false;
    this.#lostLines = 0;
  }

  #loss(): string {
    return this.#lostLines === 0 ? "" : `; ${this.#lostLines} lines found no room in memory and are lost`;
  }

  async #append(text: string): Promise<void> {
    const handle = await open(this.#file, "a");
    try {
      const { size } = await handle.stat();
      if (this.#cutTo !== null && this.#cutTo < size) await handle.truncate(this.#cutTo);
      this.#cutTo = Math.min(size, this.#cutTo ?? size);
      await handle.appendFile(text);
      this.#cutTo = null;
    } finally {
      await handle.close();
    }
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

import { classificationReport, stopsEarly } from "@lockstep/core";
import type { EarlyEnd, EarlyStopSettings, EpochResult, LedgerEvaluation, LedgerLine, LedgerStep, ValidationResult } from "@lockstep/core";

/** Sums over the training steps of one epoch so far. */
interface EpochSums {
  readonly samples: number;
  readonly lossSum: number;
  readonly correct: number;
}

/** Of one version of the parameters. */
interface Evaluations {
  readonly test: LedgerEvaluation;
  readonly validation: LedgerEvaluation | undefined;
}

/** Samples of each worker in a step; steps share these, as few different ones occur in a run. */
type Portions = ReadonlyMap<string, number>;

export interface RunTotalsOptions {
  /** N */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** of the data; 0: each accuracy is null */
  readonly classes: number;
  /** absent: the run has all its steps */
  readonly earlyStop?: EarlyStopSettings | undefined;
}

const nothing: EpochSums = { samples: 0, lossSum: 0, correct: 0 };
const noPortions: Portions = new Map();

/**
 * What the lines of a ledger that count add up to. A generation that starts again from an earlier step takes back what came after it.
 * Pure bookkeeping: about 40 bytes a step.
 */
export class RunTotals {
  readonly #plannedSteps: number;
  readonly #stepsPerEpoch: number;
  readonly #hasClasses: boolean;
  /** applied; 0 in a skipped step, whose loss counts nowhere */
  readonly #samples: number[] = [];
  readonly #lossSums: number[] = [];
  readonly #correct: number[] = [];
  readonly #portions: Portions[] = [];
  readonly #distinctPortions = new Map<string, Portions>();
  readonly #evaluations = new Map<number, Evaluations>();
  readonly #workerSamples = new Map<string, number>();
  readonly #earlyStop: EarlyStopSettings | undefined;
  #samplesApplied = 0;
  /** by the validations so far; null: the run has all its steps */
  #early: ReturnType<typeof stopsEarly> | null = null;

  constructor({ steps, stepsPerEpoch, classes, earlyStop }: RunTotalsOptions) {
    this.#plannedSteps = steps;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#hasClasses = classes > 0;
    this.#earlyStop = earlyStop;
  }

  /** Training steps of the whole run: N, or fewer once its validations have ended it early. */
  get steps(): number {
    return this.#early?.result?.version ?? this.#plannedSteps;
  }

  /** How many epochs the run has had, and why no more; null: it has not ended before its last one. */
  get endedEarly(): EarlyEnd | null {
    if (this.#early === null || this.steps === this.#plannedSteps) return null;
    return { epochs: this.steps / this.#stepsPerEpoch, reason: this.#early.reason };
  }

  /** Lines committed: training steps, and the closing step when it is in. */
  get lines(): number {
    return this.#samples.length;
  }

  /** Training steps committed, 0 .. N. */
  get stepsCommitted(): number {
    return Math.min(this.lines, this.steps);
  }

  get samplesApplied(): number {
    return this.#samplesApplied;
  }

  /** Training steps at the end that were skipped, one after the other; counted up to `atMost`. */
  skippedInARow(atMost: number): number {
    const { stepsCommitted } = this;
    let skipped = 0;
    while (skipped < Math.min(atMost, stepsCommitted) && this.#samples[stepsCommitted - 1 - skipped] === 0) skipped += 1;
    return skipped;
  }

  workerSamples(name: string): number {
    return this.#workerSamples.get(name) ?? 0;
  }

  /**
   * Takes a line that counts, in order.
   * @returns the result of the epoch that its evaluation completes, if it has one
   */
  add(line: LedgerLine): EpochResult | null {
    if (line.kind === "open") {
      while (this.lines > line.start) this.#takeBack();
      this.#judge();
      return null;
    }
    const { samples, lossSum, correct } = line.skipped ? nothing : line;
    const portions = line.skipped ? noPortions : this.#portionsOf(line);
    this.#samples.push(samples);
    this.#lossSums.push(lossSum);
    this.#correct.push(correct);
    this.#portions.push(portions);
    this.#count(portions, samples, 1);
    if (line.evaluation === undefined) return null;
    this.#evaluations.set(line.step, { test: line.evaluation, validation: line.validation });
    this.#judge();
    return this.epochResult(line.step / this.#stepsPerEpoch - 1);
  }

  /** The epoch that the next step belongs to; the last one when all steps are done. */
  get epoch(): number {
    return Math.floor(Math.max(0, Math.min(this.lines, this.steps - 1)) / this.#stepsPerEpoch);
  }

  /** Mean training loss and accuracy over the steps of an epoch that are committed; zeros before the first. */
  means(epoch: number): { readonly loss: number; readonly accuracy: number | null } {
    const { samples, lossSum, correct } = this.#sums(epoch);
    return { loss: lossSum / Math.max(1, samples), accuracy: this.#accuracy(correct, samples) };
  }

  /** Ascending by version. */
  get validations(): readonly ValidationResult[] {
    return [...this.#evaluations]
      .flatMap(([version, { validation }]) => (validation ? [{ version, loss: validation.lossSum / validation.samples }] : []))
      .toSorted((a, b) => a.version - b.version);
  }

  /** null until the version that ends the epoch was evaluated. */
  epochResult(epoch: number): EpochResult | null {
    const evaluations = this.#evaluations.get((epoch + 1) * this.#stepsPerEpoch);
    if (evaluations === undefined) return null;
    const { loss, accuracy } = this.means(epoch);
    const { test, validation } = evaluations;
    return {
      epoch,
      trainLoss: loss,
      trainAccuracy: accuracy,
      testLoss: test.lossSum / Math.max(1, test.samples),
      testAccuracy: this.#accuracy(test.correct, test.samples),
      ...(validation && {
        validationLoss: validation.lossSum / validation.samples,
        validationAccuracy: this.#accuracy(validation.correct, validation.samples),
      }),
      testReport: classificationReport(test.confusion),
      ...(validation && { validationReport: classificationReport(validation.confusion) }),
    };
  }

  #accuracy(correct: number, samples: number): number | null {
    return this.#hasClasses ? correct / Math.max(1, samples) : null;
  }

  #sums(epoch: number): EpochSums {
    const from = epoch * this.#stepsPerEpoch;
    const to = Math.min(this.stepsCommitted, from + this.#stepsPerEpoch);
    let samples = 0;
    let lossSum = 0;
    let correct = 0;
    for (let step = from; step < to; step += 1) {
      samples += this.#samples[step] ?? 0;
      lossSum += this.#lossSums[step] ?? 0;
      correct += this.#correct[step] ?? 0;
    }
    return { samples, lossSum, correct };
  }

  #judge(): void {
    if (this.#earlyStop !== undefined) this.#early = stopsEarly(this.validations, this.#earlyStop);
  }

  #takeBack(): void {
    const samples = this.#samples.pop() ?? 0;
    this.#lossSums.pop();
    this.#correct.pop();
    this.#evaluations.delete(this.lines);
    const portions = this.#portions.pop();
    if (portions !== undefined) this.#count(portions, samples, -1);
  }

  #count(portions: Portions, samples: number, sign: 1 | -1): void {
    this.#samplesApplied += sign * samples;
    for (const [worker, portion] of portions) this.#workerSamples.set(worker, this.workerSamples(worker) + sign * portion);
  }

  #portionsOf(line: LedgerStep): Portions {
    const portions = new Map<string, number>();
    for (const { worker, samples } of line.shards) portions.set(worker, (portions.get(worker) ?? 0) + samples);
    const key = JSON.stringify([...portions]);
    const known = this.#distinctPortions.get(key);
    if (known !== undefined) return known;
    this.#distinctPortions.set(key, portions);
    return portions;
  }
}

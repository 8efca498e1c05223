import { setImmediate as nextTurn } from "node:timers/promises";
import { canonicalJson, scheduledRate } from "@lockstep/core";
import type { EpochResult, Layout, LedgerStep, RunSettings } from "@lockstep/core";
import type { EventFile, EventValue } from "./event-file.ts";
import { histogram, scalar, sessionEnd, sessionStart, text } from "./event-values.ts";

export interface TrainingCurvesOptions {
  readonly events: Pick<EventFile, "add">;
  readonly settings: RunSettings;
  readonly recipeHash: string;
  /** N */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  /** of the data; 0: there is no accuracy */
  readonly classes: number;
}

/** Points of a curve over the steps of a run; more steps are thinned evenly. TensorBoard itself shows 1,000 of a curve. */
const maxPoints = 10_000;

/**
 * The course of training for TensorBoard. `loss/train-step`, `accuracy/train-step`, `pace/samples-per-second` and
 * `optimizer/learning-rate`: of single steps; `loss/train-epoch`, `loss/test` and the same of accuracy: at the version that ends an epoch;
 * `parameters/NAME`: how the values of each tensor are spread at the end; the recipe and the settings as text and as hyper-parameters.
 */
export class TrainingCurves {
  readonly #options: TrainingCurvesOptions;
  readonly #everySteps: number;
  readonly #learningRate: (updates: number) => number;
  /** steps that were skipped; they are no updates */
  readonly #skipped = new Set<number>();

  constructor(options: TrainingCurvesOptions) {
    this.#options = options;
    this.#everySteps = Math.max(1, Math.ceil(options.steps / maxPoints));
    const { settings, steps, stepsPerEpoch } = options;
    this.#learningRate = scheduledRate(settings.schedule, settings.optimizer.learningRate, { stepsPerEpoch, totalSteps: steps });
  }

  /** What is trained. Once this process is the run's coordinator: until then an older one may write. */
  begin(): void {
    const { events, settings, recipeHash, steps } = this.#options;
    events.add(0, [sessionStart(flatSettings(settings))]);
    // A run that goes on with more epochs has more steps, and tells its settings again.
    events.add(steps, [text("run/settings", settingsText(settings, recipeHash))]);
  }

  /** A committed step that counts, with the result of the epoch that its evaluation completes. */
  add(line: LedgerStep, { samplesPerSecond }: { readonly samplesPerSecond: number }, epochEnd: EpochResult | null): void {
    const { events, stepsPerEpoch, classes } = this.#options;
    const accuracy = (tag: string, value: number | null): EventValue | null =>
      classes === 0 || value === null ? null : scalar(tag, value);
    const { step, samples, lossSum, correct, skipped } = line;
    if (skipped) this.#skipped.add(step);
    if (samples > 0 && !skipped && step % this.#everySteps === 0) {
      const values = [
        scalar("loss/train-step", lossSum / samples),
        accuracy("accuracy/train-step", correct / samples),
        scalar("optimizer/learning-rate", this.#learningRate(this.#updatesBefore(step))),
        samplesPerSecond > 0 ? scalar("pace/samples-per-second", samplesPerSecond) : null,
      ];
      events.add(step, values.filter(isValue));
    }
    if (epochEnd === null) return;
    const values = [
      scalar("loss/train-epoch", epochEnd.trainLoss),
      accuracy("accuracy/train-epoch", epochEnd.trainAccuracy),
      scalar("loss/test", epochEnd.testLoss),
      accuracy("accuracy/test", epochEnd.testAccuracy),
      epochEnd.validationLoss === undefined ? null : scalar("loss/validation", epochEnd.validationLoss),
      epochEnd.validationAccuracy === undefined ? null : accuracy("accuracy/validation", epochEnd.validationAccuracy),
    ];
    events.add((epochEnd.epoch + 1) * stepsPerEpoch, values.filter(isValue));
  }

  #updatesBefore(step: number): number {
    let updates = step;
    for (const skipped of this.#skipped) if (skipped < step) updates -= 1;
    return updates;
  }

  /**
   * The run is complete. Large models are worked through in turns with everything else.
   * @param steps that it has had: N, or fewer
   * @param weights the ranges of the last version of P in order, little-endian float32
   * @throws the signal's reason
   */
  async end(steps: number, layout: Layout, weights: readonly Uint8Array[], signal: AbortSignal): Promise<void> {
    const { events } = this.#options;
    for (const { name, offset, length } of layout.tensors) {
      signal.throwIfAborted();
      const value = histogram(`parameters/${name}`, piecesOf(weights, offset, offset + length));
      if (value !== null) events.add(steps, [value]);
      await nextTurn();
    }
    events.add(steps, [sessionEnd()]);
  }
}

const isValue = (value: EventValue | null): value is EventValue => value !== null;

/** Elements [start, end) of P as views of the ranges. */
function piecesOf(weights: readonly Uint8Array[], start: number, end: number): Float32Array[] {
  const pieces: Float32Array[] = [];
  let first = 0;
  for (const { buffer, byteOffset, byteLength } of weights) {
    const length = byteLength / Float32Array.BYTES_PER_ELEMENT;
    const from = Math.max(start, first);
    const to = Math.min(end, first + length);
    if (from < to) pieces.push(new Float32Array(buffer, byteOffset + (from - first) * Float32Array.BYTES_PER_ELEMENT, to - from));
    first += length;
  }
  return pieces;
}

/** Settings and those inside of them, e.g. `optimizer.learningRate`; null and undefined are left out. */
function flatSettings(value: object, prefix = ""): Record<string, string | number | boolean> {
  const entries = Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, item]) => {
    if (typeof item === "object" && item !== null) return Object.entries(flatSettings(item, `${prefix}${name}.`));
    return typeof item === "string" || typeof item === "number" || typeof item === "boolean" ? [[`${prefix}${name}`, item] as const] : [];
  });
  return Object.fromEntries(entries);
}

function settingsText(settings: RunSettings, recipeHash: string): string {
  const json = JSON.stringify(JSON.parse(canonicalJson(settings)), null, 2);
  return `recipe **${settings.recipe}**, hash \`${recipeHash}\`\n\n\`\`\`json\n${json}\n\`\`\`\n`;
}

/** Percentiles of the time a step takes, in ms; zeros while nothing is known. */
export interface StepTimes {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/** How long a run has been at work, over all the coordinators that it has had. */
export interface RunTimes {
  /** in which a coordinator was there, of an earlier one up to its last step */
  readonly wallSeconds: number;
  /** in which steps followed each other and a coordinator saw them */
  readonly trainSeconds: number;
  /** of these steps; what was trained again counts again */
  readonly trainedSamples: number;
}

export const noTimes: RunTimes = { wallSeconds: 0, trainSeconds: 0, trainedSamples: 0 };

const windowMs = 5000;
/** Latest step times kept for the percentiles. */
const maxTimes = 10_000;
/** Steps do not follow each other across a longer gap: it was a change of membership or an absence. */
const maxGapMs = 10_000;

/**
 * How fast the run goes, seen from when ledger lines were written. Lines of one time share the time since the line before.
 * Observes only: nothing of the training depends on it.
 */
export class Pace {
  readonly #startedMs: number;
  readonly #past: RunTimes;
  #times: number[] = [];
  #window: { readonly atMs: number; readonly samples: number }[] = [];
  #lastMs: number | null = null;
  #trainMs = 0;
  #samples = 0;

  /** @param startedMs when this coordinator was started @param past what the coordinators before it counted */
  constructor(startedMs: number, past: RunTimes = noTimes) {
    this.#startedMs = startedMs;
    this.#past = past;
  }

  /** Steps were committed since the last call or the beginning of the generation. */
  stepped(nowMs: number, steps: number, samples: number): void {
    const sinceMs = this.#lastMs === null ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - this.#lastMs);
    if (steps > 0 && sinceMs < maxGapMs) {
      const eachMs = sinceMs / steps;
      for (let i = 0; i < steps; i += 1) this.#times.push(eachMs);
      if (this.#times.length > 2 * maxTimes) this.#times = this.#times.slice(-maxTimes);
      this.#trainMs += sinceMs;
      this.#samples += samples;
      this.#window.push({ atMs: nowMs, samples });
    }
    this.#lastMs = Math.max(nowMs, this.#lastMs ?? nowMs);
    const recent = this.#window.findIndex((entry) => nowMs - entry.atMs <= windowMs);
    if (recent > 0) this.#window.splice(0, recent);
  }

  /** A generation began: the time before it belongs to no step. */
  began(nowMs: number): void {
    this.#lastMs = nowMs;
  }

  /** Over the last 5 s of training. */
  samplesPerSecond(nowMs: number): number {
    const recent = this.#window.filter((entry) => nowMs - entry.atMs <= windowMs);
    const first = recent[0];
    if (first === undefined) return 0;
    const overMs = Math.min(windowMs, this.#trainMs, nowMs - first.atMs + (this.#times.at(-1) ?? 0));
    return overMs <= 0 ? 0 : (recent.reduce((sum, entry) => sum + entry.samples, 0) / overMs) * 1000;
  }

  times(nowMs: number): RunTimes {
    const { wallSeconds, trainSeconds, trainedSamples } = this.#past;
    return {
      wallSeconds: wallSeconds + (nowMs - this.#startedMs) / 1000,
      trainSeconds: trainSeconds + this.#trainMs / 1000,
      trainedSamples: trainedSamples + this.#samples,
    };
  }

  get stepMs(): StepTimes {
    const sorted = this.#times.slice(-maxTimes).toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
    return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
  }
}

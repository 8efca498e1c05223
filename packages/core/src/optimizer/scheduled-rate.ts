import { LockstepError } from "../errors.ts";
import { cosPi } from "./cos-pi.ts";
import { constantRate, type LearningRate } from "./learning-rate.ts";
import type { ScheduleSettings, Span } from "./schedule-settings.ts";

/** How long the run is that a schedule is for. */
export interface Timeline {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
}

/**
 * The learning rate of every update of a run. u counts the updates made before, T is the schedule's length, W the warm-up's:
 * - warm-up: rate (u + 1) / W for u < W (Goyal et al., 2017; torch's LinearLR with start_factor 1/W over W - 1 steps, then SequentialLR);
 *   what follows then has u - W for u and T - W for T.
 * - step: rate factor^floor(u / every), as torch's StepLR.
 * - cosine: min + (rate - min) (1 + cos(pi u / T)) / 2 (Loshchilov and Hutter, 2017), as torch's CosineAnnealingLR with T_max = T; min from T on.
 * - one-cycle: torch's OneCycleLR (Smith and Topin, 2018) with cosine annealing in two phases, total_steps = T and cycle_momentum=False;
 *   its last rate from T on.
 *
 * @param learningRate the highest rate of the schedule
 * @throws LockstepError "configuration" if spans and rates do not fit each other
 */
export function scheduledRate(schedule: ScheduleSettings | undefined, learningRate: number, timeline: Timeline): LearningRate {
  if (schedule === undefined) return constantRate(learningRate);
  switch (schedule.name) {
    case "constant":
      return warmedUp(learningRate, steps(schedule.warmup, timeline), constantRate(learningRate));
    case "step": {
      const every = atLeastOne("every", schedule.every, timeline);
      const { factor = 0.1 } = schedule;
      const stepped = (u: number): number => learningRate * power(factor, Math.floor(u / every));
      return warmedUp(learningRate, steps(schedule.warmup, timeline), stepped);
    }
    case "cosine": {
      const { min = 0 } = schedule;
      if (min > learningRate) throw unfit(`cosine: min is ${min}, above the learning rate of ${learningRate}`);
      const warmup = steps(schedule.warmup, timeline);
      const length = lengthOf(schedule.length, timeline) - warmup;
      if (length < 1) throw unfit(`cosine: the warm-up of ${warmup} steps leaves nothing of a schedule of ${length + warmup}`);
      return warmedUp(learningRate, warmup, (u) => min + ((learningRate - min) * (1 + cosPi(Math.min(1, u / length)))) / 2);
    }
    default:
      return oneCycle(schedule, learningRate, lengthOf(schedule.length, timeline));
  }
}

function oneCycle(
  { rise = 0.3, startDivisor = 25, endDivisor = 1e4 }: Extract<ScheduleSettings, { name: "one-cycle" }>,
  highest: number,
  length: number,
): LearningRate {
  const start = highest / startDivisor;
  const end = start / endDivisor;
  const top = rise * length - 1;
  const last = length - 1;
  return (updates) => {
    const u = Math.min(updates, last);
    return u < top ? anneal(start, highest, u / top) : anneal(highest, end, (u - top) / (last - top));
  };
}

/** torch's _annealing_cos */
function anneal(from: number, to: number, fraction: number): number {
  return to + ((from - to) / 2) * (cosPi(fraction) + 1);
}

function warmedUp(learningRate: number, warmup: number, after: LearningRate): LearningRate {
  if (warmup === 0) return after;
  return (updates) => (updates < warmup ? (learningRate * (updates + 1)) / warmup : after(updates - warmup));
}

/** base^exponent by repeated squaring: Math.pow is not the same function in every V8. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, rest = exponent; rest > 0; square *= square, rest = Math.floor(rest / 2)) if (rest % 2 === 1) result *= square;
  return result;
}

/** 0 for none */
function steps(span: Span | undefined, { stepsPerEpoch }: Timeline): number {
  if (span === undefined) return 0;
  return "steps" in span ? span.steps : Math.round(span.epochs * stepsPerEpoch);
}

function lengthOf(span: Span | undefined, timeline: Timeline): number {
  return span === undefined ? timeline.totalSteps : atLeastOne("length", span, timeline);
}

function atLeastOne(field: string, span: Span, timeline: Timeline): number {
  const count = steps(span, timeline);
  if (count >= 1) return count;
  throw unfit(`${field} is less than one step: an epoch has ${timeline.stepsPerEpoch}`);
}

function unfit(problem: string): LockstepError {
  return new LockstepError("configuration", `learning-rate schedule, ${problem}`);
}

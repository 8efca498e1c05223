/** A stretch of training. Steps are updates. */
export type Span = { readonly epochs: number } | { readonly steps: number };

/**
 * How the learning rate moves over a run, as {@link scheduledRate} computes it. `warmup`: the rate first rises linearly from nearly 0, and
 * the rest of the schedule begins when it is over; default none. `length`: when the schedule has come to its end; default the run's.
 */
export type ScheduleSettings =
  | { readonly name: "constant"; readonly warmup?: Span }
  /** times `factor` (default 0.1) after each `every` */
  | { readonly name: "step"; readonly every: Span; readonly factor?: number; readonly warmup?: Span }
  /** half a cosine wave down to `min` (a learning rate, default 0) */
  | { readonly name: "cosine"; readonly min?: number; readonly length?: Span; readonly warmup?: Span }
  /**
   * up to the learning rate and down again: from learningRate / startDivisor (default 25), over the fraction `rise` of the length (default
   * 0.3), to the start rate / endDivisor (default 1e4)
   */
  | {
      readonly name: "one-cycle";
      readonly rise?: number;
      readonly startDivisor?: number;
      readonly endDivisor?: number;
      readonly length?: Span;
    };

/** What each schedule takes, apart from its name. */
export const scheduleFields: Readonly<Record<ScheduleSettings["name"], readonly string[]>> = {
  constant: ["warmup"],
  step: ["every", "factor", "warmup"],
  cosine: ["min", "length", "warmup"],
  "one-cycle": ["rise", "startDivisor", "endDivisor", "length"],
};

/** Whether the rate of an update depends on how long the run is, so that a longer run would have begun with other rates. */
export function spansRun(schedule: ScheduleSettings | undefined): boolean {
  return (schedule?.name === "cosine" || schedule?.name === "one-cycle") && schedule.length === undefined;
}

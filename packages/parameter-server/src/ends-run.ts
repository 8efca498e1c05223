import { describeNonFinite, describeNonFiniteParameter } from "@lockstep/core";
import type { Decision, Layout, MarkedShard, RunSettings } from "@lockstep/core";

export interface RangeAtStep {
  readonly step: number;
  /** 0-based */
  readonly epoch: number;
  readonly shards: readonly MarkedShard[];
  /** of the version that the step starts from, as far as this server holds it */
  readonly parameters: Float32Array;
  /** position in P of its first element */
  readonly start: number;
}

const stopAdvice =
  "lower --learning-rate, look for broken samples and at the model's loss, or train anew with --non-finite skip, which leaves such steps out";
const skipAdvice = "no later step could mend that; train anew with a lower --learning-rate";

/**
 * Whether a step with a shard that is not finite ends the run (docs/protocol.md rule 25): always if the settings say "stop"; if they say
 * "skip" only where the parameters are not finite any more, as every later step would be skipped too.
 * @returns the reason, for everybody; empty if the run goes on
 */
export function endsRun(at: RangeAtStep, layout: Layout, nonFinite: RunSettings["nonFinite"]): Decision<boolean> {
  const found = describeNonFinite(at, layout);
  if (found === null) return { result: false, reason: "" };
  if (nonFinite === "stop") return { result: true, reason: `${found}; ${stopAdvice}` };
  const parameter = describeNonFiniteParameter(at.parameters, at.start, layout);
  if (parameter === null) return { result: false, reason: "" };
  return { result: true, reason: `${found}, and the parameters are not finite any more: ${parameter}; ${skipAdvice}` };
}

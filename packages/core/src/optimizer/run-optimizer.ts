import type { RunSettings } from "../run/settings.ts";
import { totalSteps } from "../data/shard-plan.ts";
import { createOptimizer } from "./create-optimizer.ts";
import type { Optimizer } from "./optimizer.ts";
import { scheduledRate } from "./scheduled-rate.ts";

/**
 * The optimizer of a run: its update rule, schedule and clipping.
 * @throws LockstepError "configuration" if these settings do not fit each other or the length of the run
 */
export function runOptimizer(settings: Pick<RunSettings, "optimizer" | "schedule" | "clip" | "epochs">, stepsPerEpoch: number): Optimizer {
  const { optimizer, schedule, clip, epochs } = settings;
  const timeline = { stepsPerEpoch, totalSteps: totalSteps(epochs, stepsPerEpoch) };
  return createOptimizer(optimizer, { learningRate: scheduledRate(schedule, optimizer.learningRate, timeline), clip });
}

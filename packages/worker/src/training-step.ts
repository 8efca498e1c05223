import { encodeContributions, waitingFailpoint } from "@lockstep/core";
import type { AllGather, ReduceScatter } from "@lockstep/core";
import type { GradientComputer, SubtreeRoot } from "./gradient/gradient-computer.ts";
import type { ParameterLink } from "./parameter-link.ts";
import type { PhaseClock } from "./phase-clock.ts";

/** What one rank needs to take part in the steps of one generation. P = parameters, R = ranks, V = shards. */
export interface StepContext {
  readonly gradient: GradientComputer;
  /** sums of my shards' gradients: the roots of the maximal canonical subtrees that my shards cover */
  readonly roots: readonly SubtreeRoot[];
  readonly reduceScatter: ReduceScatter;
  readonly parameterServer: ParameterLink;
  readonly allGather: AllGather;
  readonly clock: PhaseClock;
}

/**
 * One synchronized step, as this rank sees it:
 *
 *     samples of my shards ──► gradient of each shard ──► canonical partial sums
 *                                                               │ reduce-scatter, rank ⇄ rank
 *            my slice of the mean gradient  ◄───────────────────┘
 *                  │ to the parameter server: optimizer update, COMMIT when every slice of the step is in
 *                  │ my slice of the new parameters
 *                  └─► all-gather, rank ⇄ rank ──► the parameters of step + 1 on every rank
 *
 * Before: every rank holds version `step`. After: every rank holds version `step + 1`, the same bits everywhere.
 * Every wait ends with the generation: the abort signal given to the collectives rejects it, and what this step did is forgotten.
 */
export async function trainingStep(step: number, rank: StepContext): Promise<void> {
  const { clock } = rank;

  clock.enter("gradient");
  const { contributions } = await rank.gradient.compute(step);
  await waitingFailpoint("worker.gradient-computed");

  clock.enter("reduceScatter");
  const mine = await rank.reduceScatter.run(step, rank.roots, encodeContributions(contributions));
  await waitingFailpoint("worker.slice-reduced");

  clock.enter("commit");
  for (const slice of mine) rank.parameterServer.pushGradient(step, slice);
  rank.gradient.prepare(step + 1);
  await waitingFailpoint("worker.gradient-published");
  await rank.parameterServer.received(step + 1);
  await waitingFailpoint("worker.parameters-received");

  clock.enter("allGather");
  await rank.allGather.complete(step + 1);
  await waitingFailpoint("worker.step-done");
  clock.endStep();
}

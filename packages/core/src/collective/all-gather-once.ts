import { GatherPlan } from "./gather-plan.ts";
import type { CollectiveOptions, ProcessGroup } from "./process-group.ts";

/**
 * The vectors of all ranks, one after the other by rank: R P elements. All must be of one length P.
 * Costs one message step and 4P bytes sent. `vector` and the result may be changed as soon as the call returns.
 * @throws LockstepError "peer-lost" if a rank falls silent; "aborted" if the signal aborts
 */
export function allGather(group: ProcessGroup, vector: Float32Array, options: CollectiveOptions = {}): Promise<Float32Array> {
  return group.perform(
    `all-gather ${vector.length}`,
    options,
    (place) =>
      new GatherPlan(
        group,
        group.ranks.map(() => vector.length),
        place,
      ),
    async (plan, step) => (await plan.run(step, vector)).slice(),
  );
}

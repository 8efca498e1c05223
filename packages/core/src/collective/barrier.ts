import { GatherPlan } from "./gather-plan.ts";
import type { CollectiveOptions, ProcessGroup } from "./process-group.ts";

const nothing = new Float32Array(0);

/**
 * Returns once every rank has called it. Direct: each rank tells every other; one message step, R - 1 empty messages sent.
 * @throws LockstepError "peer-lost" if a rank falls silent; "aborted" if the signal aborts
 */
export async function barrier(group: ProcessGroup, options: CollectiveOptions = {}): Promise<void> {
  await group.perform(
    "barrier",
    options,
    (place) =>
      new GatherPlan(
        group,
        group.ranks.map(() => 0),
        place,
      ),
    (plan, step) => plan.run(step, nothing),
  );
}

import { LockstepError } from "../errors.ts";
import { GatherPlan } from "./gather-plan.ts";
import type { CollectiveOptions, ProcessGroup } from "./process-group.ts";

const nothing = new Float32Array(0);

/**
 * Replaces `vector` on every rank by that of rank `root`. Direct: the root serves every rank.
 * Costs one message step and 4P bytes sent by the root. No rank returns before every rank has called it (as in {@link barrier}),
 * which is what bounds the memory of a root that is called over and over. `vector` may be changed as soon as the call returns.
 * @throws LockstepError "configuration" if there is no rank `root`, "peer-lost" if a rank falls silent; "aborted" if the signal aborts
 */
export async function broadcast(group: ProcessGroup, vector: Float32Array, root: number, options: CollectiveOptions = {}): Promise<void> {
  if (group.ranks[root] === undefined)
    throw new LockstepError("configuration", `broadcast from rank ${root}; the group has the ranks 0 to ${group.size - 1}`);
  const isRoot = group.rank === root;
  await group.perform(
    `broadcast ${vector.length} from ${root}`,
    options,
    (place) =>
      new GatherPlan(
        group,
        group.ranks.map((_, rank) => (rank === root ? vector.length : 0)),
        place,
      ),
    async (plan, step) => {
      const sent = await plan.run(step, isRoot ? vector : nothing);
      if (!isRoot) vector.set(sent);
    },
  );
}

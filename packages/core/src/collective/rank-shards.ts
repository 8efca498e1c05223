import { maximalSubtrees } from "../reduce/canonical-tree.ts";
import type { Subtree } from "../reduce/canonical-tree.ts";
import type { ProcessGroup } from "./process-group.ts";
import type { ReduceScatterRank } from "./reduce-scatter.ts";

// A process group adds up one vector a rank: V = R shards, shard r with rank r.

export function oneShardEach(group: ProcessGroup): readonly ReduceScatterRank[] {
  return group.ranks.map((name, rank) => ({ name, shards: [rank] }));
}

/** The leaves that this rank holds: one. */
export function ownSubtrees(group: ProcessGroup): readonly Subtree[] {
  return maximalSubtrees([group.rank], group.size);
}

/**
 * Which shards each rank executes: contiguous blocks, rank r gets [floor(V r / R), floor(V (r + 1) / R)). Block sizes differ by at most
 * one, and where R divides V into powers of two a block is one subtree of the canonical sum, so the rank sends one vector.
 * @param shards V, at least 1
 * @param ranks R, 1 .. V
 * @returns by rank, ascending shard numbers, never empty
 */
export function assignShards(shards: number, ranks: number): readonly (readonly number[])[] {
  if (!Number.isInteger(ranks) || !Number.isInteger(shards) || ranks < 1 || ranks > shards) {
    throw new RangeError(`assignShards: ${ranks} ranks for ${shards} shards; wanted 1 to ${shards} ranks`);
  }
  const firstOf = (rank: number): number => Math.floor((shards * rank) / ranks);
  return Array.from({ length: ranks }, (_, rank) => {
    const first = firstOf(rank);
    return Array.from({ length: firstOf(rank + 1) - first }, (_unused, i) => first + i);
  });
}

import type { ParameterRangeBounds } from "../reduce/partition.ts";

/**
 * A range of so many bytes goes to the ranks of its server's machine whole, in one message to each, which saves them the all-gather: what the
 * server writes to shared memory, it writes once for all. Larger ranges go in slices, one to each owner: their chunks leave while others are
 * still being computed.
 */
const wholeRangeBytes = 1 << 20;

export const goesWhole = ({ start, end }: Pick<ParameterRangeBounds, "start" | "end">): boolean => 4 * (end - start) <= wholeRangeBytes;

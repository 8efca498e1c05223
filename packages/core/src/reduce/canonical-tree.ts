/**
 * A node of the canonical sum's binary tree over the shards 0..V-1. Heap numbering: the root is 1 and covers [0, V); node i covering
 * [first, end) with end - first > 1 has the children 2i covering [first, middle) and 2i + 1 covering [middle, end), middle = (first + end) >> 1.
 */
export interface Subtree {
  readonly node: number;
  readonly first: number;
  readonly end: number;
}

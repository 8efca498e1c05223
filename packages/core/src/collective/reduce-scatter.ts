import { LockstepError } from "../errors.ts";
import { failpoint } from "../faults/failpoint.ts";
import { Phase } from "../exchange/exchange.ts";
import type { Subscription, TensorExchange } from "../exchange/exchange.ts";
import { allocateVectors } from "../kernels/run-kernel.ts";
import { combineRoots } from "../reduce/canonical-sum.ts";
import { maximalSubtrees } from "../reduce/canonical-tree.ts";
import type { Subtree } from "../reduce/canonical-tree.ts";
import type { Slice } from "../reduce/partition.ts";
import { StepCountdown } from "./step-countdown.ts";
import { bytesOf } from "./vector-bytes.ts";

/*
 * Reduce-scatter: V shard vectors of P elements lie with R ranks; afterwards the owner of each slice has the sum over all shards there.
 *
 *   rank 0: [a0 b0 c0]            rank 0: [a0+a1+a2]
 *   rank 1: [a1 b1 c1]    ──►     rank 1: [b0+b1+b2]
 *   rank 2: [a2 b2 c2]            rank 2: [c0+c1+c2]
 *
 * Direct, not a ring: in a ring every hop adds one more addend in ring order, so the result depends on who the ranks are. Here a rank
 * sends the roots of the maximal subtrees of the canonical sum that it holds (aligned blocks of shards: one root), and the owner
 * finishes the tree, whatever the order of arrival. The sum is the same bits for every distribution of the shards.
 *
 *                    direct (this)              ring
 *   message steps    1                          R - 1
 *   bytes sent       roots * 4P (R-1)/R         4P (R-1)/R
 *   additions        P (R-1)/R                  P (R-1)/R
 *   staging          roots * 4P (R-1)/R         4P/R
 */

export interface ReduceScatterRank {
  readonly name: string;
  /** shards it executes, ascending; a rank without shards sends nothing */
  readonly shards: readonly number[];
}

/** The sum over one subtree of the shards that this rank executes: P elements. */
export interface SubtreeSum {
  readonly subtree: Subtree;
  readonly vector_P: Float32Array;
}

export interface ReducedSlice {
  readonly sliceIndex: number;
  /** the slice's elements of the sum over all shards; reused by the next step */
  readonly sum: Float32Array;
  /** by rank, what each gave to {@link ReduceScatter.run}; empty for a rank without shards */
  readonly headers: readonly Uint8Array[];
}

export interface ReduceScatterOptions {
  readonly exchange: TensorExchange;
  readonly rank: number;
  readonly ranks: readonly ReduceScatterRank[];
  readonly slices: readonly Slice[];
  /** V */
  readonly shards: number;
  readonly firstStep: number;
  /** default: no end */
  readonly lastStep?: number;
  /** its abort rejects a waiting {@link ReduceScatter.run} with its reason */
  readonly signal: AbortSignal;
  /**
   * How many steps a rank may be receiving at once. 1 (default) suffices where step s + 1 can only be sent by a rank that has learned of
   * every other rank's completion of step s, as in training; 2 where only their start of it is known.
   */
  readonly stagedSteps?: 1 | 2;
  /** added to a slice's index to give the slice of its topic; default 0 */
  readonly firstTopicSlice?: number;
}

/**
 * The reduce-scatter of every step of a generation: subscribes once, so that each vector leaves the moment it is published.
 * Until the owners of a step have all reduced it, its vectors must not be overwritten.
 */
export class ReduceScatter {
  readonly #options: ReduceScatterOptions;
  readonly #firstTopicSlice: number;
  readonly #ownSubtrees: readonly Subtree[];
  readonly #owned: readonly OwnedSlice[];
  readonly #countdown: StepCountdown;
  readonly #subscriptions: Subscription[] = [];

  /** @throws LockstepError "generation-ended" if the exchange has no generation open */
  constructor(options: ReduceScatterOptions) {
    const { rank, ranks, slices, shards: V } = options;
    this.#options = options;
    this.#firstTopicSlice = options.firstTopicSlice ?? 0;
    const subtrees = ranks.map(({ shards }) => maximalSubtrees(shards, V));
    this.#ownSubtrees = subtrees[rank] ?? [];
    this.#owned = slices.flatMap((slice, index) =>
      slice.owner === rank ? [new OwnedSlice(index, slice, rank, subtrees, options.stagedSteps ?? 1)] : [],
    );
    this.#countdown = new StepCountdown(
      this.#owned.reduce((vectors, slice) => vectors + slice.staged.length, 0),
      options.signal,
    );
    for (const owned of this.#owned) for (const staged of owned.staged) this.#subscribe(owned, staged);
  }

  /**
   * @param roots the sums of this rank's maximal subtrees, ascending by shard
   * @param header goes to every owner with the vectors
   * @returns the slices that this rank owns; at once, and empty, if it owns none
   */
  async run(step: number, roots: readonly SubtreeSum[], header: Uint8Array): Promise<readonly ReducedSlice[]> {
    this.#options.signal.throwIfAborted();
    this.#checkRoots(roots);
    this.#publish(step, roots, header);
    failpoint("worker.reduce-scatter-published");
    await this.#countdown.reached(step);
    return this.#owned.map((owned) => owned.reduce(step, this.#options.shards, roots, header));
  }

  /** Ends the subscriptions. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.cancel();
  }

  #subscribe(owned: OwnedSlice, staged: StagedVector): void {
    const { exchange, ranks, firstStep, lastStep } = this.#options;
    const topic = { phase: Phase.reduceScatter, slice: this.#firstTopicSlice + owned.index, subtree: staged.subtree.node };
    const sink = {
      destination: (step: number): Uint8Array => bytesOf(staged.vectorOf(step)),
      complete: (step: number, header: Uint8Array): void => {
        staged.setHeader(step, header);
        this.#countdown.arrive(step);
      },
    };
    const name = ranks[staged.rank]?.name ?? "";
    this.#subscriptions.push(exchange.subscribe(topic, name, firstStep, sink, lastStep === undefined ? {} : { lastStep }));
  }

  #publish(step: number, roots: readonly SubtreeSum[], header: Uint8Array): void {
    const { exchange, rank, slices } = this.#options;
    for (let turn = 1; turn <= slices.length; turn += 1) {
      // Each rank begins with another slice, so that not everybody sends to the same owner first.
      const index = (rank + turn) % slices.length;
      const slice = slices[index];
      if (!slice || slice.owner === rank) continue;
      for (const { subtree, vector_P } of roots) {
        const topic = { phase: Phase.reduceScatter, slice: this.#firstTopicSlice + index, subtree: subtree.node };
        exchange.publish(topic, step, bytesOf(vector_P, slice.start, slice.end)).complete(header);
      }
    }
  }

  #checkRoots(roots: readonly SubtreeSum[]): void {
    const nodes = roots.map(({ subtree }) => subtree.node).join(", ");
    const expected = this.#ownSubtrees.map(({ node }) => node).join(", ");
    if (nodes !== expected)
      throw new LockstepError("invariant", `rank ${this.#options.rank} reduces the subtrees [${nodes}]; its shards give [${expected}]`);
  }
}

/** Where one remote subtree's part of a slice is received. */
class StagedVector {
  readonly rank: number;
  readonly subtree: Subtree;
  readonly #buffers: readonly { readonly vector: Float32Array; header: Uint8Array }[];

  /** @param vectors one for each step that is received at once */
  constructor(rank: number, subtree: Subtree, vectors: readonly Float32Array[]) {
    this.rank = rank;
    this.subtree = subtree;
    this.#buffers = vectors.map((vector) => ({ vector, header: new Uint8Array(0) }));
  }

  vectorOf(step: number): Float32Array {
    return this.#bufferOf(step).vector;
  }

  headerOf(step: number): Uint8Array {
    return this.#bufferOf(step).header;
  }

  setHeader(step: number, header: Uint8Array): void {
    this.#bufferOf(step).header = header;
  }

  #bufferOf(step: number): { readonly vector: Float32Array; header: Uint8Array } {
    const buffer = this.#buffers[step % this.#buffers.length];
    if (!buffer) throw new LockstepError("invariant", `no staging for step ${step}`);
    return buffer;
  }
}

class OwnedSlice {
  readonly index: number;
  readonly staged: readonly StagedVector[];
  readonly #slice: Slice;
  readonly #rank: number;
  readonly #ranks: number;
  readonly #sum: Float32Array;
  /** where parts of this rank's own sums are copied, which are shared with another thread: kernels work on one memory */
  readonly #own: readonly Float32Array[];

  constructor(index: number, slice: Slice, rank: number, subtrees: readonly (readonly Subtree[])[], steps: number) {
    this.index = index;
    this.#slice = slice;
    this.#rank = rank;
    this.#ranks = subtrees.length;
    const length = slice.end - slice.start;
    const own = subtrees[rank]?.length ?? 0;
    const others = subtrees.flatMap((held, sender) => (sender === rank ? [] : held.map((subtree) => ({ sender, subtree }))));
    const [sum, ...vectors] = allocateVectors(1 + own + steps * others.length, length);
    this.#sum = sum as Float32Array;
    this.#own = vectors.slice(0, own);
    this.staged = others.map(({ sender, subtree }, index) => {
      const first = own + steps * index;
      return new StagedVector(sender, subtree, vectors.slice(first, first + steps));
    });
  }

  reduce(step: number, V: number, own: readonly SubtreeSum[], header: Uint8Array): ReducedSlice {
    const { start, end } = this.#slice;
    const roots = new Map<number, Float32Array>();
    const headers = Array.from({ length: this.#ranks }, () => new Uint8Array(0) as Uint8Array);
    if (own.length > 0) headers[this.#rank] = header;
    for (const [index, { subtree, vector_P }] of own.entries()) {
      const copy = this.#own[index] as Float32Array;
      copy.set(vector_P.subarray(start, end));
      roots.set(subtree.node, copy);
    }
    for (const staged of this.staged) {
      roots.set(staged.subtree.node, staged.vectorOf(step));
      headers[staged.rank] = staged.headerOf(step);
    }
    combineRoots(V, roots, this.#sum, 0, end - start);
    return { sliceIndex: this.index, sum: this.#sum, headers };
  }
}

import { LockstepError } from "../errors.ts";
import type { TensorExchange } from "../exchange/exchange.ts";

/*
 * The collectives for callers of their own: allReduce, reduceScatter, allGather, broadcast, barrier over a fixed set of ranks.
 *
 * Every operation hears, directly or through an owner, from every rank. Hence, when operation n is complete at a rank, every rank has
 * begun n, so has completed n - 1, so has read all that was sent to it up to n - 1. That is why two buffers that take turns are
 * enough, nothing needs to be acknowledged, and a result may be changed as soon as its call returns.
 */

export interface ProcessGroupOptions {
  readonly exchange: TensorExchange;
  readonly rank: number;
  /** name of every rank, the same list everywhere */
  readonly ranks: readonly string[];
  /** host:port of every rank's exchange; all of them listen before the first operation */
  readonly addresses: readonly string[];
  /** above every generation that the exchange had open before */
  readonly generation: number;
}

export interface CollectiveOptions {
  /** Its abort ends the operation and, since the other ranks cannot know, every later one of this group. */
  readonly signal?: AbortSignal;
}

/** Buffers and subscriptions for one kind of operation on vectors of one length. */
export interface CollectivePlan {
  close(): void;
}

/** Where a plan lives: its share of the topics, its first step, and what ends its waits. */
export interface PlanPlace {
  readonly firstTopicSlice: number;
  readonly firstStep: number;
  readonly signal: AbortSignal;
}

/** Plans kept for reuse; the one unused for longest makes room, on every rank the same. */
const planLimit = 16;
/** How long {@link ProcessGroup.close} waits for slower ranks to read the end of the last operation. */
const lingerMs = 3000;

interface PlanSlot {
  key: string;
  plan: CollectivePlan | null;
  nextStep: number;
  usedAt: number;
}

/**
 * Ranks that perform collective operations together. As in any collective library, all ranks must call the same operations with
 * the same lengths in the same order; calls may overlap, they are carried out one after the other.
 * The first operation that fails ends the group: later ones reject with the same error.
 */
export class ProcessGroup {
  readonly rank: number;
  readonly ranks: readonly string[];
  readonly exchange: TensorExchange;
  readonly #slots: PlanSlot[] = [];
  readonly #failure = new AbortController();
  #operations = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @throws LockstepError "configuration" if rank, ranks and addresses do not fit each other */
  constructor(options: ProcessGroupOptions) {
    const { exchange, rank, ranks, addresses, generation } = options;
    if (ranks.length !== addresses.length || new Set(ranks).size !== ranks.length || ranks[rank] === undefined) {
      throw new LockstepError(
        "configuration",
        `rank ${rank} of ${ranks.length} ranks (${ranks.join(", ")}) with ${addresses.length} addresses: they do not fit each other`,
      );
    }
    this.rank = rank;
    this.ranks = ranks;
    this.exchange = exchange;
    const peers = new Map(ranks.flatMap((name, index) => (index === rank ? [] : [[name, addresses[index] ?? ""] as const])));
    exchange.openGeneration(generation, peers, (peer) => {
      this.#fail(
        new LockstepError(
          "peer-lost",
          `rank ${ranks.indexOf(peer)} (${peer} at ${peers.get(peer) ?? "?"}) has gone silent; the group cannot go on`,
        ),
      );
    });
  }

  get size(): number {
    return this.ranks.length;
  }

  /**
   * Carries out one operation after all earlier ones. For the collectives of this folder.
   * @param key kind and shape of the operation; operations of one key share a plan
   * @param place makes the plan when there is none
   * @param run performs the operation as step `step` of the plan
   */
  perform<Plan extends CollectivePlan, Result>(
    key: string,
    options: CollectiveOptions,
    place: (at: PlanPlace) => Plan,
    run: (plan: Plan, step: number) => Promise<Result>,
  ): Promise<Result> {
    const operation = this.#last.then(async () => {
      this.#failure.signal.throwIfAborted();
      const { signal } = options;
      const abort = (): void => this.#fail(LockstepError.from(signal?.reason, "aborted"));
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort, { once: true });
      try {
        this.#failure.signal.throwIfAborted();
        const slot = this.#slotOf(key, place);
        const step = slot.nextStep;
        slot.nextStep += 1;
        return await run(slot.plan as Plan, step);
      } catch (error) {
        this.#fail(LockstepError.from(error));
        throw error;
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    });
    this.#last = operation.catch(() => {});
    return operation;
  }

  /** Ends the group and its exchange once every operation called so far has ended, giving slower ranks up to 3 s to read the last one. */
  async close(): Promise<void> {
    await this.#last;
    const failed = this.#failure.signal.aborted;
    this.#fail(new LockstepError("aborted", "the process group is closed"));
    for (const slot of this.#slots) slot.plan?.close();
    await this.exchange.close(failed ? 0 : lingerMs);
  }

  #fail(reason: LockstepError): void {
    if (!this.#failure.signal.aborted) this.#failure.abort(reason);
  }

  #slotOf(key: string, place: (at: PlanPlace) => CollectivePlan): PlanSlot {
    let slot = this.#slots.find((candidate) => candidate.key === key);
    if (!slot) {
      slot = this.#freeSlot();
      slot.key = key;
      slot.plan = place({ firstTopicSlice: this.#slots.indexOf(slot) * this.size, firstStep: slot.nextStep, signal: this.#failure.signal });
    }
    this.#operations += 1;
    slot.usedAt = this.#operations;
    return slot;
  }

  #freeSlot(): PlanSlot {
    if (this.#slots.length < planLimit) {
      const slot = { key: "", plan: null, nextStep: 0, usedAt: 0 };
      this.#slots.push(slot);
      return slot;
    }
    const slot = this.#slots.reduce((oldest, candidate) => (candidate.usedAt < oldest.usedAt ? candidate : oldest));
    slot.plan?.close();
    return slot;
  }
}

/** @see ProcessGroup */
export function createProcessGroup(options: ProcessGroupOptions): ProcessGroup {
  return new ProcessGroup(options);
}

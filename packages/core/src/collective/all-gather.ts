import { LockstepError } from "../errors.ts";
import { Phase } from "../exchange/exchange.ts";
import type { Publication, Subscription, TensorExchange } from "../exchange/exchange.ts";
import type { Slice } from "../reduce/partition.ts";
import { StepCountdown } from "./step-countdown.ts";
import { bytesOf } from "./vector-bytes.ts";

/*
 * All-gather: each slice of a vector of P elements lies with its owner; afterwards every rank has all of them.
 *
 *   rank 0: [a . .]            rank 0: [a b c]
 *   rank 1: [. b .]    ──►     rank 1: [a b c]
 *   rank 2: [. . c]            rank 2: [a b c]
 *
 * Direct: every owner serves every rank. Bytes are moved, not added, so a ring would give the same bits; it takes R - 1 message steps
 * where this takes one, and an owner whose slice is still arriving can already pass on its first chunks.
 *
 *                    direct (this)     ring
 *   message steps    1                 R - 1
 *   bytes sent       4P (R-1)/R        4P (R-1)/R
 *   staging          none              none
 */

export interface AllGatherOptions {
  readonly exchange: TensorExchange;
  readonly rank: number;
  readonly ranks: readonly { readonly name: string }[];
  readonly slices: readonly Slice[];
  /**
   * The whole vector of a step (P elements); slices are received straight into it. Asked for a step when its first byte comes in,
   * which may be before this rank has finished the step before.
   */
  readonly destination: (step: number) => Float32Array;
  readonly firstStep: number;
  /** default: no end */
  readonly lastStep?: number;
  /** its abort rejects every wait with its reason */
  readonly signal: AbortSignal;
  /** slices that come from somebody else than their owner, see {@link AllGather.arrived}; default: none */
  readonly comesOtherwise?: (slice: Slice) => boolean;
  /** added to a slice's index to give the slice of its topic; default 0 */
  readonly firstTopicSlice?: number;
}

/** The all-gather of every step of a generation: subscribes once, so that each slice leaves the moment its owner has it. */
export class AllGather {
  readonly #options: AllGatherOptions;
  readonly #firstTopicSlice: number;
  readonly #countdown: StepCountdown;
  readonly #subscriptions: Subscription[] = [];

  /** @throws LockstepError "generation-ended" if the exchange has no generation open */
  constructor(options: AllGatherOptions) {
    this.#options = options;
    this.#firstTopicSlice = options.firstTopicSlice ?? 0;
    this.#countdown = new StepCountdown(options.slices.length, options.signal);
    const { comesOtherwise = () => false } = options;
    options.slices.forEach((slice, index) => {
      if (slice.owner !== options.rank && !comesOtherwise(slice)) this.#subscribe(slice, index);
    });
  }

  /**
   * Serves a slice that this rank owns, out of the step's destination. It counts as in place once the publication is completed.
   * @throws LockstepError "invariant" if another rank owns it
   */
  own(step: number, sliceIndex: number): Publication {
    const { exchange, rank, slices, destination } = this.#options;
    const slice = slices[sliceIndex];
    if (!slice || slice.owner !== rank) throw new LockstepError("invariant", `slice ${sliceIndex} is not rank ${rank}'s to publish`);
    const publication = exchange.publish(this.#topic(sliceIndex), step, bytesOf(destination(step), slice.start, slice.end));
    return {
      advance: (readyBytes) => publication.advance(readyBytes),
      complete: (header) => {
        publication.complete(header);
        this.#countdown.arrive(step);
      },
    };
  }

  /** A slice that this rank does not own is in its destination, and came from somebody else than its owner. */
  arrived(step: number): void {
    this.#countdown.arrive(step);
  }

  /** Resolves once every slice of the step is in its destination. To be called once a step, in ascending order. */
  complete(step: number): Promise<void> {
    return this.#countdown.reached(step);
  }

  /** Ends the subscriptions. */
  close(): void {
    for (const subscription of this.#subscriptions) subscription.cancel();
  }

  #subscribe(slice: Slice, index: number): void {
    const { exchange, ranks, destination, firstStep, lastStep } = this.#options;
    const sink = {
      destination: (step: number): Uint8Array => bytesOf(destination(step), slice.start, slice.end),
      complete: (step: number): void => this.#countdown.arrive(step),
    };
    const name = ranks[slice.owner]?.name ?? "";
    this.#subscriptions.push(exchange.subscribe(this.#topic(index), name, firstStep, sink, lastStep === undefined ? {} : { lastStep }));
  }

  #topic(sliceIndex: number): { readonly phase: Phase; readonly slice: number; readonly subtree: number } {
    return { phase: Phase.allGather, slice: this.#firstTopicSlice + sliceIndex, subtree: 0 };
  }
}

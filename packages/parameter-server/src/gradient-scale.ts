import { crc32 } from "node:zlib";
import { clipScale, LockstepError, normBlockElements, normBlocks, Phase } from "@lockstep/core";
import type { Roster, Slice, TensorExchange } from "@lockstep/core";

export interface GradientScaleOptions {
  readonly exchange: TensorExchange;
  readonly roster: Roster;
  /** the largest norm that a step's gradient may have */
  readonly limit: number;
  /** Called once a step, when the scale is known. */
  readonly onKnown: () => void;
  /** Runs what the exchange calls, and looks after what it throws. */
  readonly guard: (work: () => void) => void;
}

/**
 * The factor that clips a step's gradient by its norm over all of P. The owner of each slice, those of other servers' ranges too, sends the
 * sums of squares of the slice's blocks; every server adds all of them up in the order of P, so that all have the same factor, bit for
 * bit, whatever the number of servers and ranks.
 */
export class GradientScale {
  readonly #options: GradientScaleOptions;
  readonly #sums: Float64Array;
  /** owners of the slices whose sums of the current step are not here yet, by slice */
  readonly #missing = new Map<number, string>();
  #scale: number | null = null;

  /** @throws LockstepError "protocol" if blocks of the roster's slices would overlap */
  constructor(options: GradientScaleOptions) {
    this.#options = options;
    const { slices, generation } = options.roster;
    const cut = slices.find(({ start, end }) => start % normBlockElements !== 0 && start < end);
    if (cut)
      throw new LockstepError(
        "protocol",
        `roster of generation ${generation}: a slice begins at ${cut.start}, inside a block of ${normBlockElements} elements`,
      );
    this.#sums = new Float64Array(normBlocks(0, slices.at(-1)?.end ?? 0));
    this.next();
    for (const [index, slice] of slices.entries()) this.#pullSums(index, slice);
  }

  /** Of the current step; null: not known yet. */
  get value(): number | null {
    return this.#scale;
  }

  /** Ranks whose sums of the current step are not here yet. */
  waitingFor(): Iterable<string> {
    return this.#missing.values();
  }

  /** The current step is committed: the next one's sums may come. */
  next(): void {
    const { slices, ranks } = this.#options.roster;
    this.#scale = null;
    for (const [index, { owner }] of slices.entries()) this.#missing.set(index, ranks[owner]?.name ?? "");
  }

  #pullSums(index: number, slice: Slice): void {
    const { exchange, roster, guard, limit, onKnown } = this.#options;
    const owner = roster.ranks[slice.owner];
    if (!owner) throw new LockstepError("protocol", `roster of generation ${roster.generation}: slice ${index} belongs to no rank`);
    const firstBlock = Math.floor(slice.start / normBlockElements);
    const sums = this.#sums.subarray(firstBlock, firstBlock + normBlocks(slice.start, slice.end));
    const bytes = new Uint8Array(sums.buffer, sums.byteOffset, sums.byteLength);
    exchange.subscribe({ phase: Phase.blockSums, slice: index, subtree: 0 }, owner.name, roster.start, {
      destination: () => bytes,
      complete: (step, header) =>
        guard(() => {
          const sent = header.length === 4 ? Buffer.from(header).readUInt32LE() : null;
          if (sent !== crc32(bytes))
            throw new LockstepError(
              "invariant",
              `step ${step}, slice ${index}: the block sums that came from ${owner.name} are not those it sent`,
            );
          this.#missing.delete(index);
          if (this.#missing.size > 0) return;
          this.#scale = clipScale(this.#sums, limit);
          onKnown();
        }),
    });
  }
}

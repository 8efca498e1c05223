import { pageBytes, slotHeaderBytes } from "./segment-format.ts";

/**
 * Which bytes of a segment are whose: slots are cut off one after the other, and one that was given back goes to the next vector of its length.
 * Vectors of a generation have the same lengths step after step, so nothing is left over between them.
 */
export class SegmentSlots {
  readonly #limitBytes: number;
  readonly #free = new Map<number, number[]>();
  #positions: number[] = [];
  #end = pageBytes;

  /** @param limitBytes of the whole segment */
  constructor(limitBytes: number) {
    this.#limitBytes = Math.min(limitBytes, 2 ** 32 - 1);
  }

  /** Byte at which the segment's last slot ends. */
  get usedBytes(): number {
    return this.#end;
  }

  /** @returns position of a slot for so many bytes, a multiple of the page; null if there is no room */
  take(bytes: number): number | null {
    const capacity = capacityFor(bytes);
    const given = this.#free.get(capacity)?.pop();
    if (given !== undefined) return given;
    if (this.#end + capacity > this.#limitBytes) return null;
    const position = this.#end;
    this.#end += capacity;
    this.#positions.push(position);
    return position;
  }

  /** @param bytes that the slot was taken for */
  give(position: number, bytes: number): void {
    const capacity = capacityFor(bytes);
    const free = this.#free.get(capacity);
    if (free) free.push(position);
    else this.#free.set(capacity, [position]);
  }

  /** Forgets all slots. @returns the positions they began at */
  clear(): readonly number[] {
    const positions = this.#positions;
    this.#positions = [];
    this.#free.clear();
    this.#end = pageBytes;
    return positions;
  }
}

const capacityFor = (bytes: number): number => Math.ceil((slotHeaderBytes + bytes) / pageBytes) * pageBytes;

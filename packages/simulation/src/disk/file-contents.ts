import type { ScheduleRandom } from "../engine/world.ts";
import { UnsyncedChanges } from "./unsynced-changes.ts";

/** A write, or with `bytes` null a truncation to `position`. */
interface Change {
  readonly position: number;
  readonly bytes: Uint8Array | null;
}

/** What a file holds, whatever its names: as everybody on the machine sees it, and as it would be found after a power cut. */
export class FileContents {
  readonly #seen = new GrowingBytes();
  readonly #durable = new GrowingBytes();
  readonly #unsynced = new UnsyncedChanges<Change>();

  get size(): number {
    return this.#seen.length;
  }

  /** @returns bytes read; fewer than asked for at the end */
  read(into: Uint8Array, position: number): number {
    return this.#seen.read(into, position);
  }

  write(bytes: Uint8Array, position: number): void {
    this.#change({ position, bytes: bytes.slice() });
  }

  truncate(length: number): void {
    this.#change({ position: length, bytes: null });
  }

  /** of {@link sync} */
  get changesEnd(): number {
    return this.#unsynced.end;
  }

  /** Makes the changes before an earlier or the present {@link changesEnd} durable. */
  sync(changesEnd: number = this.changesEnd): void {
    for (const change of this.#unsynced.take(changesEnd)) this.#durable.apply(change);
  }

  /**
   * A sync that fails, having written some. As on Linux, all then counts as written and no later sync tries it again: everybody goes on
   * seeing it, and a power cut loses it.
   */
  failSync(changesEnd: number, random: ScheduleRandom): void {
    this.#keepSome(this.#unsynced.take(changesEnd), random);
  }

  /**
   * A power cut: what is not durable is lost. With `torn` some of it remains: of what was overwritten in place any part, in any order, as a
   * disk writes it; of what made the file longer or shorter a beginning, cut after any byte.
   */
  lose(torn: ScheduleRandom | null): void {
    const changes = this.#unsynced.take(this.changesEnd);
    if (torn !== null) this.#keepSome(changes, torn);
    this.#seen.become(this.#durable);
  }

  /** A bit rots on the medium. */
  flipBit(bit: number): void {
    if (bit < 0 || bit >= 8 * this.size) throw new RangeError(`bit ${bit} of a file of ${this.size} bytes`);
    this.#seen.flipBit(bit);
    this.#durable.flipBit(bit);
  }

  #keepSome(changes: readonly Change[], random: ScheduleRandom): void {
    const { length } = this.#durable;
    const isInPlace = ({ position, bytes }: Change): boolean => bytes !== null && position + bytes.length <= length;
    let left = random.int(0, totalWeight(changes.filter((change) => !isInPlace(change))));
    for (const change of changes) {
      const weight = totalWeight([change]);
      const kept = isInPlace(change) ? beginningOf(weight, random) : Math.min(weight, left);
      if (!isInPlace(change)) left -= kept;
      if (kept > 0) this.#durable.apply({ ...change, bytes: change.bytes && change.bytes.subarray(0, kept) });
    }
  }

  #change(change: Change): void {
    this.#seen.apply(change);
    this.#unsynced.add(change);
  }
}

/** nothing, a few bytes (headers come first), any number, all */
function beginningOf(bytes: number, random: ScheduleRandom): number {
  return random.pick([0, random.int(0, Math.min(bytes, 64)), random.int(0, bytes), bytes]);
}

/** bytes; a truncation counts as one */
function totalWeight(changes: readonly Change[]): number {
  return changes.reduce((total, { bytes }) => total + (bytes === null ? 1 : bytes.length), 0);
}

class GrowingBytes {
  length = 0;
  #buffer = new Uint8Array(0);

  read(into: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(into.length, this.length - position));
    into.set(this.#buffer.subarray(position, position + count));
    return count;
  }

  apply({ position, bytes }: Change): void {
    if (bytes === null) this.#resize(position);
    else if (bytes.length > 0) {
      this.#resize(Math.max(this.length, position + bytes.length));
      this.#buffer.set(bytes, position);
    }
  }

  become(other: GrowingBytes): void {
    this.#buffer = other.#buffer.slice();
    this.length = other.length;
  }

  /** Nothing where there are no bytes. */
  flipBit(bit: number): void {
    const at = bit >> 3;
    if (at < this.length) this.#buffer[at] = (this.#buffer[at] ?? 0) ^ (1 << (bit & 7));
  }

  /** What is behind the end stays zero, so that a gap reads as zeros. */
  #resize(length: number): void {
    if (length < this.length) this.#buffer.fill(0, length, this.length);
    else if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(64, 2 * this.#buffer.length, length));
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.length = length;
  }
}

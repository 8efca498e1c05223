import { LockstepError } from "../errors.ts";

/** Elements [start, end) of P that parameter server `range` holds. */
export interface ParameterRangeBounds {
  readonly range: number;
  readonly start: number;
  readonly end: number;
}

/** Elements [start, end) of P, inside one range, that rank `owner` reduces in this generation. May be empty (start = end). */
export interface Slice {
  readonly start: number;
  readonly end: number;
  readonly range: number;
  readonly owner: number;
}

/** Cuts fall on multiples of this many elements (4 KiB), which is also the block of the global-norm sum. */
export const cutElements = 1024;

/** A slice below this size costs more in messages than the second owner saves. */
export const minSliceBytes = 65_536;

/** How finely P is cut. All processes of a run cut alike: the coordinator's roster says where. */
export interface PartitionGrain {
  /** cuts fall on multiples of this many elements */
  readonly cutElements: number;
  /** a range is cut into slices of at least this size */
  readonly minSliceBytes: number;
}

const defaultGrain: PartitionGrain = { cutElements, minSliceBytes };

/**
 * Deals P elements to K parameter servers: contiguous, covering 0..P exactly, as equal as the grain allows. With a small P some ranges
 * are empty.
 * @param grain default: {@link cutElements}
 */
export function partitionRanges(length: number, K: number, grain: PartitionGrain = defaultGrain): ParameterRangeBounds[] {
  checkCount(length, "parameters", 0);
  checkCount(K, "parameter servers", 1);
  return cuts(0, length, K, grain).map(([start, end], range) => ({ range, start, end }));
}

/**
 * Deals P elements to the ranks that reduce them: slices ascend, cover 0..P exactly, and each lies in one range. A range has
 * max(1, min(R, floor(bytes / {@link minSliceBytes}))) slices, a single empty one where the range is empty. Owners are dealt round
 * robin, on from range to range, so that many small ranges do not all burden rank 0.
 * @param R ranks of the generation
 * @param grain default: {@link cutElements}, {@link minSliceBytes}
 */
export function planSlices(length: number, K: number, R: number, grain: PartitionGrain = defaultGrain): Slice[] {
  checkCount(R, "ranks", 1);
  const slices: Slice[] = [];
  for (const { range, start, end } of partitionRanges(length, K, grain)) {
    const rangeBytes = (end - start) * Float32Array.BYTES_PER_ELEMENT;
    const owners = Math.max(1, Math.min(R, Math.floor(rangeBytes / grain.minSliceBytes)));
    for (const [sliceStart, sliceEnd] of cuts(start, end, owners, grain)) {
      slices.push({ start: sliceStart, end: sliceEnd, range, owner: slices.length % R });
    }
  }
  return slices;
}

/** Cuts [start, end) into `parts`, each cut moved to the nearest multiple of cutElements (start is one, unless the part is empty). */
function cuts(start: number, end: number, parts: number, { cutElements }: PartitionGrain): [number, number][] {
  const cut = (part: number): number => {
    if (part === 0) return start;
    if (part === parts) return end;
    return Math.min(end, start + Math.round(((end - start) * part) / parts / cutElements) * cutElements);
  };
  return Array.from({ length: parts }, (_, part) => [cut(part), cut(part + 1)]);
}

function checkCount(count: number, what: string, least: number): void {
  if (!Number.isInteger(count) || count < least || count > 2 ** 31) {
    throw new LockstepError("invariant", `partition: ${count} ${what}; expected an integer of at least ${least}`);
  }
}

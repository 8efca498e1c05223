import { LockstepError } from "../errors.ts";
import { allocateVectors } from "../kernels/run-kernel.ts";
import { fillInitialValues } from "../model/initializers.ts";
import { type Layout, layoutHash } from "../model/layout.ts";
import type { Optimizer } from "../optimizer/optimizer.ts";
import type { ParameterRangeBounds } from "../reduce/partition.ts";
import { ElementCoverage } from "./element-coverage.ts";

export interface ParameterRangeOptions {
  readonly layout: Layout;
  readonly bounds: ParameterRangeBounds;
  readonly optimizer: Optimizer;
  /** of the run, for the initial values */
  readonly seed: number;
}

/** A version of a range by itself: nothing in it is shared with the range. */
export interface RangeCopy {
  readonly version: number;
  /** times that the optimizer was applied up to this version: the version's number less the steps that were skipped */
  readonly updates: number;
  readonly bounds: ParameterRangeBounds;
  readonly layoutHash: string;
  readonly parameters: Float32Array;
  readonly slots: readonly Float32Array[];
  readonly slotNames: readonly string[];
}

/** Parameters and optimizer state of one version. */
interface VersionBuffer {
  readonly parameters: Float32Array;
  readonly slots: readonly Float32Array[];
  /** null: dirty, holds no whole version */
  version: number | null;
  /** times that the optimizer was applied up to this version */
  updates: number;
}

/** Elements [from, to) of the range that move by one rule. */
interface Segment {
  readonly from: number;
  to: number;
  readonly update: "optimizer" | "average" | "fixed";
  readonly decay: number;
}

/**
 * The parameters that one server holds, in two buffers: the front one is the version that everybody works on, the back one takes the next.
 * A step is written piece by piece in any order and becomes the next version at once, by {@link commit}, when each element was written
 * exactly once. Elements are counted from the start of the range. No I/O; every misuse throws LockstepError "invariant".
 */
export class ParameterRange {
  readonly bounds: ParameterRangeBounds;
  /** elements of the range */
  readonly length: number;
  readonly layout: Layout;
  /** A place for the mean gradient of a step, from which {@link apply} takes it without copying. This class does not touch it. */
  readonly gradient: Float32Array;
  readonly #layoutHash: string;
  readonly #optimizer: Optimizer;
  readonly #seed: number;
  readonly #segments: readonly Segment[];
  readonly #written = new ElementCoverage();
  #front: VersionBuffer;
  #back: VersionBuffer;

  constructor({ layout, bounds, optimizer, seed }: ParameterRangeOptions) {
    const { start, end } = bounds;
    if (!(Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= layout.length)) {
      throw new LockstepError(
        "invariant",
        `range ${bounds.range}: [${start}, ${end}) is not inside the ${layout.length} parameters of the model`,
      );
    }
    this.bounds = bounds;
    this.length = end - start;
    this.layout = layout;
    this.#layoutHash = layoutHash(layout);
    this.#optimizer = optimizer;
    this.#seed = seed;
    this.#segments = segmentsOf(layout, bounds);
    const perVersion = 1 + optimizer.slots.length;
    const [gradient, ...vectors] = allocateVectors(1 + 2 * perVersion, this.length);
    this.gradient = gradient as Float32Array;
    const buffer = (first: number): VersionBuffer => {
      const [parameters, ...slots] = vectors.slice(first, first + perVersion);
      return { parameters: parameters as Float32Array, slots, version: null, updates: 0 };
    };
    this.#front = buffer(0);
    this.#back = buffer(perVersion);
  }

  /** The open version; null before the first {@link openAt}. */
  get version(): number | null {
    return this.#front.version;
  }

  /** Versions that are whole, ascending: at most two. */
  versions(): number[] {
    const held = [this.#front.version, this.#back.version].filter((version) => version !== null);
    return [...new Set(held)].toSorted((a, b) => a - b);
  }

  /** Parameters of a version held: a view that stays valid until the step after the next begins. */
  parameters(version: number): Float32Array {
    return this.#held(version).parameters;
  }

  /** The parameters of the next version, as they are being written. */
  backParameters(): Float32Array {
    return this.#back.parameters;
  }

  copyOf(version: number): RangeCopy {
    const { parameters, slots, updates } = this.#held(version);
    return {
      version,
      updates,
      bounds: this.bounds,
      layoutHash: this.#layoutHash,
      parameters: parameters.slice(),
      slots: slots.map((slot) => slot.slice()),
      slotNames: this.#optimizer.slots,
    };
  }

  /**
   * Version 0: computed from (layout, seed), or as it is given. It is held then, but not open; the open version is left alone.
   * @param values of the range
   */
  initialise(values?: Float32Array): void {
    const { start, end } = this.bounds;
    if (values !== undefined && values.length !== this.length)
      throw this.#error(`version 0 with ${values.length} parameters; expected ${this.length}`);
    this.#back.version = null;
    if (values === undefined) fillInitialValues(this.layout, this.#seed, start, end, this.#back.parameters);
    else this.#back.parameters.set(values);
    for (const slot of this.#back.slots) slot.fill(0);
    this.#back.version = 0;
    this.#back.updates = 0;
    this.#written.clear();
  }

  /** Takes in a version from a snapshot, by copying. It is held then, but not open; the open version is left alone. */
  load(version: number, updates: number, parameters: Float32Array, slots: readonly Float32Array[]): void {
    if (
      parameters.length !== this.length ||
      slots.length !== this.#optimizer.slots.length ||
      slots.some((slot) => slot.length !== this.length)
    ) {
      throw this.#error(
        `version ${version} to be loaded has ${parameters.length} parameters and ${slots.length} slots; expected ${this.length} and ${this.#optimizer.slots.length}`,
      );
    }
    this.#back.version = null;
    this.#back.parameters.set(parameters);
    this.#back.slots.forEach((slot, index) => slot.set(slots[index] as Float32Array));
    this.#back.version = version;
    this.#back.updates = updates;
    this.#written.clear();
  }

  /**
   * Goes on from a version held: it is the front, and anything else, a step half written included, is given up.
   * False, and nothing changed, if the version is not held.
   */
  openAt(version: number): boolean {
    if (this.#front.version !== version) {
      if (this.#back.version !== version) return false;
      this.#swap();
    }
    this.#back.version = null;
    this.#written.clear();
    return true;
  }

  /**
   * Writes elements [from, to) of version step + 1.
   * @param gradient mean gradient of the range, range-relative; for averaged values (batch-norm statistics) their mean over the shards
   * @param gradientScale of the whole gradient, see Optimizer.apply; averaged values are not scaled
   */
  apply(step: number, from: number, to: number, gradient: Float32Array, gradientScale: number = 1): void {
    this.#checkStep(step);
    if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= this.length)) {
      throw this.#error(`step ${step}: elements [${from}, ${to}) of ${this.length}`);
    }
    if (gradient.length !== this.length)
      throw this.#error(`step ${step}: a gradient of ${gradient.length} elements; ${this.length} expected`);
    if (!this.#written.add(from, to)) throw this.#error(`step ${step}: some of the elements [${from}, ${to}) were applied before`);
    this.#back.version = null;
    for (const segment of this.#segments) {
      const first = Math.max(from, segment.from);
      const end = Math.min(to, segment.to);
      if (first < end) this.#applySegment(segment, first, end, gradient, gradientScale);
    }
  }

  /** Version step + 1 becomes the open one; version step stays held until the next step begins. */
  commit(step: number): void {
    this.#checkStep(step);
    const { count } = this.#written;
    if (count !== this.length) throw this.#error(`step ${step}: commit with ${count} of ${this.length} elements`);
    this.#become(step + 1, this.#front.updates + 1);
  }

  /**
   * A step without an update (the closing step, and one whose gradient is not finite): version step + 1 equals version step, the optimizer's
   * state and its count of updates too, as torch's GradScaler has it. What was written of the step is given up.
   */
  commitUnchanged(step: number): void {
    this.#checkStep(step);
    this.#back.version = null;
    this.#back.parameters.set(this.#front.parameters);
    this.#copySlots(0, this.length);
    this.#become(step + 1, this.#front.updates);
  }

  #become(version: number, updates: number): void {
    this.#back.version = version;
    this.#back.updates = updates;
    this.#swap();
    this.#written.clear();
  }

  #applySegment({ update, decay }: Segment, from: number, to: number, gradient: Float32Array, gradientScale: number): void {
    const { parameters, slots, updates } = this.#front;
    const out = this.#back.parameters;
    switch (update) {
      case "optimizer":
        this.#optimizer.apply(updates, parameters, slots, gradient, out, this.#back.slots, from, to, gradientScale);
        return;
      case "average":
        average(parameters, gradient, out, from, to, Math.fround(decay), Math.fround(1 - decay));
        this.#copySlots(from, to);
        return;
      case "fixed":
        out.set(parameters.subarray(from, to), from);
        this.#copySlots(from, to);
        return;
    }
  }

  #copySlots(from: number, to: number): void {
    this.#back.slots.forEach((slot, index) => slot.set((this.#front.slots[index] as Float32Array).subarray(from, to), from));
  }

  #swap(): void {
    [this.#front, this.#back] = [this.#back, this.#front];
  }

  #held(version: number): VersionBuffer {
    const buffer = [this.#front, this.#back].find((held) => held.version === version);
    if (!buffer) throw this.#error(`version ${version} is not held; there are ${this.versions().join(", ") || "none"}`);
    return buffer;
  }

  #checkStep(step: number): void {
    const { version } = this.#front;
    if (version !== step) throw this.#error(`step ${step} while ${version === null ? "nothing" : `version ${version}`} is open`);
  }

  #error(reason: string): LockstepError {
    return new LockstepError("invariant", `range ${this.bounds.range}: ${reason}`);
  }
}

function average(values: Float32Array, means: Float32Array, out: Float32Array, from: number, to: number, keep: number, take: number): void {
  for (let i = from; i < to; i++)
    out[i] = Math.fround(Math.fround(keep * (values[i] as number)) + Math.fround(take * (means[i] as number)));
}

/** The range's elements by update rule; neighbours with the same rule are one segment, so that most models have one. */
function segmentsOf(layout: Layout, { range, start, end }: ParameterRangeBounds): Segment[] {
  const segments: Segment[] = [];
  for (const { name, offset, length, update, decay } of layout.tensors) {
    const from = Math.max(start, offset) - start;
    const to = Math.min(end, offset + length) - start;
    if (from >= to) continue;
    if (update === "average" && !(decay !== undefined && decay >= 0 && decay <= 1)) {
      throw new LockstepError("configuration", `tensor ${name}: decay is ${decay}; an averaged tensor needs one from 0 to 1`);
    }
    const segment = { from, to, update, decay: decay ?? 0 };
    const previous = segments.at(-1);
    if (previous?.to === from && previous.update === update && previous.decay === segment.decay) previous.to = to;
    else segments.push(segment);
  }
  const covered = segments.reduce((sum, { from, to }) => sum + to - from, 0);
  if (covered !== end - start)
    throw new LockstepError("invariant", `range ${range}: the layout's tensors cover ${covered} of its ${end - start} elements`);
  return segments;
}

import { crc32 } from "node:zlib";
import {
  bytesOf,
  checkContributions,
  combineCrc32,
  decodeContributions,
  encodeContributions,
  failpoint,
  goesWhole,
  LockstepError,
  Phase,
} from "@lockstep/core";
import { GradientScale } from "./gradient-scale.ts";
import { closingContributions } from "./run-end.ts";
import type { RunEnd } from "./run-end.ts";
import type { ParameterRange, Publication, Roster, ShardContribution, TensorExchange } from "@lockstep/core";

/** A step whose whole range is in: what the commit records. */
export interface CompleteStep {
  readonly step: number;
  readonly contributions: readonly ShardContribution[];
  /** CRC-32 of the mean gradient of the whole range */
  readonly gradientCrc32: number;
}

export interface GenerationStepsOptions {
  readonly exchange: TensorExchange;
  readonly roster: Roster;
  /** number of the range this server holds */
  readonly range: number;
  readonly parameters: ParameterRange;
  /** V */
  readonly shards: number;
  readonly end: Pick<RunEnd, "step" | "judge">;
  /** the optimizer is applied to a slice in pieces of at least this many elements */
  readonly pieceElements: number;
  /** a step that is not finite changes nothing: nothing of a new version leaves before its commit tells that it is one */
  readonly maySkip: boolean;
  /** the largest norm of a step's gradient: nothing is applied before that is known; null: gradients are not clipped by it */
  readonly clipNorm: number | null;
  /** Called once a step, when every slice is in; the owner of this object then calls {@link GenerationSteps.commit}, at once or later. */
  readonly onComplete: (complete: CompleteStep) => void;
  readonly onError: (error: LockstepError) => void;
}

/** One of my slices in this generation. Bounds relative to the range. */
interface OwnSlice {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly owner: string;
  /** elements of the current step's gradient that are here */
  arrived: number;
  /** elements of it that the optimizer has been applied to */
  applied: number;
  /** parameters of the next version, sent as far as they are computed */
  publication: Publication | null;
  header: Uint8Array | null;
  /** CRC-32 of the gradient that came with the header */
  crc32: number;
}

/**
 * The steps of one generation at one parameter server: the mean gradients of its slices come in, the optimizer is applied to every piece
 * as it arrives (into the back buffer), and the new parameters go out again except for the last chunk of each slice, which is released
 * by the commit. So the last chunk *is* the news of the commit, and needs no message of its own.
 */
export class GenerationSteps {
  readonly #options: GenerationStepsOptions;
  readonly #slices: readonly OwnSlice[];
  readonly #scale: GradientScale | null;
  #step: number;
  #open = true;
  /** of the step whose slices are all in */
  #changesNothing = false;

  constructor(options: GenerationStepsOptions) {
    this.#options = options;
    const { roster, range, parameters } = options;
    const { start, end } = parameters.bounds;
    this.#step = roster.start;
    this.#slices = roster.slices.flatMap((slice, index) => {
      if (slice.range !== range) return [];
      const owner = roster.ranks[slice.owner];
      if (!owner || slice.start < start || slice.end > end) {
        throw new LockstepError(
          "protocol",
          `roster of generation ${roster.generation}: slice ${index} [${slice.start}, ${slice.end}) does not fit range ${range} [${start}, ${end})`,
        );
      }
      return [
        {
          index,
          from: slice.start - start,
          to: slice.end - start,
          owner: owner.name,
          arrived: 0,
          applied: 0,
          publication: null,
          header: null,
          crc32: 0,
        },
      ];
    });
    const guard = (work: () => void): void => this.#guard(work);
    const { exchange, clipNorm } = options;
    this.#scale =
      clipNorm === null ? null : new GradientScale({ exchange, roster, limit: clipNorm, guard, onKnown: () => this.#applyWhatIsHere() });
    for (const slice of this.#slices) {
      this.#publish(slice, roster.start, parameters.parameters(roster.start)).complete();
      this.#pullGradient(slice);
    }
    this.#publishWhole();
  }

  /** Ranks whose slice of the current step, or whose part of its norm, is not here yet. */
  waitingFor(): string[] {
    const owners = this.#slices.filter((slice) => slice.header === null).map((slice) => slice.owner);
    return [...new Set([...owners, ...(this.#scale?.waitingFor() ?? [])])];
  }

  /** Nothing of this generation is applied or committed from now on. */
  close(): void {
    this.#open = false;
  }

  /** Flips the buffers: what was applied becomes the parameters of step + 1. Then {@link release} lets the ranks have them. */
  commit(): void {
    const { parameters } = this.#options;
    if (!this.#open) throw new LockstepError("invariant", `commit of step ${this.#step} after its generation has ended`);
    if (this.#changesNothing) parameters.commitUnchanged(this.#step);
    else parameters.commit(this.#step);
    this.#step += 1;
    this.#scale?.next();
  }

  /** Sends the version just committed: its last chunk of every slice, and the whole of it to those who take it so. */
  release(): void {
    const { parameters } = this.#options;
    this.#publishWhole();
    for (const slice of this.#slices) {
      const publication = slice.publication ?? this.#publish(slice, this.#step, parameters.parameters(this.#step));
      slice.publication = null;
      slice.arrived = 0;
      slice.applied = 0;
      slice.header = null;
      publication.complete();
    }
  }

  #publish(slice: OwnSlice, version: number, parameters: Float32Array): Publication {
    const topic = { phase: Phase.parameters, slice: slice.index, subtree: 0 };
    return this.#options.exchange.publish(topic, version, bytesOf(parameters, slice.from, slice.to));
  }

  /** The version of this step, for ranks that share memory with this process. */
  #publishWhole(): void {
    const { exchange, range, parameters } = this.#options;
    const { start, end } = parameters.bounds;
    if (!goesWhole(parameters.bounds)) return;
    const topic = { phase: Phase.range, slice: range, subtree: 0 };
    exchange.publish(topic, this.#step, bytesOf(parameters.parameters(this.#step), 0, end - start)).complete();
  }

  #pullGradient(slice: OwnSlice): void {
    const { exchange, roster, parameters } = this.#options;
    const bytes = bytesOf(parameters.gradient, slice.from, slice.to);
    exchange.subscribe({ phase: Phase.gradient, slice: slice.index, subtree: 0 }, slice.owner, roster.start, {
      destination: () => bytes,
      received: (step, receivedBytes) =>
        this.#guard(() => {
          slice.arrived = Math.floor(receivedBytes / 4);
          this.#apply(slice, step, false);
        }),
      complete: (step, header) =>
        this.#guard(() => {
          slice.arrived = slice.to - slice.from;
          this.#apply(slice, step, true);
          slice.header = header.slice();
          // Now, not when the last slice is here: everybody waits then.
          slice.crc32 = crc32(bytes);
          this.#completeIfWhole();
        }),
    });
  }

  #guard(work: () => void): void {
    if (!this.#open) return;
    try {
      work();
    } catch (error) {
      this.#open = false;
      this.#options.onError(LockstepError.from(error));
    }
  }

  /** The norm has become known. */
  #applyWhatIsHere(): void {
    for (const slice of this.#slices) this.#apply(slice, this.#step, slice.header !== null);
    this.#completeIfWhole();
  }

  #completeIfWhole(): void {
    if (this.#scale?.value === null || this.#slices.some((slice) => slice.header === null)) return;
    this.#options.onComplete(this.#check());
  }

  /** Applies the optimizer to elements [applied, arrived) of the slice, in pieces. */
  #apply(slice: OwnSlice, step: number, whole: boolean): void {
    const { parameters, end, maySkip, pieceElements } = this.#options;
    if (step !== this.#step) throw new LockstepError("invariant", `gradient of step ${step} while this server is at step ${this.#step}`);
    // The closing step carries no gradient: version N + 1 is version N.
    if (step === end.step) return;
    failpoint("server.gradient-chunk");
    const scale = this.#scale === null ? 1 : this.#scale.value;
    const { arrived } = slice;
    if (scale === null || (arrived - slice.applied < pieceElements && !whole)) return;
    slice.publication ??= this.#publish(slice, step + 1, parameters.backParameters());
    const from = slice.from + slice.applied;
    parameters.apply(step, from, slice.from + arrived, parameters.gradient, scale);
    slice.applied = arrived;
    if (!maySkip) slice.publication.advance(arrived * 4);
  }

  /** Every slice's own account of the step must be the same one, complete, and true to the bytes that came with it. */
  #check(): CompleteStep {
    const { shards, roster, end, parameters } = this.#options;
    let first: readonly ShardContribution[] | null = null;
    let gradientCrc32 = 0;
    for (const slice of this.#slices) {
      const { contributions, crc32: sentCrc32 } = decodeContributions(slice.header ?? new Uint8Array());
      if (sentCrc32 !== slice.crc32) {
        throw new LockstepError(
          "invariant",
          `step ${this.#step}, slice ${slice.index}: the gradient that came from ${slice.owner} is not the one it sent (CRC-32 ${hex(slice.crc32)}, sent ${hex(sentCrc32)})`,
        );
      }
      // Slices ascend and cover the range.
      gradientCrc32 = combineCrc32(gradientCrc32, slice.crc32, 4 * (slice.to - slice.from));
      if (first === null) {
        checkContributions(contributions, shards);
        first = contributions;
      } else if (Buffer.compare(encodeContributions(first), encodeContributions(contributions)) !== 0) {
        throw new LockstepError(
          "invariant",
          `step ${this.#step} of generation ${roster.generation}: ${slice.owner} and ${this.#slices[0]?.owner} do not agree on what the shards contributed`,
        );
      }
    }
    if (first === null)
      throw new LockstepError("protocol", `roster of generation ${roster.generation} gives no slice to range ${this.#options.range}`);
    if (end.judge(this.#step, first)) {
      // The version is the last: what was computed from it is given up, and the step is what step N is else.
      this.#changesNothing = true;
      const gradientCrc32 = crc32(bytesOf(parameters.gradient.fill(0)));
      return { step: this.#step, contributions: closingContributions(first), gradientCrc32 };
    }
    const isMarked = first.some(({ nonFinite }) => nonFinite !== undefined);
    if (Number.isNaN(this.#scale?.value) && !isMarked)
      throw new LockstepError(
        "invariant",
        `step ${this.#step}: the norm of the gradient is no number, although every shard's part is finite`,
      );
    this.#changesNothing = this.#step === end.step || isMarked;
    return { step: this.#step, contributions: first, gradientCrc32 };
  }
}

const hex = (value: number): string => value.toString(16).padStart(8, "0");

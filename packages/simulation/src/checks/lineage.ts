import type { LedgerStep, Optimizer } from "@lockstep/core";
import type { TinyTask } from "../task/tiny-task.ts";
import { treeSum } from "./reference-run.ts";
import type { ReferenceRun } from "./reference-run.ts";
import { sameBits } from "./same-bits.ts";

/** The gradient of one shard, as it was computed once. */
export interface ShardComputation {
  readonly step: number;
  readonly shard: number;
  readonly worker: string;
  /** tells one computation from another */
  readonly lossSum: number;
  readonly parameters_P: Float32Array;
  readonly gradient_P: Float32Array;
}

/** Elements [start, end) of P. */
export interface RangeSpan {
  readonly start: number;
  readonly end: number;
}

interface RangeVersion extends RangeSpan {
  readonly parameters: Float32Array;
  readonly slots: readonly Float32Array[];
  /** steps that were not skipped */
  readonly updates: number;
  /** the losses of the step that made it; the same for all ranges of one branch */
  readonly origin: string;
}

/**
 * Where each version came from, for runs whose gradients differ each time they are computed (as on a GPU) and have no reference: which
 * computation each committed step took, and that all ranges took the same ones, computed from just the parameters that the ranges held.
 */
export class Lineage {
  readonly #task: TinyTask;
  readonly #reference: ReferenceRun;
  readonly #optimizer: Optimizer;
  readonly #computed = new Map<string, ShardComputation>();
  /** by range, then version: as it is on the branch that counts now */
  readonly #versions = new Map<number, Map<number, RangeVersion>>();
  /** by step: the losses of its shards, as first committed on this branch, and in which generation */
  readonly #taken = new Map<number, { readonly generation: number; readonly losses: string }>();

  constructor(task: TinyTask, reference: ReferenceRun) {
    this.#task = task;
    this.#reference = reference;
    this.#optimizer = task.optimizer();
  }

  computed(computation: ShardComputation): void {
    this.#computed.set(keyOf(computation.step, computation.shard, computation.lossSum), computation);
  }

  /** What a range must hold as this version; null if nobody has made it. */
  parameters(range: number, version: number, span: RangeSpan): Float32Array | null {
    return this.#version(range, version, span)?.parameters ?? null;
  }

  /** The optimizer's state that goes with it. */
  slots(range: number, version: number): readonly Float32Array[] | null {
    return this.#versions.get(range)?.get(version)?.slots ?? null;
  }

  /** A version of all of P, as far as the ranges are known. @returns what differs; null if nothing does */
  difference(version: number, parameters_P: Float32Array): string | null {
    let origin: string | null = null;
    for (const [range, versions] of this.#versions) {
      const held = versions.get(version);
      if (held === undefined) continue;
      if (!sameBits(parameters_P.subarray(held.start, held.end), held.parameters)) return `range ${range} is not as it was committed`;
      if (held.origin !== (origin ?? held.origin)) return `range ${range} was made by other gradients than the ranges before it`;
      origin = held.origin;
    }
    return null;
  }

  /** A range commits a step. @returns what is wrong with where it comes from; null if nothing is */
  committed(range: number, line: LedgerStep, span: RangeSpan): string | null {
    const { step, generation } = line;
    const before = this.#version(range, step, span);
    if (before === null) return `nobody has made version ${step}`;
    const losses = line.shards.map(({ lossSum }) => lossSum).join(" ");
    const taken = this.#taken.get(step);
    if (taken?.generation === generation && taken.losses !== losses) return `another range has taken other gradients for step ${step}`;
    this.#taken.set(step, { generation, losses });
    const parameters = before.parameters.slice();
    const slots = before.slots.map((slot) => slot.slice());
    if (step < this.#task.end && line.skipped !== true) {
      const found = line.shards.map(({ shard, lossSum, samples }) =>
        samples === 0 ? null : this.#computed.get(keyOf(step, shard, lossSum)),
      );
      const gradients: Float32Array[] = [];
      for (const [shard, computation] of found.entries()) {
        if (computation === undefined) return `nobody has computed what it took for shard ${shard}`;
        const wrong = computation === null ? null : this.difference(step, computation.parameters_P);
        if (wrong !== null) return `the gradient of shard ${shard} was computed from other parameters: ${wrong}`;
        gradients.push(computation?.gradient_P.subarray(span.start, span.end) ?? new Float32Array(span.end - span.start));
      }
      const mean = treeSum(gradients, 0, gradients.length).map((sum) => sum / line.samples);
      this.#optimizer.apply(before.updates, before.parameters, before.slots, mean, parameters, slots, 0, parameters.length);
    }
    const updates = before.updates + (line.skipped === true || step === this.#task.end ? 0 : 1);
    this.#versionsOf(range).set(step + 1, { ...span, parameters, slots, updates, origin: losses });
    return null;
  }

  /** The losses of the shards in each step that counts at the end. */
  losses(step: number): string | null {
    return this.#taken.get(step)?.losses ?? null;
  }

  #version(range: number, version: number, { start, end }: RangeSpan): RangeVersion | null {
    const versions = this.#versionsOf(range);
    const known = versions.get(version);
    if (known !== undefined || version !== 0) return known ?? null;
    const cut = (vector: Float32Array | undefined): Float32Array => (vector ?? new Float32Array()).slice(start, end);
    const first = {
      start,
      end,
      parameters: cut(this.#reference.versions[0]),
      slots: (this.#reference.slots[0] ?? []).map(cut),
      updates: 0,
      origin: "",
    };
    versions.set(0, first);
    return first;
  }

  #versionsOf(range: number): Map<number, RangeVersion> {
    const known = this.#versions.get(range);
    if (known !== undefined) return known;
    const versions = new Map<number, RangeVersion>();
    this.#versions.set(range, versions);
    return versions;
  }
}

function keyOf(step: number, shard: number, lossSum: number): string {
  return `${step} ${shard} ${lossSum}`;
}

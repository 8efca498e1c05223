import { countUses, type Expression, type Operator } from "./expression.ts";
import { op, ValueType, WasmFunctionWriter } from "./wasm-function.ts";

/** How many elements are computed at a time. The operations are those of IEEE 754 either way, so the bits are the same. */
interface Lanes {
  readonly type: ValueType;
  readonly bytes: number;
  readonly load: readonly number[];
  readonly store: readonly number[];
  readonly operators: Readonly<Record<Operator, readonly number[]>>;
}

/** the operators of f32x4 */
const fourLanes: Lanes = {
  type: ValueType.v128,
  bytes: 16,
  load: op.v128Load,
  store: op.v128Store,
  operators: {
    add: [0xfd, 0xe4, 0x01],
    sub: [0xfd, 0xe5, 0x01],
    mul: [0xfd, 0xe6, 0x01],
    div: [0xfd, 0xe7, 0x01],
    sqrt: [0xfd, 0xe3, 0x01],
    min: [0xfd, 0xe8, 0x01],
    max: [0xfd, 0xe9, 0x01],
  },
};

/** those of f32 */
const oneLane: Lanes = {
  type: ValueType.f32,
  bytes: 4,
  load: [0x2a],
  store: [0x38],
  operators: { add: [0x92], sub: [0x93], mul: [0x94], div: [0x95], sqrt: [0x91], min: [0x96], max: [0x97] },
};

/** A local for each value that is there already. */
type Known = Map<Expression, number>;

/**
 * Writes the function of an element kernel: four elements are computed at a time as long as there are four, the rest one at a time. Its
 * parameters are the addresses of the inputs and of the outputs, the bytes of each vector, and the scalars.
 */
export class KernelWriter {
  readonly #inputs: readonly string[];
  readonly #scalars: readonly string[];
  readonly #results: readonly Expression[];
  readonly #uses: ReadonlyMap<Expression, number>;
  readonly #code: WasmFunctionWriter;
  /** parameter: bytes of each vector */
  readonly #bytes: number;
  /** local: bytes of each vector before the elements that come next */
  readonly #offset: number;

  constructor(inputs: readonly string[], scalars: readonly string[], results: readonly Expression[]) {
    this.#inputs = inputs;
    this.#scalars = scalars;
    this.#results = results;
    this.#uses = countUses(results);
    this.#bytes = inputs.length + results.length;
    this.#code = new WasmFunctionWriter([
      ...Array.from({ length: this.#bytes + 1 }, () => ValueType.i32),
      ...scalars.map(() => ValueType.f32),
    ]);
    this.#offset = this.#code.local(ValueType.i32);
  }

  module(): Uint8Array {
    this.#loop(fourLanes);
    this.#loop(oneLane);
    return this.#code.module();
  }

  #loop(lanes: Lanes): void {
    const code = this.#code;
    const scalars = this.#scalars.map((_, index) => this.#scalar(index, lanes));
    const end = code.local(ValueType.i32);
    code.emit(op.localGet, this.#bytes).constant(-lanes.bytes).emit(op.i32And).emit(op.localSet, end);
    code.emit(op.block).emit(op.loop);
    code.emit(op.localGet, this.#offset).emit(op.localGet, end).emit(op.i32GeU).emit(op.branchIf, 1);
    this.#elements(lanes, scalars);
    code.emit(op.localGet, this.#offset).constant(lanes.bytes).emit(op.i32Add).emit(op.localSet, this.#offset);
    code.emit(op.branch, 0).emit(op.end).emit(op.end);
  }

  /** @returns the local that holds a scalar, in every lane */
  #scalar(index: number, lanes: Lanes): number {
    const parameter = this.#bytes + 1 + index;
    return lanes === oneLane ? parameter : this.#keep(lanes, () => this.#code.emit(op.localGet, parameter).emit(op.f32x4Splat));
  }

  /** All outputs are computed before the first is written, because it may be an input. */
  #elements(lanes: Lanes, scalars: readonly number[]): void {
    const known: Known = new Map();
    for (const expression of this.#uses.keys()) {
      if (expression.kind === "scalar") known.set(expression, scalars[this.#scalars.indexOf(expression.name)] as number);
      if (expression.kind !== "input") continue;
      const input = this.#inputs.indexOf(expression.name);
      known.set(
        expression,
        this.#keep(lanes, () => {
          this.#address(input);
          this.#code.access(lanes.load);
        }),
      );
    }
    const results = this.#results.map((result) => this.#keep(lanes, () => this.#push(result, lanes, known)));
    for (const [index, result] of results.entries()) {
      this.#address(this.#inputs.length + index);
      this.#code.emit(op.localGet, result).access(lanes.store);
    }
  }

  #push(expression: Expression, lanes: Lanes, known: Known): void {
    const local = known.get(expression);
    if (local !== undefined) {
      this.#code.emit(op.localGet, local);
      return;
    }
    if (expression.kind !== "operation") return;
    for (const operand of expression.operands) this.#push(operand, lanes, known);
    this.#code.emit(lanes.operators[expression.operator]);
    if ((this.#uses.get(expression) ?? 0) < 2) return;
    const kept = this.#code.local(lanes.type);
    this.#code.emit(op.localTee, kept);
    known.set(expression, kept);
  }

  /** @returns a new local with the value that `push` leaves on the stack */
  #keep(lanes: Lanes, push: () => void): number {
    push();
    const local = this.#code.local(lanes.type);
    this.#code.emit(op.localSet, local);
    return local;
  }

  #address(vector: number): void {
    this.#code.emit(op.localGet, vector).emit(op.localGet, this.#offset).emit(op.i32Add);
  }
}

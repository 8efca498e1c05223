/** https://webassembly.github.io/spec/core/binary/types.html */
export const ValueType = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b } as const;
export type ValueType = (typeof ValueType)[keyof typeof ValueType];

/** Instructions, without what follows them: https://webassembly.github.io/spec/core/binary/instructions.html */
export const op = {
  block: [0x02, 0x40],
  loop: [0x03, 0x40],
  if: [0x04, 0x40],
  end: [0x0b],
  branch: [0x0c],
  branchIf: [0x0d],
  localGet: [0x20],
  localSet: [0x21],
  localTee: [0x22],
  i32Const: [0x41],
  i32GeU: [0x4f],
  i32Add: [0x6a],
  i32And: [0x71],
  v128Load: [0xfd, 0x00],
  v128Store: [0xfd, 0x0b],
  i32x4Splat: [0xfd, 0x11],
  f32x4Splat: [0xfd, 0x13],
  v128And: [0xfd, 0x4e],
  i32x4MaxSigned: [0xfd, 0xb8, 0x01],
  v128Load32Zero: [0xfd, 0x5c],
  i8x16Shuffle: [0xfd, 0x0d],
  i16x8ExtendLowI8x16Unsigned: [0xfd, 0x89, 0x01],
  i32x4ExtendLowI16x8Unsigned: [0xfd, 0xa9, 0x01],
  f64x2Splat: [0xfd, 0x14],
  f64x2ConvertLowI32x4Signed: [0xfd, 0xfe, 0x01],
  f64x2Add: [0xfd, 0xf0, 0x01],
  f64x2Mul: [0xfd, 0xf2, 0x01],
  f32x4DemoteF64x2Zero: [0xfd, 0x5e],
  return: [0x0f],
  i32Load: [0x28],
  i32Store: [0x36],
  i32Eqz: [0x45],
  i32NotEqual: [0x47],
  i32GreaterUnsigned: [0x4b],
  i32Sub: [0x6b],
  i32Mul: [0x6c],
  i32ShiftLeft: [0x74],
  v128Load32Splat: [0xfd, 0x09],
  v128Zero: [0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  v128AnyTrue: [0xfd, 0x53],
  i32x4GreaterEqualSigned: [0xfd, 0x3f],
  f32x4Add: [0xfd, 0xe4, 0x01],
  f32x4Mul: [0xfd, 0xe6, 0x01],
} as const;

/** Under which names a module imports its memory and exports its function. */
export const moduleNames = { imports: "kernel", memory: "memory", run: "run" } as const;

/** One WebAssembly function, while it is written. Parameters and locals are numbered together, parameters first. */
export class WasmFunctionWriter {
  readonly #parameters: readonly ValueType[];
  readonly #results: readonly ValueType[];
  readonly #locals: ValueType[] = [];
  readonly #code: number[] = [];

  /** @param results at most one */
  constructor(parameters: readonly ValueType[], results: readonly ValueType[] = []) {
    this.#parameters = parameters;
    this.#results = results;
  }

  /** @returns the number of a new local, which is zero at first */
  local(type: ValueType): number {
    this.#locals.push(type);
    return this.#parameters.length + this.#locals.length - 1;
  }

  /** @param index what the instruction is about: a local, or how many blocks a branch leaves */
  emit(instruction: readonly number[], index?: number): this {
    this.#code.push(...instruction);
    if (index !== undefined) this.#code.push(...unsigned(index));
    return this;
  }

  constant(value: number): this {
    this.#code.push(...op.i32Const, ...signed(value));
    return this;
  }

  /**
   * A load or a store at an address, aligned or not.
   * @param offset bytes from the address on the stack
   */
  access(instruction: readonly number[], offset = 0): this {
    const alignment = 0;
    this.#code.push(...instruction, alignment, ...unsigned(offset));
    return this;
  }

  /** Lanes of 32 bits of the two vectors on the stack: 0 .. 3 are the first one's, 4 .. 7 the second one's. */
  shuffle(lanes: readonly [number, number, number, number]): this {
    this.#code.push(...op.i8x16Shuffle, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
    return this;
  }

  /** A module with this function, on a memory that it imports: https://webassembly.github.io/spec/core/binary/modules.html */
  module(): Uint8Array {
    const magicAndVersion = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
    const type = [0x60, ...list(this.#parameters.map((parameter) => [parameter])), ...list(this.#results.map((result) => [result]))];
    const memoryOfAnySize = [0x02, 0x00, 0x00];
    const code = sized([...list(this.#locals.map((local) => [1, local])), ...this.#code, ...op.end]);
    return Uint8Array.from([
      ...magicAndVersion,
      ...section(1, [type]),
      ...section(2, [[...name(moduleNames.imports), ...name(moduleNames.memory), ...memoryOfAnySize]]),
      ...section(3, [[0x00]]),
      ...section(7, [[...name(moduleNames.run), 0x00, 0x00]]),
      ...section(10, [code]),
    ]);
  }
}

// Numbers are LEB128: seven bits a byte, the lowest first.

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest & 127];
}

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const name = (text: string): number[] => sized([...Buffer.from(text)]);
const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
const section = (id: number, items: readonly (readonly number[])[]): number[] => [id, ...sized(list(items))];

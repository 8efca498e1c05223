import { op, ValueType, WasmFunctionWriter } from "./wasm-function.ts";

export const lanes = 4;
const laneBytes = 16;
/** of a factor in a list: the address of the row of b that it multiplies, and its bits */
export const factorBytes = 8;
/**
 * Vectors of columns that are summed up at a time, as long as there are so many. V8 loads all that a turn of a loop needs before it computes:
 * seven sums, seven vectors of b and a factor are the fifteen registers that it has. An eighth sum would go through memory in each turn.
 */
const blocks = [7, 4, 1];
const infinityBits = 0x7f80_0000;
const withoutSign = 0x7fff_ffff;

/** Parameters of the function, by their numbers. */
const [a, b, c, lists, rows, inner, strideBytes, rowBytes] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/**
 * Writes a function of addresses and sizes: a, b, c, lists, rows, inner, bytes from a row of a's memory to the next, bytes of a row of b and c.
 * It makes c [rows, columns] = a [rows, inner] times b [inner, columns] and returns 1, or returns 0 with nothing done if an element of b is
 * not finite. Each element of c starts at 0 and adds one product after the other, but for those whose element of a is 0: they are zeros, and
 * adding them changes no bit of a sum that has begun with 0.
 *
 * What is not 0 in a row of a is listed first; the loop over the list has no branch that depends on values.
 */
export class ProductWriter {
  readonly #code = new WasmFunctionWriter(Array<ValueType>(rowBytes + 1).fill(ValueType.i32), [ValueType.i32]);
  readonly #isTransposed: boolean;
  /** where the list of each of the rows ends that are listed at a time */
  readonly #ends: readonly number[];
  readonly #element = this.#code.local(ValueType.i32);
  readonly #row = this.#code.local(ValueType.i32);
  readonly #count = this.#code.local(ValueType.i32);
  readonly #factor = this.#code.local(ValueType.i32);
  readonly #column = this.#code.local(ValueType.i32);
  readonly #end = this.#code.local(ValueType.i32);
  readonly #vector = this.#code.local(ValueType.v128);
  readonly #mask = this.#code.local(ValueType.v128);
  readonly #sums = Array.from({ length: Math.max(...blocks) }, () => this.#code.local(ValueType.v128));

  /** @param isTransposed a lies as [inner, rows], and rows is a multiple of 4: elements of a are taken four at a time */
  constructor(isTransposed: boolean) {
    this.#isTransposed = isTransposed;
    this.#ends = Array.from({ length: isTransposed ? lanes : 1 }, () => this.#code.local(ValueType.i32));
  }

  module(): Uint8Array {
    this.#returnUnlessFinite();
    this.#repeat(
      () => this.#code.emit(op.localGet, rows).emit(op.i32Eqz),
      () => {
        this.#list();
        for (const [index, end] of this.#ends.entries()) {
          this.#code.constant(0).emit(op.localSet, this.#column);
          this.#throughBlocks(this.#column, rowBytes, (vectors) => this.#sumColumns(index, end, vectors));
          this.#move(c, () => this.#code.emit(op.localGet, rowBytes));
        }
        this.#move(rows, () => this.#code.constant(-this.#ends.length));
      },
    );
    return this.#code.constant(1).module();
  }

  /** A product of 0 and an element that is not finite is NaN. */
  #returnUnlessFinite(): void {
    const code = this.#code;
    const largest = this.#sums[0] as number;
    code.constant(withoutSign).emit(op.i32x4Splat).emit(op.localSet, this.#mask);
    code.emit(op.localGet, b).emit(op.localSet, this.#row);
    code
      .emit(op.localGet, inner)
      .emit(op.localGet, rowBytes)
      .emit(op.i32Mul)
      .emit(op.localGet, b)
      .emit(op.i32Add)
      .emit(op.localSet, this.#end);
    const look = (vectors: number): void => {
      for (let vector = 0; vector < vectors; vector++) {
        code
          .emit(op.localGet, this.#row)
          .access(op.v128Load, vector * laneBytes)
          .emit(op.localGet, this.#mask)
          .emit(op.v128And);
        code.emit(op.localGet, largest).emit(op.i32x4MaxSigned).emit(op.localSet, largest);
      }
    };
    this.#throughBlocks(this.#row, this.#end, look);
    // As integers, the bits of values without sign are in the order of the values, and those of NaN above infinity's.
    code.emit(op.localGet, largest).constant(infinityBits).emit(op.i32x4Splat).emit(op.i32x4GreaterEqualSigned).emit(op.v128AnyTrue);
    code.emit(op.if).constant(0).emit(op.return).emit(op.end);
  }

  /** Lists what is not 0 in the next rows of a. */
  #list(): void {
    const code = this.#code;
    for (const [index, end] of this.#ends.entries()) {
      this.#pushList(index);
      code.emit(op.localSet, end);
    }
    code.emit(op.localGet, a).emit(op.localSet, this.#element);
    code.emit(op.localGet, b).emit(op.localSet, this.#row);
    code.emit(op.localGet, inner).emit(op.localSet, this.#count);
    if (this.#isTransposed) {
      this.#listElements(1, lanes, () => code.emit(op.localGet, strideBytes));
    } else {
      this.#listElements(lanes, lanes, () => code.constant(laneBytes));
      this.#listElements(1, 1, () => code.constant(laneBytes / lanes));
    }
    this.#move(a, () => (this.#isTransposed ? code.constant(laneBytes) : code.emit(op.localGet, strideBytes)));
  }

  /**
   * @param step rows of b that as many elements of a belong to
   * @param width elements that are taken at a time
   * @param pushBytes from these elements to the next
   */
  #listElements(step: number, width: number, pushBytes: () => void): void {
    const code = this.#code;
    this.#repeat(
      () => code.constant(step).emit(op.localGet, this.#count).emit(op.i32GreaterUnsigned),
      () => {
        if (width === lanes) code.emit(op.localGet, this.#element).access(op.v128Load).emit(op.v128AnyTrue).emit(op.if);
        for (let lane = 0; lane < width; lane++) this.#append(lane);
        if (width === lanes) code.emit(op.end);
        this.#move(this.#row, () => code.emit(op.localGet, rowBytes).constant(step).emit(op.i32Mul));
        this.#move(this.#element, pushBytes);
        this.#move(this.#count, () => code.constant(-step));
      },
    );
  }

  /** Writes an element of a to a list, which grows by it if it is not 0. */
  #append(lane: number): void {
    const code = this.#code;
    const end = this.#ends[this.#isTransposed ? lane : 0] as number;
    code.emit(op.localGet, end).emit(op.localGet, this.#row);
    if (!this.#isTransposed) code.emit(op.localGet, rowBytes).constant(lane).emit(op.i32Mul).emit(op.i32Add);
    code.access(op.i32Store);
    code
      .emit(op.localGet, end)
      .emit(op.localGet, this.#element)
      .access(op.i32Load, lane * 4)
      .emit(op.localTee, this.#factor);
    code.access(op.i32Store, 4);
    this.#move(end, () => {
      // Without the sign, which zeros have as well.
      code.emit(op.localGet, this.#factor).constant(1).emit(op.i32ShiftLeft).constant(0).emit(op.i32NotEqual);
      return code.constant(Math.log2(factorBytes)).emit(op.i32ShiftLeft);
    });
  }

  /** The next vectors of columns of a row of c. */
  #sumColumns(list: number, listEnd: number, vectors: number): void {
    const code = this.#code;
    const sums = this.#sums.slice(0, vectors);
    for (const sum of sums) code.emit(op.v128Zero).emit(op.localSet, sum);
    this.#pushList(list);
    code.emit(op.localSet, this.#element);
    this.#repeat(
      () => code.emit(op.localGet, this.#element).emit(op.localGet, listEnd).emit(op.i32GeU),
      () => {
        code.emit(op.localGet, this.#element).access(op.i32Load).emit(op.localGet, this.#column).emit(op.i32Add);
        code.emit(op.localSet, this.#row);
        code.emit(op.localGet, this.#element).access(op.v128Load32Splat, 4).emit(op.localSet, this.#vector);
        for (const [index, sum] of sums.entries()) {
          code.emit(op.localGet, sum).emit(op.localGet, this.#vector);
          code
            .emit(op.localGet, this.#row)
            .access(op.v128Load, index * laneBytes)
            .emit(op.f32x4Mul);
          code.emit(op.f32x4Add).emit(op.localSet, sum);
        }
        this.#move(this.#element, () => code.constant(factorBytes));
      },
    );
    code.emit(op.localGet, c).emit(op.localGet, this.#column).emit(op.i32Add).emit(op.localSet, this.#row);
    for (const [index, sum] of sums.entries())
      code
        .emit(op.localGet, this.#row)
        .emit(op.localGet, sum)
        .access(op.v128Store, index * laneBytes);
  }

  /**
   * Takes `position` through memory until `end`, as many vectors at a time as there are. What is less than a vector at the end is taken together
   * with what lies before it, once more: there must be at least one vector in all.
   */
  #throughBlocks(position: number, end: number, body: (vectors: number) => void): void {
    const code = this.#code;
    for (const vectors of blocks) {
      this.#repeat(
        () => {
          code
            .emit(op.localGet, position)
            .constant(vectors * laneBytes)
            .emit(op.i32Add);
          code.emit(op.localGet, end).emit(op.i32GreaterUnsigned);
        },
        () => {
          body(vectors);
          this.#move(position, () => code.constant(vectors * laneBytes));
        },
      );
    }
    code.emit(op.localGet, end).emit(op.localGet, position).emit(op.i32GreaterUnsigned).emit(op.if);
    code.emit(op.localGet, end).constant(-laneBytes).emit(op.i32Add).emit(op.localSet, position);
    body(1);
    code.emit(op.end);
  }

  /** Where a list begins: each has room for all of a row of a. */
  #pushList(index: number): void {
    const code = this.#code;
    code
      .emit(op.localGet, lists)
      .emit(op.localGet, inner)
      .constant(index * factorBytes)
      .emit(op.i32Mul)
      .emit(op.i32Add);
  }

  /** Adds what `push` leaves on the stack. */
  #move(local: number, push: () => void): void {
    this.#code.emit(op.localGet, local);
    push();
    this.#code.emit(op.i32Add).emit(op.localSet, local);
  }

  #repeat(pushIsOver: () => void, body: () => void): void {
    this.#code.emit(op.block).emit(op.loop);
    pushIsOver();
    this.#code.emit(op.branchIf, 1);
    body();
    this.#code.emit(op.branch, 0).emit(op.end).emit(op.end);
  }
}

import { LockstepError } from "../errors.ts";
import type { CounterRandom } from "../random/counter-random.ts";

/** Displacements of pixels as in Simard, Steinkraus and Platt (ICDAR 2003): noise, smoothed by a Gaussian, times a factor. */
export interface ElasticSettings {
  /** factor on the smoothed noise; 34 with a sigma of 4 moves pixels by some 1.5 */
  readonly alpha: number;
  /** standard deviation of the Gaussian, in pixels; 1 or more */
  readonly sigma: number;
}

const passes = 3;

/**
 * Random displacements of the pixels of images of one size. The Gaussian is three box filters (Kovesi, "Fast almost-Gaussian filtering", 2010):
 * running sums, whose cost does not grow with sigma. Noise is 0 outside of the image.
 */
export class DisplacementField {
  /** pixels to the right, and down; row by row */
  readonly right: Float64Array;
  readonly down: Float64Array;
  readonly #rows: number;
  readonly #columns: number;
  readonly #alpha: number;
  readonly #radii: readonly number[];
  readonly #scratch: Float64Array;

  constructor(rows: number, columns: number, { alpha, sigma }: ElasticSettings) {
    if (!(sigma >= 1)) throw new LockstepError("configuration", `elastic augmentation: sigma must be 1 or more, found ${sigma}`);
    this.right = new Float64Array(rows * columns);
    this.down = new Float64Array(rows * columns);
    this.#scratch = new Float64Array(rows * columns);
    this.#rows = rows;
    this.#columns = columns;
    this.#alpha = alpha;
    this.#radii = boxRadii(sigma);
  }

  /** Makes the field from the next numbers of the sequence, one for two pixels: 8 bits for each direction of each. */
  draw(random: CounterRandom): void {
    const { right, down } = this;
    const factor = this.#alpha / 127.5;
    for (let i = 0; i < right.length; i += 2) {
      const word = random.uint32();
      right[i] = factor * ((word & 0xff) - 127.5);
      down[i] = factor * (((word >>> 8) & 0xff) - 127.5);
      // Beyond the end of an odd number of pixels this is lost.
      right[i + 1] = factor * (((word >>> 16) & 0xff) - 127.5);
      down[i + 1] = factor * ((word >>> 24) - 127.5);
    }
    for (const field of [right, down]) {
      for (const radius of this.#radii) {
        smoothRows(field, this.#scratch, this.#rows, this.#columns, radius);
        smoothRows(this.#scratch, field, this.#columns, this.#rows, radius);
      }
    }
  }
}

/** Of the boxes that together have the Gaussian's variance as nearly as whole pixels can. */
function boxRadii(sigma: number): readonly number[] {
  const ideal = Math.floor(Math.sqrt((12 * sigma * sigma) / passes + 1));
  const lower = ideal % 2 === 0 ? ideal - 1 : ideal;
  const narrow = Math.round((12 * sigma * sigma - passes * lower * lower - 4 * passes * lower - 3 * passes) / (-4 * lower - 4));
  return Array.from({ length: passes }, (_, pass) => (pass < narrow ? lower - 1 : lower + 1) / 2).filter((radius) => radius > 0);
}

/** The mean of 2 radius + 1 elements around each, along the rows; the result is transposed, so that a second call smooths the columns. */
function smoothRows(from: Float64Array, to: Float64Array, rows: number, columns: number, radius: number): void {
  const weight = 1 / (2 * radius + 1);
  for (let r = 0; r < rows; r++) {
    const start = r * columns;
    let sum = 0;
    // Before the image, in it and behind it: what enters the box is added, what leaves it is taken away.
    for (let c = 0; c < Math.min(radius, columns); c++) sum += from[start + c] as number;
    let c = 0;
    for (; c <= radius && c < columns; c++) {
      if (c + radius < columns) sum += from[start + c + radius] as number;
      to[c * rows + r] = sum * weight;
    }
    for (; c + radius < columns; c++) {
      sum += (from[start + c + radius] as number) - (from[start + c - radius - 1] as number);
      to[c * rows + r] = sum * weight;
    }
    for (; c < columns; c++) {
      sum -= from[start + c - radius - 1] as number;
      to[c * rows + r] = sum * weight;
    }
  }
}

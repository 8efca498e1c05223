import { LockstepError } from "../errors.ts";
import { CounterRandom } from "../random/counter-random.ts";
import type { ShardSamples } from "./dataset.ts";
import { DisplacementField, type ElasticSettings } from "./displacement-field.ts";
import { rotation } from "./rotation.ts";
import type { SampleFormat } from "./sample-format.ts";

/** How training images are changed, each time anew; every amount is drawn evenly from its range. What is left out is not done. */
export interface Augmentation {
  /** to the right and down, by -shiftPixels .. shiftPixels each */
  readonly shiftPixels?: number;
  /** about the centre, by -rotationDegrees .. rotationDegrees; at most 180 */
  readonly rotationDegrees?: number;
  /** larger or smaller by a factor of 1 - scale .. 1 + scale; below 1 */
  readonly scale?: number;
  readonly elastic?: ElasticSettings;
}

type ImageFormat = Pick<SampleFormat, "featureShape" | "featureType">;

/** Where the image that is drawn lies in the given one: column = c + cc * right + cr * down, likewise row. */
interface AffineMap {
  readonly column: number;
  readonly columnPerColumn: number;
  readonly columnPerRow: number;
  readonly row: number;
  readonly rowPerColumn: number;
  readonly rowPerRow: number;
}

/**
 * Changes the images of a batch. How a sample is changed depends on (seed, epoch, number of the sample) alone. Bytes in, bytes out, by bilinear
 * interpolation with 0 around the image; only + - * / and square roots, so that the bits are the same on every machine.
 */
export class Augmenter {
  readonly #augmentation: Augmentation;
  readonly #seed: number;
  readonly #rows: number;
  readonly #columns: number;
  readonly #channels: number;
  readonly #field: DisplacementField | null;

  /**
   * @param format of samples of bytes, [rows, columns] or [rows, columns, channels]
   * @throws LockstepError "configuration" for samples that are no images
   */
  constructor(augmentation: Augmentation, { featureShape, featureType = "uint8" }: ImageFormat, seed: number) {
    const [rows, columns, channels = 1] = featureShape;
    if (rows === undefined || columns === undefined || featureShape.length > 3 || featureType !== "uint8") {
      throw new LockstepError(
        "configuration",
        `augmentation is for images of bytes, [rows, columns] or [rows, columns, channels]; the samples are ${featureType} [${featureShape.join(", ")}]`,
      );
    }
    this.#augmentation = augmentation;
    this.#seed = seed;
    this.#rows = rows;
    this.#columns = columns;
    this.#channels = channels;
    this.#field = augmentation.elastic === undefined ? null : new DisplacementField(rows, columns, augmentation.elastic);
  }

  /** Writes the images at `positions`, in this order and as they are in this epoch, to `features`, which holds no more. */
  augment(samples: ShardSamples, positions: Uint32Array, epoch: number, features: Uint8Array): void {
    const bytes = this.#rows * this.#columns * this.#channels;
    for (const [i, position] of positions.entries()) {
      const image = samples.features.subarray(position * bytes, (position + 1) * bytes);
      this.#draw(image, samples.ids[position] as number, epoch, features.subarray(i * bytes, (i + 1) * bytes));
    }
  }

  #draw(image: Uint8Array, sample: number, epoch: number, out: Uint8Array): void {
    const random = new CounterRandom(this.#seed, "augmentation", epoch, sample);
    const map = this.#affineMap(random);
    this.#field?.draw(random);
    for (let r = 0, pixel = 0; r < this.#rows; r++) {
      const column = map.column + map.columnPerRow * r;
      const row = map.row + map.rowPerRow * r;
      for (let c = 0; c < this.#columns; c++, pixel++) {
        const x = column + map.columnPerColumn * c;
        const y = row + map.rowPerColumn * c;
        if (this.#field === null) this.#interpolate(image, x, y, out, pixel);
        else this.#interpolate(image, x + (this.#field.right[pixel] as number), y + (this.#field.down[pixel] as number), out, pixel);
      }
    }
  }

  /** Takes four numbers of the sequence, whatever is asked for. */
  #affineMap(random: CounterRandom): AffineMap {
    const { shiftPixels = 0, rotationDegrees = 0, scale = 0 } = this.#augmentation;
    const within = (limit: number): number => limit * (2 * random.uniform() - 1);
    const right = within(shiftPixels);
    const down = within(shiftPixels);
    const { sine, cosine } = rotation(within(rotationDegrees));
    const factor = 1 + within(scale);
    // The other way round, from the image that is drawn to the given one.
    const [along, across] = [cosine / factor, sine / factor];
    const [centreColumn, centreRow] = [(this.#columns - 1) / 2, (this.#rows - 1) / 2];
    return {
      column: centreColumn - along * (centreColumn + right) - across * (centreRow + down),
      columnPerColumn: along,
      columnPerRow: across,
      row: centreRow + across * (centreColumn + right) - along * (centreRow + down),
      rowPerColumn: -across,
      rowPerRow: along,
    };
  }

  /** Sets pixel number `pixel` of `out` to the image's value at column x and row y. */
  #interpolate(image: Uint8Array, x: number, y: number, out: Uint8Array, pixel: number): void {
    const channels = this.#channels;
    const left = Math.floor(x);
    const top = Math.floor(y);
    const isOutside = left < -1 || top < -1 || left >= this.#columns || top >= this.#rows;
    if (isOutside) {
      out.fill(0, pixel * channels, (pixel + 1) * channels);
      return;
    }
    const wx = x - left;
    const wy = y - top;
    const hasLeft = left >= 0;
    const hasRight = left + 1 < this.#columns;
    const hasTop = top >= 0;
    const hasBottom = top + 1 < this.#rows;
    const first = (top * this.#columns + left) * channels;
    const below = first + this.#columns * channels;
    for (let channel = 0; channel < channels; channel++) {
      const topLeft = hasTop && hasLeft ? (image[first + channel] as number) : 0;
      const topRight = hasTop && hasRight ? (image[first + channels + channel] as number) : 0;
      const bottomLeft = hasBottom && hasLeft ? (image[below + channel] as number) : 0;
      const bottomRight = hasBottom && hasRight ? (image[below + channels + channel] as number) : 0;
      const upper = topLeft + wx * (topRight - topLeft);
      const lower = bottomLeft + wx * (bottomRight - bottomLeft);
      out[pixel * channels + channel] = Math.floor(upper + wy * (lower - upper) + 0.5);
    }
  }
}

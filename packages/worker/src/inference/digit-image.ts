import { resample, type Box } from "./resample.ts";

/** An image as shades of grey. */
export interface GreyImage {
  readonly width: number;
  readonly height: number;
  /** 0 (black) .. 1 (white), row-major */
  readonly brightness: Float32Array;
  /** 0 .. 1; null: opaque everywhere */
  readonly opacity: Float32Array | null;
}

/** Of MNIST's 28 x 28 pixels the digit itself fills 20 x 20. */
const digitShare = 20 / 28;
/** A smaller difference between the darkest and the brightest pixel is nothing that was drawn. */
const leastContrast = 0.05;
/** What is less ink than this, of the most there is, does not belong to the digit: paper, shadows, noise. */
const inkThreshold = 0.25;

/**
 * Brings the image of one digit into the form of MNIST's (yann.lecun.com/exdb/mnist): bright on a dark background, scaled with its aspect
 * kept to fill 20 x 20 pixels, with the centre of mass in the middle of 28 x 28. The background is what most of the border is.
 * An image that has this size and a dark border already is taken as it is.
 *
 * @param side 28 for MNIST; everything else scales with it
 * @returns side x side bytes; null if the image is of one colour, so that there is no digit to see
 */
export function digitImage(image: GreyImage, side: number): Uint8Array | null {
  const { width, height } = image;
  const shown = overBackground(image);
  const [darkest, brightest] = extremes(shown);
  if (brightest - darkest < leastContrast) return null;
  const background = borderMedian(shown, width, height);
  const isBright = background > (darkest + brightest) / 2;
  if (!isBright && width === side && height === side) return toBytes(shown, 1);

  const most = isBright ? background - darkest : brightest - background;
  const ink = shown.map((value) => Math.max(0, isBright ? background - value : value - background) / most);
  const box = boundingBox(ink, width, height);
  const boxSide = Math.max(1, Math.round(side * digitShare));
  const scale = boxSide / Math.max(box.width, box.height);
  const digitWidth = Math.max(1, Math.round(box.width * scale));
  const digitHeight = Math.max(1, Math.round(box.height * scale));
  const digit = resample(ink, width, box, digitWidth, digitHeight);

  const field = new Float32Array(side * side);
  const left = centredStart(digit, digitWidth, side, (i) => i % digitWidth);
  const top = centredStart(digit, digitHeight, side, (i) => Math.floor(i / digitWidth));
  for (let row = 0; row < digitHeight; row++) {
    field.set(digit.subarray(row * digitWidth, (row + 1) * digitWidth), (top + row) * side + left);
  }
  // Thin strokes lose ink when they are scaled down; MNIST's are white in their middle.
  return toBytes(field, extremes(digit)[1]);
}

/** The image as one sees it: what is drawn in dark on transparent is shown on white, what is drawn in bright on black. */
function overBackground({ brightness, opacity }: GreyImage): Float32Array {
  if (opacity === null) return brightness;
  let covered = 0;
  let light = 0;
  for (let i = 0; i < brightness.length; i++) {
    covered += opacity[i] as number;
    light += (opacity[i] as number) * (brightness[i] as number);
  }
  const behind = light < covered / 2 ? 1 : 0;
  return brightness.map((value, i) => (opacity[i] as number) * value + (1 - (opacity[i] as number)) * behind);
}

function extremes(values: Float32Array): readonly [least: number, most: number] {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}

function borderMedian(values: Float32Array, width: number, height: number): number {
  const border = values.filter((_, i) => {
    const row = Math.floor(i / width);
    const column = i % width;
    return row === 0 || row === height - 1 || column === 0 || column === width - 1;
  });
  return border.toSorted()[border.length >> 1] as number;
}

function boundingBox(ink: Float32Array, width: number, height: number): Box {
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let row = 0, i = 0; row < height; row++) {
    for (let column = 0; column < width; column++, i++) {
      if ((ink[i] as number) < inkThreshold) continue;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = row;
    }
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/**
 * Where the digit must begin along one axis for its centre of mass to be nearest to pixel side / 2, as far as it then stays inside.
 * (In MNIST, counted from 0, it lies between 13.5 and 14.5, the former included.)
 */
function centredStart(digit: Float32Array, length: number, side: number, coordinate: (index: number) => number): number {
  let mass = 0;
  let moment = 0;
  for (const [i, ink] of digit.entries()) {
    mass += ink;
    moment += ink * coordinate(i);
  }
  return Math.min(side - length, Math.max(0, Math.ceil(side / 2 - moment / mass - 0.5)));
}

function toBytes(values: Float32Array, white: number): Uint8Array {
  return Uint8Array.from(values, (value) => Math.round((255 * Math.max(0, value)) / white));
}

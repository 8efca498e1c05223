/** A part of an image, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** For one pixel of the result: which pixels along an axis of the source it is made of. */
interface Weights {
  readonly from: number;
  /** their sum is 1 */
  readonly weights: Float64Array;
}

/**
 * Scales a part of an image to width x height with anti-aliasing: each pixel of the result is the mean of the source under a tent over its
 * place, as wide as two pixels of the result, or of the source where that is the coarser one (bilinear interpolation).
 *
 * @param source row-major, sourceWidth to a row
 * @returns row-major
 */
export function resample(source: Float32Array, sourceWidth: number, box: Box, width: number, height: number): Float32Array {
  const columns = tentWeights(box.width, width);
  const rows = tentWeights(box.height, height);
  const narrowed = new Float32Array(box.height * width);
  for (let row = 0; row < box.height; row++) {
    const start = (box.top + row) * sourceWidth + box.left;
    for (const [x, { from, weights }] of columns.entries()) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (source[start + from + i] as number);
      narrowed[row * width + x] = sum;
    }
  }
  const scaled = new Float32Array(width * height);
  for (const [y, { from, weights }] of rows.entries()) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let i = 0; i < weights.length; i++) sum += (weights[i] as number) * (narrowed[(from + i) * width + x] as number);
      scaled[y * width + x] = sum;
    }
  }
  return scaled;
}

function tentWeights(sourceLength: number, length: number): readonly Weights[] {
  const ratio = sourceLength / length;
  const reach = Math.max(1, ratio);
  return Array.from({ length }, (_, pixel) => {
    const centre = (pixel + 0.5) * ratio;
    const from = Math.max(0, Math.floor(centre - reach));
    const to = Math.min(sourceLength, Math.ceil(centre + reach));
    const tent = Float64Array.from({ length: to - from }, (_, i) => Math.max(0, 1 - Math.abs(from + i + 0.5 - centre) / reach));
    const sum = tent.reduce((total, weight) => total + weight, 0);
    return { from, weights: tent.map((weight) => weight / sum) };
  });
}

/** How the bytes of a data set's samples are read. */
export interface SampleFormat {
  /** of one sample, without the sample dimension, e.g. [28, 28] */
  readonly featureShape: readonly number[];
  /** a feature value is one byte, or a float32 of 4 bytes, little-endian; default "uint8" */
  readonly featureType?: "uint8" | "float32";
  /** 2 .. 256; labels are 0 .. classes - 1. 0: there are no classes (regression), only targets */
  readonly classes: number;
  /** float32 values a sample that stand, 4 bytes each, little-endian, where else the label byte does; default 0: a label byte */
  readonly targets?: number;
}

const floatBytes = Float32Array.BYTES_PER_ELEMENT;

/** Bytes of one sample's features, and of its label or targets. */
export function sampleBytes({ featureShape, featureType, targets = 0 }: SampleFormat): {
  readonly features: number;
  readonly label: number;
} {
  const values = featureShape.reduce((product, size) => product * size, 1);
  return { features: featureType === "float32" ? values * floatBytes : values, label: targets === 0 ? 1 : targets * floatBytes };
}

/** The bytes of float32 values as samples hold them: little-endian on every machine. */
export function bytesOfFloats(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * floatBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < values.length; i++) view.setFloat32(i * floatBytes, values[i] as number, true);
  return bytes;
}

/** The values that {@link bytesOfFloats} has written; in a new array, as the bytes may lie at any address. */
export function floatsOfBytes(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / floatBytes }, (_, i) => view.getFloat32(i * floatBytes, true));
}

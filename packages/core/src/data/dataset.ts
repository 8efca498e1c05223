/** Samples held as bytes: features row-major, one byte a value; one byte a label. */
export interface Samples {
  readonly count: number;
  /** count x (product of featureShape) */
  readonly features: Uint8Array;
  /** count */
  readonly labels: Uint8Array;
}

export interface Dataset {
  readonly name: string;
  /** e.g. [28, 28]; without the sample dimension */
  readonly featureShape: readonly number[];
  /** labels are 0 .. classes - 1 */
  readonly classes: number;
  readonly train: Samples;
  readonly test: Samples;
}

/** The samples of one shard, as a worker holds them. */
export interface ShardSamples extends Samples {
  /** sample numbers in the whole split */
  readonly ids: Uint32Array;
  /** SHA-256 of each sample's features and label, 32 bytes each */
  readonly digests: Uint8Array;
}

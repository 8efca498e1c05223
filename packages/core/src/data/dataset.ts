import type { SampleFormat } from "./sample-format.ts";

/** Samples held as bytes: one a value and one a label, unless their data set's {@link SampleFormat} says otherwise. */
export interface Samples {
  readonly count: number;
  /** row-major: count x (bytes of one sample's features) */
  readonly features: Uint8Array;
  /** count x (bytes of one label, or of one sample's targets) */
  readonly labels: Uint8Array;
}

export interface Dataset extends SampleFormat {
  readonly name: string;
  readonly train: Samples;
  /** a part of the training samples that is held back, see holdOutValidation; absent: nothing is held back */
  readonly validation?: Samples;
  readonly test: Samples;
  /** what the data call each class, from 0 on; absent: they are called by their numbers */
  readonly classNames?: readonly string[];
}

/** The samples of one shard, as a worker holds them. */
export interface ShardSamples extends Samples {
  /** sample numbers in the whole split */
  readonly ids: Uint32Array;
  /** SHA-256 of each sample's features and label (or targets), 32 bytes each */
  readonly digests: Uint8Array;
}

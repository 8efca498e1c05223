import { inverseNormal } from "./inverse-normal.ts";
import { philox4x32 } from "./philox.ts";

/**
 * What random numbers are for. Each purpose has a number of its own in the generator's key, so that no two of them ever share a sequence.
 * The numbers are part of what a seed means: one is never changed and never used again for something else.
 */
const purposeNumbers = {
  /** which sample belongs to which shard; a = b = 0 */
  dealShards: 1,
  /** order of a shard's samples in an epoch; a = epoch, b = shard */
  shuffleEpoch: 2,
  /** first value of a parameter; a = number of its tensor in the layout, position = element of the tensor */
  initialValues: 3,
  /** faults that a test or `--chaos random` injects; a = b = 0. Reaches no number of the training */
  faultSchedule: 4,
  /** jitter and slices of injected network faults; a = number of the link, b = connection and direction */
  networkFaults: 5,
  /** which training samples are held back for validation; a = b = 0 */
  holdOutValidation: 10,
  /** which elements a dropout layer drops; a = step, b = shard */
  dropout: 20,
  /** how a training sample is changed; a = epoch, b = number of the sample */
  augmentation: 21,
  /** samples of a made-up data set; a = 0 train, 1 test, 2 what separates the classes; b = 0 */
  syntheticData: 40,
  /** which samples of a file without a split of its own are for testing; a = b = 0 */
  splitTest: 41,
} as const;

export type RandomPurpose = keyof typeof purposeNumbers;

const twoTo32 = 0x1_0000_0000;

function requireUint32(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value < twoTo32) return value;
  throw new RangeError(`CounterRandom: ${name} must be an integer from 0 to 2^32 - 1, found ${value}`);
}

/**
 * The sequence of random numbers that belongs to (seed, purpose, a, b): the same on every machine, in any process, however often it is
 * made again. Philox4x32-10 with the key (seed, purpose) and the counter (block low, a, b, block high); number i of the sequence is
 * word i mod 4 of block floor(i / 4).
 */
export class CounterRandom {
  readonly #seed: number;
  readonly #purpose: number;
  readonly #a: number;
  readonly #b: number;
  readonly #words: Uint32Array = new Uint32Array(4);
  /** block that #words holds, -1 if none; and the number of the sequence that comes next */
  #block = -1;
  #next = 0;

  /** seed, a and b are uint32. Throws RangeError if one is not. */
  constructor(seed: number, purpose: RandomPurpose, a: number, b: number) {
    this.#seed = requireUint32("seed", seed);
    this.#purpose = purposeNumbers[purpose];
    this.#a = requireUint32("a", a);
    this.#b = requireUint32("b", b);
  }

  /** Goes to number `position` of the sequence (0 .. 2^53 - 1). */
  seek(position: number): void {
    if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`CounterRandom: cannot seek to ${position}`);
    this.#next = position;
  }

  /** The next number of the sequence: 0 .. 2^32 - 1, each equally likely. */
  uint32(): number {
    const position = this.#next++;
    const block = Math.floor(position / 4);
    if (block !== this.#block) {
      philox4x32(this.#seed, this.#purpose, block >>> 0, this.#a, this.#b, Math.floor(block / twoTo32), this.#words);
      this.#block = block;
    }
    return this.#words[position % 4] as number;
  }

  /** An integer 0 .. n - 1, each exactly equally likely (numbers of an incomplete last group are thrown away); n = 1 .. 2^32. */
  below(n: number): number {
    if (!Number.isInteger(n) || n < 1 || n > twoTo32) throw new RangeError(`CounterRandom: below(${n}) needs an integer from 1 to 2^32`);
    const end = twoTo32 - (twoTo32 % n);
    let value = this.uint32();
    while (value >= end) value = this.uint32();
    return value % n;
  }

  /** A multiple of 2^-24 in [0, 1): exact as float32. Takes one number of the sequence. */
  uniform(): number {
    return (this.uint32() >>> 8) * 2 ** -24;
  }

  /** Standard normal, float64, |x| < 6.4: the inverse distribution function at (k + 1/2) / 2^32. Takes one number of the sequence. */
  normal(): number {
    return inverseNormal((this.uint32() + 0.5) / twoTo32);
  }

  /** 0 .. n - 1 in random order, each order equally likely as far as the generator allows (Fisher and Yates, from the end). */
  permutation(n: number): Uint32Array {
    const order = Uint32Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const last = order[i] as number;
      order[i] = order[j] as number;
      order[j] = last;
    }
    return order;
  }
}

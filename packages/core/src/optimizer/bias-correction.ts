import type { LearningRate } from "./learning-rate.ts";

/**
 * Adam's bias correction (Kingma and Ba, 2015, algorithm 1) folded into two float32 factors a step:
 * rate = lr / (1 - beta1^t) and root = 1 / sqrt(1 - beta2^t), t = updates made before + 1.
 *
 * The powers are float64 and come from t repeated multiplications, because Math.pow is not the same function in every V8. They are
 * remembered from one update to the next; what is returned depends on the argument alone.
 */
export class BiasCorrection {
  readonly #learningRate: LearningRate;
  readonly #beta1: number;
  readonly #beta2: number;
  #updates = 0;
  #power1 = 1;
  #power2 = 1;

  constructor(learningRate: LearningRate, beta1: number, beta2: number) {
    this.#learningRate = learningRate;
    this.#beta1 = beta1;
    this.#beta2 = beta2;
  }

  /** @param before number of updates made before this one */
  at(before: number): { readonly rate: number; readonly root: number } {
    const updates = before + 1;
    if (updates < this.#updates) {
      this.#updates = 0;
      this.#power1 = 1;
      this.#power2 = 1;
    }
    for (; this.#updates < updates; this.#updates++) {
      this.#power1 *= this.#beta1;
      this.#power2 *= this.#beta2;
    }
    return {
      rate: Math.fround(this.#learningRate(before) / (1 - this.#power1)),
      root: Math.fround(1 / Math.sqrt(1 - this.#power2)),
    };
  }
}

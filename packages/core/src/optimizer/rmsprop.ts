import { add, div, mul, sqrt, sub } from "../kernels/expression.ts";
import { elementFormula } from "../kernels/element-formula.ts";
import type { LearningRate } from "./learning-rate.ts";
import type { UpdateRule } from "./with-kernel.ts";

const formula = elementFormula(["p", "square", "g"], ["lr", "keep", "take", "eps"], ({ p, square, g, lr, keep, take, eps }) => {
  const s = add(mul(keep, square), mul(mul(take, g), g));
  return [sub(p, div(mul(lr, g), add(sqrt(s), eps))), s];
});

/**
 * RMSprop (Tieleman and Hinton, 2012): s' = decay s + (1 - decay) g^2, p' = p - lr g / (sqrt(s') + epsilon).
 * As torch.optim.RMSprop(alpha=decay), not centred, without momentum: epsilon is outside the root (Keras puts it inside).
 */
export function rmsprop(learningRate: LearningRate, decay: number, epsilon: number): UpdateRule {
  const keep = Math.fround(decay);
  const take = Math.fround(1 - decay);
  const eps = Math.fround(epsilon);
  return {
    name: "rmsprop",
    slots: ["square"],
    scalesGradient: false,
    formula,
    scalars: (updates) => [Math.fround(learningRate(updates)), keep, take, eps],
    apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to) {
      const lr = Math.fround(learningRate(updates));
      update(parameters, slots[0] as Float32Array, gradient, outParameters, outSlots[0] as Float32Array, from, to, lr, keep, take, eps);
    },
  };
}

function update(
  parameters: Float32Array,
  square: Float32Array,
  gradient: Float32Array,
  outParameters: Float32Array,
  outSquare: Float32Array,
  from: number,
  to: number,
  lr: number,
  keep: number,
  take: number,
  eps: number,
): void {
  for (let i = from; i < to; i++) {
    const g = gradient[i] as number;
    const s = Math.fround(Math.fround(keep * (square[i] as number)) + Math.fround(Math.fround(take * g) * g));
    outSquare[i] = s;
    outParameters[i] = Math.fround(
      (parameters[i] as number) - Math.fround(Math.fround(lr * g) / Math.fround(Math.fround(Math.sqrt(s)) + eps)),
    );
  }
}

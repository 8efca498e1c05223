import { mul, sub } from "../kernels/expression.ts";
import { elementFormula } from "../kernels/element-formula.ts";
import type { LearningRate } from "./learning-rate.ts";
import type { UpdateRule } from "./with-kernel.ts";

const formula = elementFormula(["p", "g"], ["lr"], ({ p, g, lr }) => [sub(p, mul(lr, g))]);

/** Stochastic gradient descent: p' = p - lr g. As torch.optim.SGD without momentum. */
export function sgd(learningRate: LearningRate): UpdateRule {
  return {
    name: "sgd",
    slots: [],
    scalesGradient: false,
    formula,
    scalars: (updates) => [Math.fround(learningRate(updates))],
    apply(updates, parameters, _slots, gradient, outParameters, _outSlots, from, to) {
      update(parameters, gradient, outParameters, from, to, Math.fround(learningRate(updates)));
    },
  };
}

function update(parameters: Float32Array, gradient: Float32Array, outParameters: Float32Array, from: number, to: number, lr: number): void {
  for (let i = from; i < to; i++) {
    outParameters[i] = Math.fround((parameters[i] as number) - Math.fround(lr * (gradient[i] as number)));
  }
}

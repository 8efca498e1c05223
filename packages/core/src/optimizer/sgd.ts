import { mul, sub } from "../kernels/expression.ts";
import { elementKernel } from "../kernels/element-kernel.ts";
import type { UpdateRule } from "./with-kernel.ts";

const kernel = elementKernel(["p", "g"], ["lr"], ({ p, g, lr }) => [sub(p, mul(lr, g))]);

/** Stochastic gradient descent: p' = p - lr g. As torch.optim.SGD without momentum. */
export function sgd(learningRate: number): UpdateRule {
  const lr = Math.fround(learningRate);
  return {
    name: "sgd",
    slots: [],
    kernel,
    scalars: () => [lr],
    apply(_updates, parameters, _slots, gradient, outParameters, _outSlots, from, to) {
      update(parameters, gradient, outParameters, from, to, lr);
    },
  };
}

function update(parameters: Float32Array, gradient: Float32Array, outParameters: Float32Array, from: number, to: number, lr: number): void {
  for (let i = from; i < to; i++) {
    outParameters[i] = Math.fround((parameters[i] as number) - Math.fround(lr * (gradient[i] as number)));
  }
}

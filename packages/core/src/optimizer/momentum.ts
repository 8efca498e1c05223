import { add, mul, sub } from "../kernels/expression.ts";
import { elementFormula } from "../kernels/element-formula.ts";
import type { LearningRate } from "./learning-rate.ts";
import type { UpdateRule } from "./with-kernel.ts";

const formula = elementFormula(["p", "buffer", "g"], ["lr", "decay"], ({ p, buffer, g, lr, decay }) => {
  const b = add(mul(decay, buffer), g);
  return [sub(p, mul(lr, b)), b];
});

/**
 * SGD with heavy-ball momentum: b' = mu b + g, p' = p - lr b'. As torch.optim.SGD(momentum=mu) with dampening 0 and without Nesterov:
 * the learning rate is outside the buffer (Sutskever et al., 2013, put it inside; the two differ when the rate changes).
 */
export function momentum(learningRate: LearningRate, mu: number): UpdateRule {
  const decay = Math.fround(mu);
  return {
    name: "momentum",
    slots: ["momentum"],
    scalesGradient: false,
    formula,
    scalars: (updates) => [Math.fround(learningRate(updates)), decay],
    apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to) {
      const lr = Math.fround(learningRate(updates));
      update(parameters, slots[0] as Float32Array, gradient, outParameters, outSlots[0] as Float32Array, from, to, lr, decay);
    },
  };
}

function update(
  parameters: Float32Array,
  buffer: Float32Array,
  gradient: Float32Array,
  outParameters: Float32Array,
  outBuffer: Float32Array,
  from: number,
  to: number,
  lr: number,
  decay: number,
): void {
  for (let i = from; i < to; i++) {
    const b = Math.fround(Math.fround(decay * (buffer[i] as number)) + (gradient[i] as number));
    outBuffer[i] = b;
    outParameters[i] = Math.fround((parameters[i] as number) - Math.fround(lr * b));
  }
}

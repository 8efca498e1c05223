import type { Optimizer } from "./optimizer.ts";

/**
 * SGD with heavy-ball momentum: b' = mu b + g, p' = p - lr b'. As torch.optim.SGD(momentum=mu) with dampening 0 and without Nesterov:
 * the learning rate is outside the buffer (Sutskever et al., 2013, put it inside; the two differ when the rate changes).
 */
export function momentum(learningRate: number, mu: number): Optimizer {
  const lr = Math.fround(learningRate);
  const decay = Math.fround(mu);
  return {
    name: "momentum",
    slots: ["momentum"],
    apply(_updates, parameters, slots, gradient, outParameters, outSlots, from, to) {
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

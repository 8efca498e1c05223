import { add, div, mul, sqrt, sub } from "../kernels/expression.ts";
import { elementFormula } from "../kernels/element-formula.ts";
import { BiasCorrection } from "./bias-correction.ts";
import type { LearningRate } from "./learning-rate.ts";
import type { UpdateRule } from "./with-kernel.ts";

export interface AdamConstants {
  readonly learningRate: LearningRate;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/**
 * Adam (Kingma and Ba, 2015), as torch.optim.Adam without AMSGrad; epsilon is outside the root and not scaled:
 * m' = beta1 m + (1 - beta1) g, v' = beta2 v + ((1 - beta2) g) g,
 * p' = p - (rate m') / (sqrt(v') root + epsilon), with rate and root of {@link BiasCorrection}.
 */
export function adam(constants: AdamConstants): UpdateRule {
  return adamWithDecay("adam", constants, 0);
}

const formula = elementFormula(
  ["p", "m", "v", "g"],
  ["keepParameter", "keepMean", "takeMean", "keepSquare", "takeSquare", "rate", "root", "eps"],
  ({ p, m, v, g, keepParameter, keepMean, takeMean, keepSquare, takeSquare, rate, root, eps }) => {
    const mean = add(mul(keepMean, m), mul(takeMean, g));
    const square = add(mul(keepSquare, v), mul(mul(takeSquare, g), g));
    const kept = mul(keepParameter, p);
    return [sub(kept, div(mul(rate, mean), add(mul(sqrt(square), root), eps))), mean, square];
  },
);

/** Adam on parameters first multiplied by 1 - lr weightDecay (AdamW's decoupled weight decay; 0 changes no bit). */
export function adamWithDecay(name: string, constants: AdamConstants, weightDecay: number): UpdateRule {
  const { learningRate, beta1, beta2, epsilon } = constants;
  const correction = new BiasCorrection(learningRate, beta1, beta2);
  const keepMean = Math.fround(beta1);
  const takeMean = Math.fround(1 - beta1);
  const keepSquare = Math.fround(beta2);
  const takeSquare = Math.fround(1 - beta2);
  const eps = Math.fround(epsilon);
  const keepAt = (updates: number): number => Math.fround(1 - learningRate(updates) * weightDecay);
  return {
    name,
    slots: ["m", "v"],
    scalesGradient: false,
    formula,
    scalars(updates) {
      const { rate, root } = correction.at(updates);
      return [keepAt(updates), keepMean, takeMean, keepSquare, takeSquare, rate, root, eps];
    },
    apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to) {
      const { rate, root } = correction.at(updates);
      const [m, v] = slots as [Float32Array, Float32Array];
      const [outM, outV] = outSlots as [Float32Array, Float32Array];
      update(
        parameters,
        m,
        v,
        gradient,
        outParameters,
        outM,
        outV,
        from,
        to,
        keepAt(updates),
        keepMean,
        takeMean,
        keepSquare,
        takeSquare,
        rate,
        root,
        eps,
      );
    },
  };
}

// Every operation is rounded to float32 by itself; V8 then compiles the loop to single-precision instructions.
function update(
  parameters: Float32Array,
  m: Float32Array,
  v: Float32Array,
  gradient: Float32Array,
  outParameters: Float32Array,
  outM: Float32Array,
  outV: Float32Array,
  from: number,
  to: number,
  keepParameter: number,
  keepMean: number,
  takeMean: number,
  keepSquare: number,
  takeSquare: number,
  rate: number,
  root: number,
  eps: number,
): void {
  const fround = Math.fround;
  for (let i = from; i < to; i++) {
    const g = gradient[i] as number;
    const mean = fround(fround(keepMean * (m[i] as number)) + fround(takeMean * g));
    const square = fround(fround(keepSquare * (v[i] as number)) + fround(fround(takeSquare * g) * g));
    const p = fround(keepParameter * (parameters[i] as number));
    outM[i] = mean;
    outV[i] = square;
    outParameters[i] = fround(p - fround(fround(rate * mean) / fround(fround(fround(Math.sqrt(square)) * root) + eps)));
  }
}

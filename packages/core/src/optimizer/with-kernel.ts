import { LockstepError } from "../errors.ts";
import type { ElementFormula } from "../kernels/element-formula.ts";
import { elementKernel } from "../kernels/element-kernel.ts";
import { runKernel } from "../kernels/run-kernel.ts";
import type { Optimizer } from "./optimizer.ts";

/** An update rule in two forms with the same bits: `apply` in JavaScript, which says what it is, and a formula for a kernel, which is fast. */
export interface UpdateRule extends Optimizer {
  /** inputs: parameters "p", slots, gradient "g"; outputs: new parameters, new slots */
  readonly formula: ElementFormula;
  /** the formula's float32 numbers for the update after `updates` others */
  scalars(updates: number, gradientScale: number): readonly number[];
}

/** The rule by its kernel, where this process has kernels; else as it is. */
export function withKernel(rule: UpdateRule): Optimizer {
  const { inputs: inputNames, scalars, outputs: results } = rule.formula;
  const kernel = elementKernel(inputNames, scalars, results);
  return {
    name: rule.name,
    slots: rule.slots,
    scalesGradient: rule.scalesGradient,
    apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to, gradientScale = 1) {
      if (gradientScale !== 1 && !rule.scalesGradient)
        throw new LockstepError(
          "invariant",
          `optimizer ${rule.name}: a gradient scale of ${gradientScale}, but it does not scale gradients`,
        );
      const inputs = [parameters, ...slots, gradient];
      const outputs = [outParameters, ...outSlots];
      if (runKernel(kernel, inputs, outputs, rule.scalars(updates, gradientScale), from, to)) return;
      rule.apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to, gradientScale);
    },
  };
}

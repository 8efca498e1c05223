import type { ElementKernel } from "../kernels/element-kernel.ts";
import { runKernel } from "../kernels/run-kernel.ts";
import type { Optimizer } from "./optimizer.ts";

/** An update rule in two forms with the same bits: `apply` in JavaScript, which says what it is, and a kernel, which is fast. */
export interface UpdateRule extends Optimizer {
  /** inputs: parameters, slots, gradient; outputs: new parameters, new slots */
  readonly kernel: ElementKernel;
  /** the kernel's float32 numbers for the update after `updates` others */
  scalars(updates: number): readonly number[];
}

/** The rule by its kernel, where this process has kernels; else as it is. */
export function withKernel(rule: UpdateRule): Optimizer {
  return {
    name: rule.name,
    slots: rule.slots,
    apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to) {
      const inputs = [parameters, ...slots, gradient];
      const outputs = [outParameters, ...outSlots];
      if (runKernel(rule.kernel, inputs, outputs, rule.scalars(updates), from, to)) return;
      rule.apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to);
    },
  };
}

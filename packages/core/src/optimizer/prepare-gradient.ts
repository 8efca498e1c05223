import { elementFormula } from "../kernels/element-formula.ts";
import { add, max, min, mul } from "../kernels/expression.ts";
import type { UpdateRule } from "./with-kernel.ts";

/** What becomes of the mean gradient before an update rule sees it. */
export interface GradientPreparation {
  /** it is multiplied by the gradientScale of {@link UpdateRule.apply} */
  readonly isScaled: boolean;
  /** every element is limited to [-clipValue, clipValue]; Infinity: none is */
  readonly clipValue: number;
  /** L2 regularisation: weightDecay p is added to it, as torch's weight_decay does; 0: nothing is */
  readonly weightDecay: number;
}

/**
 * The rule on a gradient that is prepared first: scaled, clipped, and decayed, in this order (torch clips before the optimizer adds its
 * decay). Decay is on every element, biases too, as in PyTorch with one parameter group. With nothing to prepare it is the rule itself.
 */
export function prepareGradient(rule: UpdateRule, { isScaled, clipValue, weightDecay }: GradientPreparation): UpdateRule {
  const high = Math.fround(clipValue);
  const low = -high;
  const decay = Math.fround(weightDecay);
  const isClipped = Number.isFinite(high);
  if (!isScaled && !isClipped && decay === 0) return rule;

  const scalars = ["gradientScale", "clipLow", "clipHigh", "l2"] as const;
  const prepared = elementFormula(["p", "g"], scalars, ({ p, g, gradientScale, clipLow, clipHigh, l2 }) => {
    const scaled = isScaled ? mul(gradientScale, g) : g;
    const clipped = isClipped ? max(clipLow, min(clipHigh, scaled)) : scaled;
    return [decay === 0 ? clipped : add(clipped, mul(l2, p))];
  });
  let scratch = new Float32Array(0);
  return {
    name: rule.name,
    slots: rule.slots,
    scalesGradient: isScaled,
    formula: {
      inputs: rule.formula.inputs,
      scalars: [...rule.formula.scalars, ...scalars],
      outputs: (named) => {
        const [g] = prepared.outputs(named);
        return rule.formula.outputs(g === undefined ? named : { ...named, g });
      },
    },
    scalars: (updates, gradientScale) => [...rule.scalars(updates, gradientScale), gradientScale, low, high, decay],
    apply(updates, parameters, slots, gradient, outParameters, outSlots, from, to, gradientScale = 1) {
      if (scratch.length < gradient.length) scratch = new Float32Array(gradient.length);
      for (let i = from; i < to; i++) {
        const g = gradient[i] as number;
        const scaled = isScaled ? Math.fround(gradientScale * g) : g;
        const clipped = isClipped ? Math.max(low, Math.min(high, scaled)) : scaled;
        scratch[i] = decay === 0 ? clipped : clipped + Math.fround(decay * (parameters[i] as number));
      }
      rule.apply(updates, parameters, slots, scratch, outParameters, outSlots, from, to);
    },
  };
}

import { adamWithDecay, type AdamConstants } from "./adam.ts";
import type { UpdateRule } from "./with-kernel.ts";

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, 2019), as torch.optim.AdamW: p is multiplied by (1 - lr weightDecay), lr that of the update, before
 * Adam's update. Every element decays, biases too, as in PyTorch with one parameter group.
 */
export function adamw(constants: AdamConstants, weightDecay: number): UpdateRule {
  return adamWithDecay("adamw", constants, weightDecay);
}

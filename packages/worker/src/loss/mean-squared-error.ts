/**
 * Sum over the batch of the mean over a sample's targets of (output - target)^2; its gradient is 2 (output - target) / T.
 *
 * @param targets_BT as many as outputs
 * @param targets T
 * @param gradient_BT filled, rounded once to float32; null: only the loss is wanted
 * @returns float64
 */
export function meanSquaredErrorSum(
  outputs_BT: Float32Array,
  targets_BT: ArrayLike<number>,
  targets: number,
  gradient_BT: Float32Array | null,
): number {
  let lossSum = 0;
  for (let row = 0; row < outputs_BT.length; row += targets) {
    let squares = 0;
    for (let i = row; i < row + targets; i++) {
      const difference = (outputs_BT[i] as number) - (targets_BT[i] as number);
      squares += difference * difference;
      if (gradient_BT !== null) gradient_BT[i] = (2 * difference) / targets;
    }
    lossSum += squares / targets;
  }
  return lossSum;
}

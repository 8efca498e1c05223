/** The class with the largest logit of one sample; of equal ones the first. A row that begins with NaN counts as class 0. */
export function predictedClass(logits_BC: ArrayLike<number>, sample: number, classes: number): number {
  const row = sample * classes;
  let best = 0;
  for (let c = 1; c < classes; c++) if ((logits_BC[row + c] as number) > (logits_BC[row + best] as number)) best = c;
  return best;
}

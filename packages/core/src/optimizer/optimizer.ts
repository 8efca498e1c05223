/**
 * An update rule on flat float32 vectors. Element-wise: the result for an element depends on that element alone, so any split of
 * the vector over servers, slices or chunks gives the same bits. All arithmetic per element is float32, operation by operation
 * (Math.fround after each), no fused multiply-add.
 */
export interface Optimizer {
  readonly name: string;
  /** names of the state vectors, each as long as the parameters: e.g. ["m", "v"]; all start as zeros */
  readonly slots: readonly string[];
  /** whether apply takes a gradient scale other than 1 */
  readonly scalesGradient: boolean;
  /**
   * One update. Elements [from, to) of every vector; reads parameters and slots, writes outParameters and outSlots (which are other
   * buffers, or the same for an update in place).
   * @param updates number of updates made before this one: the step of the run, less the steps that were skipped
   * @param gradient mean gradient, same indexing as the parameters
   * @param gradientScale float32 that the gradient is multiplied by first (clipping by the norm); default 1
   */
  apply(
    updates: number,
    parameters: Float32Array,
    slots: readonly Float32Array[],
    gradient: Float32Array,
    outParameters: Float32Array,
    outSlots: readonly Float32Array[],
    from: number,
    to: number,
    gradientScale?: number,
  ): void;
}

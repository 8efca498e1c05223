/**
 * The learning rate of an update as a float64, from the number of updates made before it: a function of nothing else, so that every server
 * has the same one after any interruption. Whoever computes with it rounds it once to float32.
 */
export type LearningRate = (updates: number) => number;

/** The same rate for every update. */
export function constantRate(learningRate: number): LearningRate {
  return () => learningRate;
}

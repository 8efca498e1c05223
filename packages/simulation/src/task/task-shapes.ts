import { ReferenceRun } from "../checks/reference-run.ts";
import { TinyTask } from "./tiny-task.ts";
import type { TaskShape } from "./tiny-task.ts";

/** What the schedules train: awkward sizes, every kind of optimizer state, last batches that are not full. */
export const taskShapes: readonly TaskShape[] = [
  {
    seed: 1,
    parameters: 24,
    trainSamples: 77,
    testSamples: 9,
    batchSize: 8,
    epochs: 2,
    optimizer: { name: "adam", learningRate: 0.01 },
    brokenSteps: [],
  },
  {
    seed: 2,
    parameters: 49,
    trainSamples: 50,
    testSamples: 4,
    batchSize: 8,
    epochs: 3,
    optimizer: { name: "momentum", learningRate: 0.01 },
    brokenSteps: [],
  },
  {
    seed: 3,
    parameters: 40,
    trainSamples: 45,
    testSamples: 7,
    batchSize: 4,
    epochs: 2,
    optimizer: { name: "sgd", learningRate: 0.02 },
    brokenSteps: [],
  },
  {
    seed: 4,
    parameters: 33,
    trainSamples: 39,
    testSamples: 2,
    batchSize: 4,
    epochs: 2,
    optimizer: { name: "adamw", learningRate: 0.01 },
    brokenSteps: [],
  },
  {
    seed: 5,
    parameters: 48,
    trainSamples: 81,
    testSamples: 5,
    batchSize: 16,
    epochs: 4,
    optimizer: { name: "rmsprop", learningRate: 0.005 },
    brokenSteps: [],
  },
  {
    seed: 6,
    parameters: 36,
    trainSamples: 60,
    testSamples: 6,
    batchSize: 8,
    epochs: 3,
    optimizer: { name: "adam", learningRate: 0.01 },
    // A skipped step is no update: the next one has its learning rate.
    schedule: { name: "cosine", warmup: { epochs: 0.5 } },
    brokenSteps: [3, 4, 11, 19],
  },
  {
    seed: 7,
    parameters: 28,
    trainSamples: 42,
    testSamples: 5,
    batchSize: 8,
    epochs: 6,
    optimizer: { name: "adam", learningRate: 0.01 },
    brokenSteps: [],
    // Of two epochs in a row the second is one too many: the run ends with its fourth.
    early: { validationLosses: [0.75, 0.5, 0.5, 0.625, 0.25, 0.125], patience: 2, epochs: 4 },
  },
];

const prepared = new Map<number, { readonly task: TinyTask; readonly reference: ReferenceRun }>();

/** A task and what a single process makes of it; computed once. */
export function prepareTask(index: number): { readonly task: TinyTask; readonly reference: ReferenceRun } {
  const known = prepared.get(index);
  if (known !== undefined) return known;
  const shape = taskShapes[index];
  if (shape === undefined) throw new RangeError(`no task ${index} of ${taskShapes.length}`);
  const task = new TinyTask(shape);
  const made = { task, reference: new ReferenceRun(task) };
  prepared.set(index, made);
  return made;
}

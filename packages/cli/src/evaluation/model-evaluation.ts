import type { ClassificationReport } from "@lockstep/core";

/** What `lockstep evaluate --json` prints. */
export interface ModelEvaluation extends ClassificationReport {
  /** folder of the model */
  readonly model: string;
  readonly recipe: string;
  readonly dataset: string;
  readonly backend: string;
  readonly backendVersion: string;
  /** null: there are no classes */
  readonly correct: number | null;
  /** what the data that it was trained on call each class, from 0 on; absent: they are called by their numbers, or there are none */
  readonly classNames?: readonly string[];
  /** of the recipe, its mean over the samples; without label smoothing */
  readonly loss: number;
  /** what the run found for the same data; null: there is no such record */
  readonly recorded: { readonly accuracy: number | null; readonly loss: number } | null;
}

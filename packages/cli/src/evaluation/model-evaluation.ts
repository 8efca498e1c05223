import type { ClassScores } from "./class-scores.ts";

/** What `lockstep evaluate --json` prints. */
export interface ModelEvaluation {
  /** folder of the model */
  readonly model: string;
  readonly recipe: string;
  readonly dataset: string;
  readonly backend: string;
  readonly backendVersion: string;
  readonly samples: number;
  readonly correct: number;
  /** 0..1; 0 where there are no classes */
  readonly accuracy: number;
  /** of the recipe, its mean over the samples; without label smoothing */
  readonly loss: number;
  /** what the run found for the same data; null: there is no such record */
  readonly recorded: { readonly accuracy: number; readonly loss: number } | null;
  /** by class; empty where there are none */
  readonly classes: readonly ClassScores[];
  /** [true class][predicted class] */
  readonly confusion: readonly (readonly number[])[];
}

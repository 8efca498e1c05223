import type { BackendName, ErrorCode, Layout, RunSettings, ShardSamples } from "@lockstep/core/local";
import type { ReplayNotice } from "./replay/gradient-replay.ts";
import type { DataShape, StepGradientResult, SubtreeRoot } from "./step-gradient.ts";

/** What the gradient thread is told first: what it computes. */
export interface ThreadStart {
  readonly kind: "start";
  readonly settings: RunSettings;
  readonly workerName: string;
  readonly data: DataShape;
  readonly replay: boolean;
}

export interface GradientDescription {
  readonly layout: Layout;
  /** canonical JSON of the layout */
  readonly layoutJson: string;
  /** canonical JSON of the model's LayersModel topology */
  readonly topologyJson: string;
  readonly backend: BackendName;
  readonly backendVersion: string;
  /** one sentence: which backends were tried and why this one was chosen */
  readonly backendReason: string;
  /** what the user should know about how the backend is set up; usually empty */
  readonly backendWarnings: readonly string[];
}

/** Commands are small and taken in order; vectors lie in shared memory. */
export type ThreadCommand =
  | ThreadStart
  | {
      readonly kind: "load";
      readonly id: number;
      readonly shard: number;
      readonly train: ShardSamples;
      readonly test: ShardSamples;
      readonly validation?: ShardSamples;
    }
  | { readonly kind: "assign"; readonly roots: readonly SubtreeRoot[] }
  /** the next compute is probably of this step */
  | { readonly kind: "prepare"; readonly step: number }
  | { readonly kind: "compute"; readonly id: number; readonly step: number }
  | { readonly kind: "close" };

/** The answer to the command `id`; with id 0 to the start. */
export type ThreadReply =
  /** what the start has come to, as the rest of "it is still …" */
  | { readonly kind: "starting"; readonly doing: string }
  /** news of gradient replay, at any time */
  | { readonly kind: "replay"; readonly notice: ReplayNotice }
  | { readonly kind: "ready"; readonly description: GradientDescription; readonly parameters: readonly [Float32Array, Float32Array] }
  | { readonly kind: "loaded"; readonly id: number }
  /** tensors: that TensorFlow.js holds after the step; the same after every step, or some are lost */
  | { readonly kind: "computed"; readonly id: number; readonly result: StepGradientResult; readonly tensors: number }
  | { readonly kind: "failed"; readonly id: number; readonly code: ErrorCode; readonly message: string };

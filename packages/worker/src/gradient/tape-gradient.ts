import { LockstepError, type Samples } from "@lockstep/core";
import type { LayersModel, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { lossOnBackend, registerLoss } from "../backend/loss-kernel.ts";
import type { Backend } from "../backend/tensorflow.ts";
import type { Loss } from "../loss/loss.ts";
import type { ModelParameters } from "../model/model-parameters.ts";
import type { SampleBatches } from "./sample-batch.ts";

/** A model on a backend with its parameters in place. */
export interface TapeContext {
  readonly backend: Backend;
  /** [B, ...featureShape] to [B, outputs of the loss] */
  readonly model: LayersModel;
  readonly loss: Loss;
  readonly parameters: ModelParameters;
  readonly batches: SampleBatches;
}

/** Where a gradient goes; all of it is overwritten. */
export interface GradientOutput {
  /** one element: the float32 sum over the batch */
  readonly loss_1: Float32Array;
  readonly logits_BC: Float32Array;
  readonly gradient_P: Float32Array;
}

/** Listens to the computation of one gradient. */
export interface TapeListener {
  /** @param tensors loss, logits, then the gradient of each trainable parameter */
  finish(tensors: readonly Tensor[]): void;
  /** is called in any case, also after finish */
  stop(): void;
}

/** Computes the gradient of the summed loss with TensorFlow.js's engine and tape. Leaves no tensor behind. */
export function tapeGradient(
  context: TapeContext,
  samples: Samples,
  positions: Uint32Array,
  { loss_1, logits_BC, gradient_P }: GradientOutput,
  listen: (features: Tensor, labels: Tensor) => TapeListener | null = () => null,
): void {
  const { backend, model, loss, parameters, batches } = context;
  const { tf } = backend;
  // Nothing is returned from the tidy: it would walk a typed array element by element, looking for tensors.
  tf.tidy(() => {
    const { features, labels } = batches.gather(samples, positions);
    registerLoss(tf, loss);
    const listener = listen(features, labels);
    const computed: { logits?: Tensor2D } = {};
    try {
      const { value, grads } = tf.variableGrads(() => {
        computed.logits = tf.keep(model.apply(features, { training: true }) as Tensor2D);
        return lossOnBackend(tf, loss, computed.logits, labels);
      }, [...parameters.trainable]);
      if (computed.logits === undefined) throw new LockstepError("invariant", "gradient: no logits");
      const gradients = parameters.gradientsInOrder(grads);
      listener?.finish([value, computed.logits, ...gradients]);
      backend.readInto(value, loss_1);
      backend.readInto(computed.logits, logits_BC);
      const segments = parameters.gradientSegments(gradient_P);
      for (const [index, gradient] of gradients.entries()) backend.readInto(gradient, segments[index] as Float32Array);
    } finally {
      listener?.stop();
      computed.logits?.dispose();
    }
  });
}

import { LockstepError, type Samples } from "@lockstep/core/local";
import type { LayersModel, Tensor } from "@tensorflow/tfjs";
import { lossOnBackend, registerLoss } from "../backend/loss-kernel.ts";
import type { Backend } from "../backend/tensorflow.ts";
import type { Loss } from "../loss/loss.ts";
import type { ModelParameters } from "../model/model-parameters.ts";
import type { TrainingLayers, TrainingPass } from "../model/training-layers.ts";
import type { SampleBatches } from "./sample-batch.ts";

/** A model on a backend with its parameters in place. */
export interface TapeContext {
  readonly backend: Backend;
  /** [B, ...featureShape] to [B, outputs of the loss] */
  readonly model: LayersModel;
  readonly loss: Loss;
  readonly parameters: ModelParameters;
  readonly layers: TrainingLayers;
  readonly batches: SampleBatches;
}

/** Where a gradient goes; all of it is overwritten. */
export interface GradientOutput {
  /** one element: the float32 sum over the batch */
  readonly loss_1: Float32Array;
  readonly logits_BC: Float32Array;
  /** of averaged parameters: the batch's statistics */
  readonly gradient_P: Float32Array;
}

/** The tensors of a batch, all made by JavaScript. */
export interface GivenTensors {
  /** of the dropout layers */
  readonly masks: readonly Tensor[];
  readonly features: Tensor;
  readonly labels: Tensor;
}

/** Listens to the computation of one gradient. */
export interface TapeListener {
  /** @param tensors loss, logits, the gradient of each trainable parameter, then the statistic of each averaged one */
  finish(tensors: readonly Tensor[]): void;
  /** is called in any case, also after finish */
  stop(): void;
}

/**
 * Computes the gradient of the summed loss with TensorFlow.js's engine and tape. Leaves no tensor behind.
 * @param masks of the model's dropout layers, see TrainingLayers.maskShapes
 */
export function tapeGradient(
  context: TapeContext,
  samples: Samples,
  positions: Uint32Array,
  masks: readonly Float32Array[],
  { loss_1, logits_BC, gradient_P }: GradientOutput,
  listen: (given: GivenTensors) => TapeListener | null = () => null,
): void {
  const { backend, loss, parameters, batches, layers } = context;
  const { tf } = backend;
  parameters.load();
  // Nothing is returned from the tidy: it would walk a typed array element by element, looking for tensors.
  tf.tidy(() => {
    const { features, labels } = batches.gather(samples, positions);
    registerLoss(tf, loss);
    const shapes = layers.maskShapes(positions.length);
    const maskTensors = masks.map((mask, index) => tf.tensor(mask, [...(shapes[index]?.shape ?? [])], "float32"));
    const listener = listen({ masks: maskTensors, features, labels });
    const computed: { pass?: TrainingPass } = {};
    try {
      const { value, grads } = tf.variableGrads(() => {
        computed.pass = layers.apply(features, maskTensors);
        return lossOnBackend(tf, loss, computed.pass.logits, labels);
      }, [...parameters.trainable]);
      if (computed.pass === undefined) throw new LockstepError("invariant", "gradient: the model was not applied");
      const { logits, statistics } = computed.pass;
      const results = [...parameters.gradientsInOrder(grads), ...statistics];
      listener?.finish([value, logits, ...results]);
      backend.readInto(value, loss_1);
      backend.readInto(logits, logits_BC);
      const segments = parameters.gradientSegments(gradient_P);
      for (const [index, result] of results.entries()) backend.readInto(result, segments[index] as Float32Array);
    } finally {
      listener?.stop();
      for (const tensor of [computed.pass?.logits ?? [], computed.pass?.statistics ?? []].flat()) tensor.dispose();
    }
  });
}

import type { Samples } from "@lockstep/core/local";
import type { Scalar, Variable } from "@tensorflow/tfjs";
import { lossOnBackend } from "../backend/loss-kernel.ts";
import type { TapeContext } from "../gradient/tape-gradient.ts";

/**
 * Name of the last layer whose gradient cannot be computed: where a backend lacks what it, or one without parameters right after it, needs.
 * Each layer is tried by itself, from the end of the model. For a process that then gives up: what fails leaves tensors behind.
 *
 * @returns null: none was found, or the model cannot even be applied to the samples
 */
export function layerWithoutGradient({ backend: { tf }, model, layers, loss, batches }: TapeContext, samples: Samples): string | null {
  const works = (variables: readonly Variable[] | null): boolean =>
    tf.tidy(() => {
      try {
        const { features, labels } = batches.gather(samples, Uint32Array.of(0));
        const masks = layers.maskShapes(1).map(({ shape }) => tf.ones([...shape]));
        const lossOf = (): Scalar => lossOnBackend(tf, loss, layers.apply(features, masks).logits, labels);
        if (variables === null) lossOf();
        else tf.variableGrads(lossOf, [...variables]);
        return true;
      } catch {
        return false;
      }
    });
  if (!works(null)) return null;
  for (const layer of model.layers.toReversed()) {
    // The variable of a layer is private in the type only; read() hands out the same object.
    const variables = layer.trainableWeights.map((weight) => weight.read() as Variable);
    if (variables.length > 0 && !works(variables)) return layer.name;
  }
  return null;
}

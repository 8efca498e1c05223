import { LockstepError } from "@lockstep/core/local";
import type { layers, LayersModel, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs";
import type { TensorFlow } from "../backend/tensorflow.ts";
import { normalizeBatch, normalizeBy, type Normalization } from "./batch-normalization.ts";
import type { MaskShape } from "./dropout-masks.ts";
import { weightName } from "./weight-name.ts";

type Call = layers.Layer["call"];

/** What a forward pass in training gives. The caller disposes the tensors: no tidy does. */
export interface TrainingPass {
  readonly logits: Tensor2D;
  /** what the batch says of each averaged variable, in their order */
  readonly statistics: readonly Tensor[];
}

/** A use of a dropout layer, of samples of a known shape. */
interface DropoutUse {
  readonly rate: number;
  readonly sampleShape: readonly number[];
}

/**
 * Takes over what TensorFlow.js's layers do in training beyond computing: drawing random numbers (dropout) and changing their own averages
 * (batch normalization). Here masks come in and statistics go out, so that a training pass is a function of parameters, features and masks.
 * Evaluation, the saved model and the layers' configuration stay TensorFlow.js's own.
 */
export class TrainingLayers {
  readonly #tf: TensorFlow;
  readonly #model: LayersModel;
  readonly #averaged: readonly Variable[];
  readonly #uses: readonly DropoutUse[];
  #passes = 0;
  /** of the pass that is under way */
  #masks: readonly Tensor[] = [];
  #statistics = new Map<Variable, Tensor>();

  /** @param averaged variables whose update is "average", in layout order */
  constructor(tf: TensorFlow, model: LayersModel, averaged: readonly Variable[]) {
    this.#tf = tf;
    this.#model = model;
    this.#averaged = averaged;
    const uses: DropoutUse[] = [];
    for (const layer of model.layers) {
      if (layer.getClassName() === "BatchNormalization") this.#takeOverNormalization(layer);
      if (layer.getClassName() === "Dropout") this.#takeOverDropout(layer, uses);
    }
    this.#uses = uses;
  }

  /** The masks that a pass over so many samples takes. */
  maskShapes(batch: number): readonly MaskShape[] {
    return this.#uses.map(({ rate, sampleShape }) => ({ rate, shape: [batch, ...sampleShape] }));
  }

  /** The model in training. @param masks of {@link maskShapes} for this batch */
  apply(features: Tensor, masks: readonly Tensor[]): TrainingPass {
    this.#passes++;
    this.#masks = masks;
    this.#statistics = new Map();
    const logits = this.#tf.keep(this.#model.apply(features, { training: true }) as Tensor2D);
    const statistics = this.#averaged.map((variable) => {
      const statistic = this.#statistics.get(variable);
      if (statistic === undefined) throw new LockstepError("invariant", `training pass: nothing was found out about ${variable.name}`);
      return statistic;
    });
    return { logits, statistics };
  }

  #takeOverNormalization(layer: layers.Layer): void {
    const tf = this.#tf;
    const config = layer.getConfig() as { readonly axis: number; readonly epsilon: number };
    const variable = (name: string): Variable | null =>
      (layer.weights.find((weight) => weightName(weight) === name)?.read() as Variable | undefined) ?? null;
    const [gamma, beta] = [variable("gamma"), variable("beta")];
    const [mean, variance] = [variable("moving_mean"), variable("moving_variance")] as [Variable, Variable];
    inTraining(layer, (x) =>
      tf.tidy(() => {
        const axis = config.axis < 0 ? x.rank + config.axis : config.axis;
        const normalization: Normalization = { axis, epsilon: config.epsilon, gamma, beta };
        if (!this.#averaged.includes(mean)) return normalizeBy(tf, x, mean, variance, normalization);
        const normalized = normalizeBatch(tf, x, normalization);
        this.#note(mean, normalized.mean);
        this.#note(variance, normalized.variance);
        return normalized.y;
      }),
    );
  }

  #note(variable: Variable, statistic: Tensor): void {
    if (this.#statistics.has(variable)) {
      throw new LockstepError(
        "configuration",
        `model: a batch normalization layer is used twice (${variable.name}); give each place its own`,
      );
    }
    this.#statistics.set(variable, statistic);
  }

  #takeOverDropout(layer: layers.Layer, uses: DropoutUse[]): void {
    const { rate } = layer.getConfig() as { readonly rate: number };
    const first = uses.length;
    if (rate > 0) {
      for (let node = 0; node < layer.inboundNodes.length; node++) {
        const [input] = [layer.getInputAt(node)].flat();
        uses.push({ rate, sampleShape: (input?.shape ?? []).slice(1).map(Number) });
      }
    }
    const end = uses.length;
    let next = { pass: 0, use: first };
    inTraining(layer, (x) => {
      if (rate === 0) return x;
      if (next.pass !== this.#passes) next = { pass: this.#passes, use: first };
      const mask = next.use < end ? this.#masks[next.use++] : undefined;
      if (mask === undefined) throw new LockstepError("invariant", `layer ${layer.name}: no dropout mask for this use`);
      return this.#tf.mul(x, mask);
    });
  }
}

/** Replaces what the layer does in training; outside of it the layer is left as it is. */
function inTraining(layer: layers.Layer, train: (x: Tensor) => Tensor): void {
  const stock: Call = layer.call.bind(layer);
  layer.call = (inputs, options) => {
    if (options["training"] !== true) return stock(inputs, options);
    return train([inputs].flat()[0] as Tensor);
  };
}

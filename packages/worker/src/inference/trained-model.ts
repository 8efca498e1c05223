import {
  bytesOfFloats,
  dealTestShards,
  LockstepError,
  samplesAt,
  type BackendName,
  type Dataset,
  type EvaluationSums,
  type ModelOrigin,
  type Samples,
} from "@lockstep/core";
import { lossNames } from "@lockstep/recipes";
import type { LayersModel, Tensor2D } from "@tensorflow/tfjs";
import { exponentialOfNegative } from "../backend/exponential.ts";
import { selectBackend } from "../backend/select-backend.ts";
import type { Backend } from "../backend/tensorflow.ts";
import { evaluateShard } from "../gradient/evaluate-shard.ts";
import { SampleBatches } from "../gradient/sample-batch.ts";
import type { ModelContext } from "../gradient/shard-gradient.ts";
import { createLoss, type Loss } from "../loss/loss.ts";
import { misclassified, type Misclassified } from "./misclassified.ts";
import { readSavedModel, type SavedModel } from "./saved-model.ts";

/** A model that a run has left behind, ready to be asked. C = classes. */
export interface TrainedModel {
  readonly origin: ModelOrigin;
  readonly backend: BackendName;
  readonly backendVersion: string;
  /** of one sample */
  readonly featureShape: readonly number[];
  /** C; 0: the model gives values and no classes */
  readonly classes: number;
  /**
   * Sums over the samples, in the parts and the order in which the run evaluated its test set: on the backend that the run used, its
   * numbers come out again.
   * @throws LockstepError "data" if the samples do not fit the model
   */
  evaluate(data: Omit<Dataset, "train" | "test" | "classes">, samples: Samples): EvaluationSums;
  /**
   * The first samples that it takes for another class, at most `limit`.
   * @throws LockstepError "data" if the samples do not fit the model
   */
  misclassified(data: Omit<Dataset, "train" | "test" | "classes">, samples: Samples, limit: number): readonly Misclassified[];
  /**
   * What the model gives for one sample: a logit a class (for two classes it may be one, of the second), or the values of a regression.
   * @param features as the data hold them, before the recipe's scaling: bytes or float32 values, whichever it was trained on
   * @throws LockstepError "configuration" if it was trained on the other kind, "data" if there are too few or too many, or one is not finite
   */
  predict(features: Uint8Array | Float32Array): Float32Array;
  /**
   * Probabilities of the C classes for one sample; it takes what {@link TrainedModel.predict} takes.
   * @throws LockstepError "configuration" also if the model has no classes
   */
  classify(features: Uint8Array | Float32Array): readonly number[];
}

/**
 * Loads the model of a folder with `model.json` and `weights.bin`.
 *
 * @param wanted "as-trained": the backend that trained it if it is usable here, else the best there is
 * @throws LockstepError "data" for files that are not as the run wrote them, "configuration" for an unusable backend
 */
export async function openModel(folder: string, wanted: BackendName | "auto" | "as-trained"): Promise<TrainedModel> {
  const saved = await readSavedModel(folder);
  const { origin } = saved;
  const backend = wanted === "as-trained" ? await backendAsTrained(origin) : await selectBackend(wanted);
  const model = await loadLayers(saved, backend, folder);
  const { featureShape, outputs } = modelShape(model, folder);
  const loss = lossOf(origin, outputs, folder);
  const classes = loss.classification?.classes ?? 0;
  const { input: scaling, featureType: trainedOn = "uint8" } = origin;
  const contextFor = (data: Omit<Dataset, "train" | "test" | "classes">): Omit<ModelContext, "parameters" | "layers" | "replay"> => {
    if (data.featureShape.join() !== featureShape.join()) {
      throw new LockstepError(
        "data",
        `${data.name}: samples of ${data.featureShape.join(" x ")}; the model in ${folder} takes ${featureShape.join(" x ")}`,
      );
    }
    const { featureType = "uint8" } = data;
    if (featureType !== trainedOn)
      throw new LockstepError("data", `${data.name}: samples of ${featureType}; the model in ${folder} was trained on ${trainedOn}`);
    return { backend, model, batches: new SampleBatches({ ...data, backend, scaling }), loss };
  };
  const batches = new SampleBatches({ featureShape, featureType: trainedOn, backend, scaling });
  const predict = (features: Uint8Array | Float32Array): Float32Array => {
    const sample = { count: 1, features: featureBytes(features, trainedOn, featureShape, folder), labels: Uint8Array.of(0) };
    const outputs_O = new Float32Array(outputs);
    backend.tf.tidy(() => {
      const batch = batches.gather(sample, Uint32Array.of(0));
      backend.readInto(model.apply(batch.features, { training: false }) as Tensor2D, outputs_O);
    });
    return outputs_O;
  };
  return {
    origin,
    backend: backend.name,
    backendVersion: backend.version,
    featureShape,
    classes,
    evaluate(data, samples) {
      const context = contextFor(data);
      const parts = dealTestShards(samples.count, origin.shards).map((ids) => evaluateShard(context, samplesAt(samples, ids)));
      return addUp(parts, classes);
    },
    misclassified(data, samples, limit) {
      return misclassified(contextFor(data), samples, limit);
    },
    predict,
    classify(features) {
      if (classes === 0) throw new LockstepError("configuration", `the model in ${folder} gives values and no classes`);
      const outputs_O = predict(features);
      // One logit for two classes is how far the second is above the first.
      const logits_C = outputs < classes ? [0, ...outputs_O] : [...outputs_O];
      const largest = Math.max(...logits_C);
      const exponentials_C = logits_C.map((logit) => exponentialOfNegative(logit - largest));
      const total = exponentials_C.reduce((sum, value) => sum + value, 0);
      return exponentials_C.map((value) => value / total);
    },
  };
}

/** One sample's features as samples hold them. */
function featureBytes(
  features: Uint8Array | Float32Array,
  trainedOn: "uint8" | "float32",
  featureShape: readonly number[],
  folder: string,
): Uint8Array {
  const isFloats = features instanceof Float32Array;
  if (isFloats !== (trainedOn === "float32")) {
    const advice = isFloats ? "give it a Uint8Array" : "how the bytes of a picture become such is not known; give it a Float32Array";
    throw new LockstepError("configuration", `the model in ${folder} was trained on ${trainedOn} values: ${advice}`);
  }
  const expected = featureShape.reduce((product, size) => product * size, 1);
  if (features.length !== expected)
    throw new LockstepError("data", `the model in ${folder} takes ${featureShape.join(" x ")} values; found ${features.length}`);
  const wrong = features.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0)
    throw new LockstepError("data", `the model in ${folder} takes finite numbers; value ${wrong} of the sample is ${features[wrong]}`);
  return isFloats ? bytesOfFloats(features) : features;
}

async function backendAsTrained({ backend }: ModelOrigin): Promise<Backend> {
  try {
    return await selectBackend(backend as BackendName);
  } catch {
    // Not here, or a name of another version of this program.
    return selectBackend("auto");
  }
}

async function loadLayers({ topology, tensors, weights }: SavedModel, { tf }: Backend, folder: string): Promise<LayersModel> {
  try {
    return await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: topology, weightSpecs: [...tensors], weightData: weights }));
  } catch (error) {
    throw new LockstepError("data", `${folder}: TensorFlow.js cannot load this model: ${(error as Error).message}`, { cause: error });
  }
}

/** The loss that a model was trained with; models of earlier versions do not say it, which had only one. */
function lossOf({ loss = "sparse-categorical-cross-entropy" }: ModelOrigin, outputs: number, folder: string): Loss {
  const name = lossNames.find((known) => known === loss);
  if (name === undefined)
    throw new LockstepError("data", `${folder}: its model was trained with the loss ${loss}, which this version does not know`);
  const classes = name === "mean-squared-error" ? 0 : name === "binary-cross-entropy" ? 2 : outputs;
  return createLoss({ loss: name }, { classes, targets: outputs });
}

function modelShape(model: LayersModel, folder: string): { featureShape: number[]; outputs: number } {
  const input = model.inputs[0]?.shape ?? [];
  const output = model.outputs[0]?.shape ?? [];
  const known = (size: number | null): size is number => size !== null;
  const featureShape = input.slice(1).filter(known);
  const [outputs] = output.slice(1).filter(known);
  if (
    model.inputs.length !== 1 ||
    model.outputs.length !== 1 ||
    featureShape.length !== input.length - 1 ||
    output.length !== 2 ||
    outputs === undefined
  ) {
    throw new LockstepError("data", `${folder}: expected a model from one input of a known shape to [B, outputs]`);
  }
  return { featureShape, outputs };
}

/** In shard order, as the ledger adds them up. */
function addUp(parts: readonly EvaluationSums[], classes: number): EvaluationSums {
  const confusion = Array.from({ length: classes * classes }, () => 0);
  let samples = 0;
  let correct = 0;
  let lossSum = 0;
  for (const part of parts) {
    samples += part.samples;
    correct += part.correct;
    lossSum += part.lossSum;
    for (const [cell, count] of part.confusion.entries()) confusion[cell] = (confusion[cell] as number) + count;
  }
  return { samples, correct, lossSum, confusion };
}

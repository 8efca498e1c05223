import type { LayersModel } from "@tensorflow/tfjs";
import type { Backend } from "../backend/tensorflow.ts";
import type { Loss } from "../loss/loss.ts";
import { deriveLayout, type DerivedLayout } from "../model/derive-layout.ts";
import { ModelParameters } from "../model/model-parameters.ts";
import { TrainingLayers } from "../model/training-layers.ts";
import { SampleBatches, type SampleBatchOptions } from "./sample-batch.ts";
import type { ModelContext } from "./shard-gradient.ts";

export interface ModelData extends Omit<SampleBatchOptions, "backend"> {
  readonly loss: Loss;
}

/**
 * All that a gradient of the model needs, without replay; from here on the model's layers train as TrainingLayers has it.
 * @param freeze names of layers that keep their first values
 * @throws LockstepError "configuration" where deriveLayout does
 */
export function makeModelContext(
  backend: Backend,
  model: LayersModel,
  { loss, ...data }: ModelData,
  freeze?: readonly string[],
): { readonly context: ModelContext; readonly derived: DerivedLayout } {
  const derived = deriveLayout(model, freeze);
  const parameters = new ModelParameters(backend, model, derived);
  const layers = new TrainingLayers(backend.tf, model, parameters.averaged);
  const batches = new SampleBatches({ backend, ...data });
  return { context: { backend, model, parameters, layers, batches, loss, replay: null }, derived };
}

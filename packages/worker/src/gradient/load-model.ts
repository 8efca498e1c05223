import { LockstepError, sampleBytes, type Augmentation, type Layout, type RunSettings, type SampleFormat } from "@lockstep/core/local";
import { buildModel, findRecipe, inputScaling, recipeAugmentation } from "@lockstep/recipes";
import type { Backend } from "../backend/tensorflow.ts";
import { createLoss } from "../loss/loss.ts";
import { layerWithoutGradient } from "../model/layer-without-gradient.ts";
import { ownCodeOf, stockLayers } from "../model/own-code.ts";
import { requireSupportedModel } from "../model/supported-model.ts";
import { makeModelContext } from "./model-context.ts";
import { shardGradient, type ModelContext } from "./shard-gradient.ts";

export interface LoadedModel {
  /** without replay */
  readonly context: ModelContext;
  readonly layout: Layout;
  readonly topologyJson: string;
  /** of training samples; null: there is none */
  readonly augmentation: Augmentation | null;
  /** why the gradient must not be replayed, see ownCodeOf; null: it may be */
  readonly ownCode: string | null;
}

/**
 * Builds the recipe's model on the backend and proves that its gradient can be computed, so that what the backend lacks is known before the
 * worker joins a run.
 *
 * @throws LockstepError "configuration": unknown recipe or option, a model that does not fit the data, a layer that cannot be trained
 */
export async function loadModel(
  settings: Pick<RunSettings, "recipe" | "overrides" | "freeze">,
  data: SampleFormat,
  backend: Backend,
): Promise<LoadedModel> {
  const stock = stockLayers(backend.tf);
  const recipe = await findRecipe(settings.recipe);
  const model = buildModel(recipe, { ...data, tf: backend.tf, overrides: settings.overrides });
  requireSupportedModel(model, stock);
  const ownCode = ownCodeOf(model, stock);
  const scaling = inputScaling(recipe, settings.overrides);
  const { context, derived } = makeModelContext(backend, model, { ...data, scaling, loss: createLoss(recipe, data) }, settings.freeze);
  const { layout, topologyJson } = derived;
  if (context.parameters.trainable.length === 0) {
    throw new LockstepError("configuration", `recipe ${settings.recipe}: every layer of the model is frozen; there is nothing to train`);
  }
  tryGradient(context, data, layout.length);
  return { context, layout, topologyJson, augmentation: recipeAugmentation(recipe, settings.overrides), ownCode };
}

/** The gradient of one black sample, at parameters of zero. */
function tryGradient(context: ModelContext, format: SampleFormat, parameterCount: number): void {
  const { features, label } = sampleBytes(format);
  const blank = { count: 1, features: new Uint8Array(features), labels: new Uint8Array(label) };
  try {
    context.parameters.write(new Float32Array(parameterCount));
    shardGradient(context, blank, Uint32Array.of(0), new Float32Array(parameterCount), { seed: 0, step: 0, shard: 0 });
  } catch (error) {
    const layer = layerWithoutGradient(context, blank);
    if (error instanceof LockstepError) {
      if (layer === null || error.message.includes(layer)) throw error;
      throw new LockstepError(error.code, `layer ${layer}: ${error.message}`, { cause: error });
    }
    const problem = error instanceof Error ? error.message : String(error);
    const what = `the gradient of this model${layer === null ? "" : `, from layer ${layer} on`}`;
    throw new LockstepError("configuration", `backend ${context.backend.name} cannot compute ${what}: ${problem}`, { cause: error });
  }
}

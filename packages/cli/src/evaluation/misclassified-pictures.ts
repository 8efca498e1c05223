import path from "node:path";
import { EventFile, picture } from "@lockstep/coordinator";
import { LockstepError, silentLogger } from "@lockstep/core";
import type { RunSettings } from "@lockstep/core";
import { findRecipe, loadDataset } from "@lockstep/recipes";
import { encodeGreyPng, openModel } from "@lockstep/worker";

/** More would be many to look at. */
const mostPictures = 25;

/**
 * Adds pictures of test samples that the trained model takes for something else to the TensorBoard event file of a finished run, under
 * `misclassified/LABEL as PREDICTED, test sample NUMBER`. Samples that are no grey pictures (bytes of [height, width] or [height, width, 1]) are not
 * shown. Once nobody else writes the file any more.
 * @param step N of the run
 * @throws LockstepError "data", "configuration" or "io"
 */
export async function addMisclassifiedPictures(runFolder: string, settings: RunSettings, step: number): Promise<void> {
  const { test, ...data } = await loadDataset(await findRecipe(settings.recipe), settings);
  const [height, width, channels = 1, ...more] = data.featureShape;
  if (height === undefined || width === undefined || channels !== 1 || more.length > 0 || data.featureType === "float32") return;
  const model = await openModel(path.join(runFolder, "model"), "as-trained");
  const problems: string[] = [];
  const events = await EventFile.open(runFolder, { ...silentLogger, warn: (_fields, message) => problems.push(message) });
  try {
    for (const { sample, label, predicted } of model.misclassified(data, test, mostPictures)) {
      const pixels = test.features.subarray(sample * height * width, (sample + 1) * height * width);
      const tag = `misclassified/${label} as ${predicted}, test sample ${sample}`;
      events.add(step, [picture(tag, width, height, encodeGreyPng(width, height, pixels))]);
    }
  } finally {
    await events.close();
  }
  const [problem] = problems;
  if (problem !== undefined) throw new LockstepError("io", problem);
}

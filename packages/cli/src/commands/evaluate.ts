import path from "node:path";
import { classificationReport, LockstepError } from "@lockstep/core";
import type { Dataset, ModelOrigin, RunSummary } from "@lockstep/core";
import { findRecipe, loadDataset } from "@lockstep/recipes";
import { openModel } from "@lockstep/worker";
import type { TrainedModel } from "@lockstep/worker";
import { evaluationLines, isAsRecorded } from "../evaluation/evaluation-lines.ts";
import type { ModelEvaluation } from "../evaluation/model-evaluation.ts";
import { readConfiguration } from "../configuration/layers.ts";
import { evaluateShape } from "../configuration/shapes.ts";
import { findModelFolder } from "../run-folder/model-folder.ts";
import { readRunConfig } from "../run-folder/run-config-file.ts";
import { findSummary } from "../run-folder/summary-file.ts";

/**
 * `lockstep evaluate [DIR]`: how good a trained model is on the test set of its run, or of other data.
 * Returns 1 if the same backend does not come to the accuracy (without classes: the loss) that the run recorded for the same data.
 * Throws "configuration" or "data".
 */
export async function evaluate(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const { folder: named, data, backend, json } = readConfiguration(evaluateShape, { flags });
  const { folder, runFolder } = await findModelFolder(named, "");
  const model = await openModel(folder, backend ?? "as-trained");
  const dataset = await testData(model.origin, folder, runFolder, data);
  const summary = data === undefined && runFolder !== null ? await findSummary(runFolder, model.origin.runId) : null;
  const recorded = summary === null ? null : recordedFigures(summary, model.origin);
  const evaluation = evaluateModel(model, folder, dataset, recorded);
  process.stdout.write(
    json
      ? `${JSON.stringify(evaluation)}\n`
      : evaluationLines(evaluation)
          .map((line) => `${line}\n`)
          .join(""),
  );
  const { backend: used, backendVersion, accuracy, loss, classes } = evaluation;
  if (summary === null || recorded === null || isAsRecorded(evaluation)) return 0;
  if (used !== summary.backend || backendVersion !== summary.backendVersion) return 0;
  const [what, then, now] =
    classes.length === 0 ? (["loss", recorded.loss, loss] as const) : (["accuracy", recorded.accuracy, accuracy] as const);
  process.stderr.write(
    `lockstep: the run recorded a test ${what} of ${then}, the same model gives ${now} now: its test data have changed\n`,
  );
  return 1;
}

type Recorded = ModelEvaluation["recorded"];

/** What the run found on the test set for the model of its best epoch, else for that of its last. */
function recordedFigures({ weightsHash, best, testAccuracy, testLoss }: RunSummary, origin: ModelOrigin): Recorded {
  const isBest = best !== null && best.weightsHash === origin.weightsHash && weightsHash !== origin.weightsHash;
  return isBest ? { accuracy: best.testAccuracy, loss: best.testLoss } : { accuracy: testAccuracy, loss: testLoss };
}

/** The data of the run, or what was named instead. */
async function testData(origin: ModelOrigin, folder: string, runFolder: string | null, named: string | undefined): Promise<Dataset> {
  const config = runFolder === null || named !== undefined ? null : await readRunConfig(runFolder);
  const data = named ?? config?.settings.data ?? null;
  try {
    const recipe = await findRecipe(origin.recipe);
    if (data === null && config === null && recipe.data.name !== origin.dataset) {
      throw new LockstepError(
        "configuration",
        `${folder} was trained on ${origin.dataset}, whose folder is not known here; name it with --data DIR`,
      );
    }
    return await loadDataset(recipe, { data: data === null ? null : path.resolve(data) });
  } catch (error) {
    throw LockstepError.from(error, "data");
  }
}

function evaluateModel(model: TrainedModel, folder: string, dataset: Dataset, recorded: Recorded): ModelEvaluation {
  const { samples, correct, lossSum, confusion } = model.evaluate(dataset, dataset.test);
  return {
    model: folder,
    recipe: model.origin.recipe,
    dataset: dataset.name,
    backend: model.backend,
    backendVersion: model.backendVersion,
    correct: model.classes === 0 ? null : correct,
    loss: lossSum / Math.max(1, samples),
    recorded,
    ...(model.origin.classNames && { classNames: model.origin.classNames }),
    ...classificationReport(confusion),
    // Also of samples without classes.
    samples,
  };
}

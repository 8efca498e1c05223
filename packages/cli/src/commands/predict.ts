import { LockstepError, exitCodeOf } from "@lockstep/core";
import { openModel, readDigit } from "@lockstep/worker";
import type { TrainedModel } from "@lockstep/worker";
import { readConfiguration } from "../configuration/layers.ts";
import { predictShape } from "../configuration/shapes.ts";
import { percent } from "../progress/format.ts";
import { findModelFolder } from "../run-folder/model-folder.ts";

const shownClasses = 3;

/** A line of `lockstep predict --json`. */
interface Prediction {
  readonly file: string;
  readonly digit: number;
  readonly probability: number;
  /** the likeliest, in falling order */
  readonly top: readonly { readonly digit: number; readonly probability: number }[];
}

/**
 * `lockstep predict FILE.png...`: which digit each image shows. A file that cannot be read is one line on stderr; the others are still
 * named. Returns 10 if there was such a file. Throws "configuration" or "data" if there is no model.
 */
export async function predict(files: readonly string[], flags: Readonly<Record<string, unknown>>): Promise<number> {
  const { run, backend, json } = readConfiguration(predictShape, { flags });
  const { folder } = await findModelFolder(run, "--run ");
  const model = await openModel(folder, backend ?? "as-trained");
  const side = imageSide(model, folder);
  let exitCode = 0;
  for (const file of files) {
    try {
      const prediction = predictDigit(model, file, await readDigit(file, side));
      process.stdout.write(`${json ? JSON.stringify(prediction) : line(prediction)}\n`);
    } catch (error) {
      const failure = LockstepError.from(error, "data");
      process.stderr.write(`lockstep: ${failure.message.replace(/\s*\n\s*/g, " ")}\n`);
      exitCode = Math.max(exitCode, exitCodeOf(failure));
    }
  }
  return exitCode;
}

function imageSide({ featureShape }: TrainedModel, folder: string): number {
  const [rows, columns] = featureShape;
  if (rows !== undefined && rows === columns && featureShape.length === 2) return rows;
  throw new LockstepError(
    "configuration",
    `the model in ${folder} takes ${featureShape.join(" x ")} values; images need one that takes a square`,
  );
}

function predictDigit(model: TrainedModel, file: string, features: Uint8Array): Prediction {
  const ranking = model
    .classify(features)
    .map((probability, digit) => ({ digit, probability }))
    .toSorted((a, b) => b.probability - a.probability || a.digit - b.digit);
  const [best] = ranking;
  if (best === undefined || !Number.isFinite(best.probability)) {
    throw new LockstepError("data", `${file}: the model gives no probabilities: its training has diverged`);
  }
  return { file, ...best, top: ranking.slice(0, shownClasses) };
}

function line({ file, digit, probability }: Prediction): string {
  return `${file}: ${digit} (${percent(probability)})`;
}

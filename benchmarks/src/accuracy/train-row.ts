import { fileURLToPath } from "node:url";
import { LockstepError } from "@lockstep/core";
import { findRecipe } from "@lockstep/recipes";
import { runTraining } from "../training/training-run.ts";
import type { TrainingRun } from "../training/training-run.ts";
import type { AccuracyPlan } from "./accuracy-request.ts";
import type { AccuracyResult } from "./accuracy-results.ts";
import type { AccuracyRow } from "./accuracy-rows.ts";

const lockstep: string = fileURLToPath(new URL("../../../packages/cli/bin/lockstep.js", import.meta.url));
/** Convolutions over 60,000 images an epoch take hours on a small machine. */
const timeoutMs = 86_400_000;

/** A training that did not end well. */
export interface FailedTraining {
  readonly row: string;
  readonly seed: number;
  readonly problem: string;
}

interface TrainRowContext {
  readonly plan: AccuracyPlan;
  /** folder with a few images, in place of all; null: the recipe's own data */
  readonly quickData: string | null;
  /** of the sources */
  readonly commit: string;
  /** for files; removed by others */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** One training of the table, as users run it. @throws LockstepError "aborted" if the signal ended it */
export async function trainRow(row: AccuracyRow, seed: number, context: TrainRowContext): Promise<AccuracyResult | FailedTraining> {
  const { plan, quickData, commit, scratch, signal } = context;
  try {
    const flags = await trainFlags(row, seed, plan, quickData);
    return resultOf(row, seed, commit, await runTraining(flags, { lockstep, scratch, signal }, { timeoutMs }));
  } catch (error) {
    signal.throwIfAborted();
    return { row: row.name, seed, problem: LockstepError.from(error).message };
  }
}

async function trainFlags(
  row: AccuracyRow,
  seed: number,
  { backend, workers }: AccuracyPlan,
  quickData: string | null,
): Promise<readonly string[]> {
  const flags = [
    row.recipe,
    ...row.flags,
    "--seed",
    String(seed),
    ...(backend === null ? [] : ["--backend", backend]),
    ...(workers === null ? [] : ["--workers", String(workers)]),
  ];
  if (quickData === null) return flags;
  // Recipes with data of their own, which are small, keep them. Of two equal flags the last counts.
  const hasImages = (await findRecipe(row.recipe)).data.name === "mnist";
  return [...flags, "--epochs", "1", "--workers", "1", ...(hasImages ? ["--data", quickData] : [])];
}

function resultOf(row: AccuracyRow, seed: number, commit: string, { summary, epochs, parameters }: TrainingRun): AccuracyResult {
  if (!summary.ledgerOk) throw new LockstepError("invariant", "the ledger does not add up");
  const { testAccuracy } = summary;
  const { precision, recall, f1 } = summary.testReport.macro;
  if (testAccuracy === null || precision === null || recall === null || f1 === null)
    throw new LockstepError("configuration", `${row.recipe} has no classes, and so no accuracy`);
  const accuracies = epochs.map((epoch) => epoch.testAccuracy ?? 0);
  const best = Math.max(...accuracies);
  return {
    row: row.name,
    seed,
    flags: row.flags,
    commit,
    node: process.version,
    backend: `${summary.backend} ${summary.backendVersion}`,
    parameters,
    epochs: summary.epochs,
    testAccuracy,
    best: { epoch: accuracies.indexOf(best), testAccuracy: best },
    macro: { precision, recall, f1 },
    // A loss that is no number has become null on its way.
    trainLoss: { first: epochs[0]?.trainLoss ?? null, last: epochs.at(-1)?.trainLoss ?? null },
    trainSeconds: summary.trainSeconds,
    weightsHash: summary.weightsHash,
  };
}

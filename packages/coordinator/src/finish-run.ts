import { open, rm } from "node:fs/promises";
import path from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  bestValidation,
  classificationReport,
  expectedLedgerInTurns,
  LedgerScanner,
  LockstepError,
  parseLayout,
  verifyLedgersInTurns,
} from "@lockstep/core";
import type {
  BestModel,
  Dataset,
  ModelOrigin,
  PhaseTimes,
  Roster,
  RunCredentials,
  RunSettings,
  RunSummary,
  VerifyResult,
} from "@lockstep/core";
import { findRecipe, inputScaling } from "@lockstep/recipes";
import { writeFileAtomically } from "./atomic-file.ts";
import { gatherResults, gatherVersion } from "./gather-results.ts";
import type { GatheredResults, GatheredVersion } from "./gather-results.ts";
import type { FirstWorker } from "./first-worker.ts";
import { writeModelFiles } from "./model-files.ts";
import type { Pace } from "./pace.ts";
import { RunTotals } from "./run-totals.ts";
import type { TrainingCurves } from "./tensorboard/training-curves.ts";

export interface FinishOptions {
  readonly runFolder: string;
  readonly runId: string;
  readonly recipeHash: string;
  readonly settings: RunSettings;
  /** N */
  readonly steps: number;
  readonly stepsPerEpoch: number;
  readonly dataset: Dataset;
  readonly credentials: RunCredentials;
  readonly curves: Pick<TrainingCurves, "end">;
  readonly pace: Pace;
  readonly now: () => number;
}

/** Folder of the version with the best validation, beside `model`. */
const bestModelName = "model-best";

/** How a run ended. */
export interface RunResult {
  readonly summary: RunSummary;
  /** what the ledgers do not prove; null if they prove everything */
  readonly problem: string | null;
}

/**
 * Gathers what a completed run leaves behind: verifies all ledgers, writes the model and the summary. May be called again after it failed
 * or after a restart; it then writes the same. Long ledgers are worked through in turns with everything else, so that no session breaks.
 */
export class FinishRun {
  readonly #options: FinishOptions;
  /** A disk that does not take the results is tried again and again; the servers are not asked each time. */
  #gathered: { readonly generation: number; readonly results: GatheredResults } | null = null;
  #best: { readonly generation: number; readonly gathered: GatheredVersion | null } | null = null;
  #verified: { readonly ledgersHash: string; readonly result: VerifyResult } | null = null;

  constructor(options: FinishOptions) {
    this.#options = options;
  }

  /**
   * @param roster of the generation in which all servers are closed
   * @param lastVersion that they have come to
   * @param phaseTimes of the ranks
   * @throws LockstepError of the gathering, "io", or the signal's reason
   */
  async complete(
    roster: Roster,
    lastVersion: number,
    firstWorker: FirstWorker,
    phaseTimes: readonly PhaseTimes[],
    signal: AbortSignal,
  ): Promise<RunResult> {
    const { runFolder } = this.#options;
    const gathered = await this.#gather(roster, lastVersion, signal);
    const verified = await this.#verify(gathered, signal);
    const { problem } = verified;
    await this.#keepLedgers(gathered.ledgers);
    await this.#writeModel("model", firstWorker, gathered);
    const totals = await this.#totals(gathered.ledgers[0] ?? [], signal);
    await this.#options.curves.end(totals.steps, parseLayout(firstWorker.layoutJson), gathered.weights, signal);
    const best = await this.#keepBest(roster, firstWorker, totals, signal);
    const summary = this.#summary(roster, firstWorker, phaseTimes, { verified, weightsHash: gathered.weightsHash, totals, best });
    await writeFileAtomically(path.join(runFolder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    return {
      summary,
      problem:
        problem === undefined
          ? null
          : `the ledger of parameter server ${problem.server} does not prove step ${problem.step} (line ${problem.line}): ${problem.reason}`,
    };
  }

  /** In one generation all servers stay closed: what they hold does not change. */
  async #gather(roster: Roster, lastVersion: number, signal: AbortSignal): Promise<GatheredResults> {
    const { credentials } = this.#options;
    if (this.#gathered?.generation === roster.generation) return this.#gathered.results;
    const results = await gatherResults(roster, lastVersion, credentials, signal);
    this.#gathered = { generation: roster.generation, results };
    return results;
  }

  async #writeModel(name: string, firstWorker: FirstWorker, { weights, weightsHash }: GatheredVersion): Promise<void> {
    const folder = path.join(this.#options.runFolder, name);
    await writeModelFiles(folder, firstWorker, weights, await this.#origin(firstWorker, weightsHash));
  }

  /** Writes the version with the best validation, if there is one, beside the last one. */
  async #keepBest(roster: Roster, firstWorker: FirstWorker, totals: RunTotals, signal: AbortSignal): Promise<BestModel | null> {
    const { runFolder, stepsPerEpoch } = this.#options;
    const { result } = bestValidation(totals.validations);
    const epoch = result && totals.epochResult(result.version / stepsPerEpoch - 1);
    if (!result || !epoch) return null;
    const gathered = await this.#gatherBest(roster, result.version, signal);
    if (gathered === null) await rm(path.join(runFolder, bestModelName), { recursive: true, force: true });
    else await this.#writeModel(bestModelName, firstWorker, gathered);
    return {
      epoch: epoch.epoch,
      version: result.version,
      validationLoss: result.loss,
      validationAccuracy: epoch.validationAccuracy ?? null,
      testLoss: epoch.testLoss,
      testAccuracy: epoch.testAccuracy,
      weightsHash: gathered?.weightsHash ?? null,
    };
  }

  /** Null if a server has lost it: that must not keep the run from its end. */
  async #gatherBest(roster: Roster, version: number, signal: AbortSignal): Promise<GatheredVersion | null> {
    if (this.#best?.generation === roster.generation) return this.#best.gathered;
    let gathered: GatheredVersion | null = null;
    try {
      gathered = await gatherVersion(roster, version, this.#options.credentials, signal);
    } catch (error) {
      if (LockstepError.from(error).code !== "data") throw error;
    }
    this.#best = { generation: roster.generation, gathered };
    return gathered;
  }

  async #verify({ ledgers, ledgersHash }: GatheredResults, signal: AbortSignal): Promise<VerifyResult> {
    if (this.#verified?.ledgersHash === ledgersHash) return this.#verified.result;
    const { settings, dataset } = this.#options;
    const expected = await expectedLedgerInTurns(dataset, settings, signal);
    const result = await verifyLedgersInTurns({ ledgers, ...expected }, signal);
    this.#verified = { ledgersHash, result };
    return result;
  }

  async #origin({ backend, backendVersion }: FirstWorker, weightsHash: string): Promise<ModelOrigin> {
    const { runId, dataset, settings } = this.#options;
    const { recipe, shards, overrides } = settings;
    const definition = await findRecipe(recipe);
    const { scale, offset } = inputScaling(definition, overrides);
    const { loss } = definition;
    const features = dataset.featureType === "float32" && { featureType: dataset.featureType };
    const input = { scale, offset };
    const names = dataset.classNames && { classNames: dataset.classNames };
    return { runId, recipe, dataset: dataset.name, shards, backend, backendVersion, input, ...features, loss, ...names, weightsHash };
  }

  /** Puts the ledgers into the run folder where the servers do not write them there themselves. */
  async #keepLedgers(ledgers: readonly (readonly string[])[]): Promise<void> {
    for (const [range, pieces] of ledgers.entries()) {
      const file = path.join(this.#options.runFolder, range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`);
      if (!(await holds(file, pieces))) await writeFileAtomically(file, bytesOf(pieces));
    }
  }

  async #totals(ledger: readonly string[], signal: AbortSignal): Promise<RunTotals> {
    const { steps, stepsPerEpoch, settings, dataset } = this.#options;
    const totals = new RunTotals({ steps, stepsPerEpoch, classes: dataset.classes, earlyStop: settings.earlyStop });
    const scanner = new LedgerScanner((line, _lineNumber, verdict) => {
      if (verdict.result === "counts") totals.add(line);
    });
    for (const piece of ledger) {
      signal.throwIfAborted();
      scanner.push(piece);
      await nextTurn();
    }
    return totals;
  }

  #summary(
    roster: Roster,
    firstWorker: FirstWorker,
    phaseTimes: readonly PhaseTimes[],
    found: { readonly verified: VerifyResult; readonly weightsHash: string; readonly totals: RunTotals; readonly best: BestModel | null },
  ): RunSummary {
    const { runId, recipeHash, settings, stepsPerEpoch, dataset, pace, now } = this.#options;
    const { steps, endedEarly } = found.totals;
    const { wallSeconds, trainSeconds, trainedSamples } = pace.times(now());
    const last = found.totals.epochResult(steps / stepsPerEpoch - 1);
    return {
      runId,
      recipe: settings.recipe,
      recipeHash,
      seed: settings.seed,
      shards: settings.shards,
      batchSize: settings.batchSize,
      epochs: settings.epochs,
      steps,
      ...(endedEarly && { endedEarly }),
      parameterServers: settings.parameterServers,
      workersAtEnd: roster.ranks.length,
      generations: found.verified.generations,
      backend: firstWorker.backend,
      backendVersion: firstWorker.backendVersion,
      testAccuracy: last?.testAccuracy ?? null,
      testLoss: last?.testLoss ?? 0,
      trainLoss: last?.trainLoss ?? 0,
      ...(last?.validationReport && {
        validationAccuracy: last.validationAccuracy ?? null,
        validationLoss: last.validationLoss ?? 0,
        validationReport: last.validationReport,
      }),
      best: found.best,
      ...(dataset.classNames && { classNames: dataset.classNames }),
      testReport: last?.testReport ?? classificationReport([]),
      weightsHash: found.weightsHash,
      samplesApplied: found.verified.samplesApplied,
      skippedSteps: found.verified.skippedSteps,
      ledgerOk: found.verified.ok,
      wallSeconds,
      trainSeconds,
      samplesPerSecond: trainSeconds === 0 ? 0 : trainedSamples / trainSeconds,
      stepMs: pace.stepMs,
      phaseMs: meanPhases(phaseTimes),
    };
  }
}

function meanPhases(times: readonly PhaseTimes[]): PhaseTimes {
  const mean = (phase: keyof PhaseTimes): number => times.reduce((sum, time) => sum + time[phase], 0) / Math.max(1, times.length);
  return { gradient: mean("gradient"), reduceScatter: mean("reduceScatter"), commit: mean("commit"), allGather: mean("allGather") };
}

function* bytesOf(pieces: readonly string[]): Generator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece, "latin1");
}

/** Whether a file holds these pieces and nothing else; false if it cannot be read. */
async function holds(file: string, pieces: readonly string[]): Promise<boolean> {
  try {
    const handle = await open(file, "r");
    try {
      for (const expected of bytesOf(pieces)) {
        const found = Buffer.alloc(expected.length);
        for (let at = 0; at < found.length;) {
          const { bytesRead } = await handle.read(found, at, found.length - at, null);
          if (bytesRead === 0) return false;
          at += bytesRead;
        }
        if (!found.equals(expected)) return false;
      }
      return (await handle.read(Buffer.alloc(1), 0, 1, null)).bytesRead === 0;
    } finally {
      await handle.close();
    }
  } catch {
    return false;
  }
}

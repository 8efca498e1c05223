import { readFile } from "node:fs/promises";
import path from "node:path";
import { expectedLedger, LedgerScanner, verifyLedgers } from "@lockstep/core";
import type { Dataset, ModelOrigin, PhaseTimes, Roster, RunCredentials, RunSettings, RunSummary, VerifyResult } from "@lockstep/core";
import { findRecipe, inputScaling } from "@lockstep/recipes";
import { writeFileAtomically } from "./atomic-file.ts";
import { gatherResults } from "./gather-results.ts";
import type { FirstWorker } from "./journal.ts";
import { writeModelFiles } from "./model-files.ts";
import type { Pace } from "./pace.ts";
import { RunTotals } from "./run-totals.ts";

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
  readonly pace: Pace;
  readonly startedMs: number;
  readonly now: () => number;
}

/** How a run ended. */
export interface RunResult {
  readonly summary: RunSummary;
  /** what the ledgers do not prove; null if they prove everything */
  readonly problem: string | null;
}

/**
 * Gathers what a completed run leaves behind: verifies all ledgers, writes the model and the summary. May be called again after it failed
 * or after a restart; it then writes the same.
 */
export class FinishRun {
  readonly #options: FinishOptions;
  /** Verifying a long run takes a while in which sessions break; when it is asked again for the same ledgers, the answer is there. */
  #verified: { readonly ledgersHash: string; readonly result: VerifyResult } | null = null;

  constructor(options: FinishOptions) {
    this.#options = options;
  }

  /**
   * @param roster of the generation in which all servers are closed
   * @param phaseTimes of the ranks
   * @throws LockstepError of the gathering, or "io"
   */
  async complete(roster: Roster, firstWorker: FirstWorker, phaseTimes: readonly PhaseTimes[], signal: AbortSignal): Promise<RunResult> {
    const { runFolder, steps, credentials } = this.#options;
    const gathered = await gatherResults(roster, steps + 1, credentials, signal);
    const verified = this.#verify(gathered.ledgers, gathered.ledgersHash);
    const { problem } = verified;
    await this.#keepLedgers(gathered.ledgers);
    const origin = await this.#origin(firstWorker, gathered.weightsHash);
    await writeModelFiles(path.join(runFolder, "model"), firstWorker, gathered.weights, origin);
    const summary = this.#summary(roster, firstWorker, phaseTimes, {
      verified,
      weightsHash: gathered.weightsHash,
      ledger: gathered.ledgers[0] ?? [],
    });
    await writeFileAtomically(path.join(runFolder, "summary.json"), `${JSON.stringify(summary, null, 2)}\n`);
    return {
      summary,
      problem:
        problem === undefined
          ? null
          : `the ledger of parameter server ${problem.server} does not prove step ${problem.step} (line ${problem.line}): ${problem.reason}`,
    };
  }

  #verify(ledgers: readonly (readonly string[])[], ledgersHash: string): VerifyResult {
    if (this.#verified?.ledgersHash === ledgersHash) return this.#verified.result;
    const { settings, dataset } = this.#options;
    const result = verifyLedgers({ ledgers, ...expectedLedger(dataset, settings) });
    this.#verified = { ledgersHash, result };
    return result;
  }

  async #origin({ backend, backendVersion }: FirstWorker, weightsHash: string): Promise<ModelOrigin> {
    const { runId, dataset, settings } = this.#options;
    const { recipe, shards, overrides } = settings;
    const { scale, offset } = inputScaling(await findRecipe(recipe), overrides);
    return { runId, recipe, dataset: dataset.name, shards, backend, backendVersion, input: { scale, offset }, weightsHash };
  }

  /** Puts the ledgers into the run folder where the servers do not write them there themselves. */
  async #keepLedgers(ledgers: readonly (readonly string[])[]): Promise<void> {
    for (const [range, pieces] of ledgers.entries()) {
      const file = path.join(this.#options.runFolder, range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`);
      const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece, "latin1")));
      const there = await readFile(file).catch(() => null);
      if (there === null || !there.equals(bytes)) await writeFileAtomically(file, [bytes]);
    }
  }

  #summary(
    roster: Roster,
    firstWorker: FirstWorker,
    phaseTimes: readonly PhaseTimes[],
    found: { readonly verified: VerifyResult; readonly weightsHash: string; readonly ledger: readonly string[] },
  ): RunSummary {
    const { runId, recipeHash, settings, steps, stepsPerEpoch, pace, startedMs, now } = this.#options;
    const totals = new RunTotals(steps, stepsPerEpoch);
    const scanner = new LedgerScanner((line, _lineNumber, verdict) => {
      if (verdict.result === "counts") totals.add(line);
    });
    for (const piece of found.ledger) scanner.push(piece);
    const last = totals.epochResult(settings.epochs - 1);
    return {
      runId,
      recipe: settings.recipe,
      recipeHash,
      seed: settings.seed,
      shards: settings.shards,
      batchSize: settings.batchSize,
      epochs: settings.epochs,
      steps,
      parameterServers: settings.parameterServers,
      workersAtEnd: roster.ranks.length,
      generations: found.verified.generations,
      backend: firstWorker.backend,
      backendVersion: firstWorker.backendVersion,
      testAccuracy: last?.testAccuracy ?? 0,
      testLoss: last?.testLoss ?? 0,
      trainLoss: last?.trainLoss ?? 0,
      weightsHash: found.weightsHash,
      samplesApplied: found.verified.samplesApplied,
      ledgerOk: found.verified.ok,
      wallSeconds: (now() - startedMs) / 1000,
      ...pace.total,
      stepMs: pace.stepMs,
      phaseMs: meanPhases(phaseTimes),
    };
  }
}

function meanPhases(times: readonly PhaseTimes[]): PhaseTimes {
  const mean = (phase: keyof PhaseTimes): number => times.reduce((sum, time) => sum + time[phase], 0) / Math.max(1, times.length);
  return { gradient: mean("gradient"), reduceScatter: mean("reduceScatter"), commit: mean("commit"), allGather: mean("allGather") };
}

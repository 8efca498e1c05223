import { expectedLedger, verifyLedgers } from "@lockstep/core";
import type { Dataset, LedgerProblem, RunSettings, RunSummary } from "@lockstep/core";
import { count, plural, shellWord } from "../progress/format.ts";
import { endOfRun } from "../run-folder/end-of-run.ts";
import { ledgerFile, ledgerPieces } from "../run-folder/ledger-file.ts";
import { readRunConfig } from "../run-folder/run-config-file.ts";
import { findSummary } from "../run-folder/summary-file.ts";
import { reopenRun } from "./prepare-run.ts";

/**
 * `lockstep verify DIR`: recomputes from the data which samples every step must have applied and compares the ledgers with it.
 * Returns 0 if they prove that every sample was applied exactly once an epoch, else 1. Throws "configuration" or "data" if there is nothing to compare, or nothing that could be: the recipe or the data are not those of the run any more.
 */
export async function verify(folder: string): Promise<number> {
  const config = await readRunConfig(folder);
  const { runId, settings } = config;
  const { parameterServers } = settings;
  const ledgers = ledgersOf(folder, parameterServers);
  const dataset = await reopenRun(config);
  const expected = expectedLedger(dataset, settings);
  const verdict = verifyLedgers({ ledgers, ...expected });
  const { problem } = verdict;
  if (problem !== undefined) {
    const { server, step, line, reason } = problem;
    const proved = provedSoFar(problem, folder, settings, dataset, await findSummary(folder, runId));
    if (proved !== null) {
      process.stderr.write(
        `lockstep: the run in ${folder} is not finished: its ledger proves the first ${count(proved)} of its ${plural(expected.steps, "step")} and ends there; ` +
          `${(await endOfRun(folder)) ?? `go on with: npx lockstep train --resume --run ${shellWord(folder)}`}\n`,
      );
      return 1;
    }
    process.stderr.write(
      `lockstep: the ledger of ${folder} is BAD: parameter server ${server}, step ${step} (line ${line} of ${ledgerFile(server)}): ${reason}\n`,
    );
    return 1;
  }
  const { samplesApplied, skippedSteps, steps, endedEarly, generations } = verdict;
  const epochs = steps / expected.stepsPerEpoch;
  const early = endedEarly === undefined ? "" : ` (ended early: ${endedEarly})`;
  const skipped = skippedSteps === 0 ? "" : `, but for ${plural(skippedSteps, "skipped step")} whose loss or gradient was not finite`;
  const held = dataset.validation === undefined ? "" : `; ${count(dataset.validation.count)} held back for validation`;
  process.stdout.write(
    `ledger ok: ${count(samplesApplied)} samples in ${plural(steps, "step")}, each exactly once in ${epochs === 1 ? "1 epoch" : `each of ${plural(epochs, "epoch")}`}${early}${skipped}${held}; ` +
      `${parameterServers === 1 ? "1 parameter server" : `${parameterServers} parameter servers agree`}, ${plural(generations, "generation")}\n`,
  );
  return 0;
}

function ledgersOf(folder: string, servers: number): Iterable<string>[] {
  return Array.from({ length: servers }, (_, server) => ledgerPieces(folder, server));
}

/**
 * Steps that the ledgers prove of a run that has not come to the end that its settings ask for; null: it has, or they are bad.
 * @param problem of the ledgers with these settings
 * @param summary of the end that the run has come to last, perhaps before it was resumed with more epochs
 */
function provedSoFar(
  problem: LedgerProblem,
  folder: string,
  settings: RunSettings,
  dataset: Dataset,
  summary: RunSummary | null,
): number | null {
  if (summary?.epochs === settings.epochs) return null;
  if (problem.missing) return problem.step;
  if (summary === null) return null;
  // Resumed, but not a step further yet: the ledgers still close the run of before.
  const before = expectedLedger(dataset, { ...settings, epochs: summary.epochs });
  const verdict = verifyLedgers({ ledgers: ledgersOf(folder, settings.parameterServers), ...before });
  return verdict.ok || verdict.problem?.missing === true ? verdict.steps : null;
}

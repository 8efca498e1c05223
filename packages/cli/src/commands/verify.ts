import { expectedLedger, verifyLedgers } from "@lockstep/core";
import { count, plural, shellWord } from "../progress/format.ts";
import { ledgerFile, ledgerPieces } from "../run-folder/ledger-file.ts";
import { readRunConfig } from "../run-folder/run-config-file.ts";
import { findSummary } from "../run-folder/summary-file.ts";
import { reopenRun } from "./prepare-run.ts";

/**
 * `lockstep verify DIR`: recomputes from the data which samples every step must have applied and compares the ledgers with it.
 * Returns 0 if they prove that every sample was applied exactly once an epoch, else 1. Throws "configuration" or "data" if there is nothing to compare.
 */
export async function verify(folder: string): Promise<number> {
  const { runId, settings, recipeHash } = await readRunConfig(folder);
  const { parameterServers } = settings;
  const ledgers = Array.from({ length: parameterServers }, (_, server) => ledgerPieces(folder, server));
  const dataset = await reopenRun(settings, recipeHash);
  const expected = expectedLedger(dataset, settings);
  const verdict = verifyLedgers({ ledgers, ...expected });
  const { problem } = verdict;
  if (problem !== undefined) {
    const { server, step, line, reason } = problem;
    if (problem.missing && (await findSummary(folder, runId)) === null) {
      process.stderr.write(
        `lockstep: the run in ${folder} is not finished: its ledger proves the first ${count(step)} of its ${plural(expected.steps, "step")} and ends there; ` +
          `go on with: npx lockstep train --resume --run ${shellWord(folder)}\n`,
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

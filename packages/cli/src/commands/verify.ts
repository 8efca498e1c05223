import { expectedLedger, verifyLedgers } from "@lockstep/core";
import { count, plural } from "../progress/format.ts";
import { ledgerFile, ledgerPieces } from "../run-folder/ledger-file.ts";
import { readRunConfig } from "../run-folder/run-config-file.ts";
import { reopenRun } from "./prepare-run.ts";

/**
 * `lockstep verify DIR`: recomputes from the data which samples every step must have applied and compares the ledgers with it.
 * Returns 0 if they prove that every sample was applied exactly once an epoch, else 1. Throws "configuration" or "data" if there is nothing to compare.
 */
export async function verify(folder: string): Promise<number> {
  const { settings, recipeHash } = await readRunConfig(folder);
  const ledgers = Array.from({ length: settings.parameterServers }, (_, server) => ledgerPieces(folder, server));
  const dataset = await reopenRun(settings, recipeHash);
  const verdict = verifyLedgers({ ledgers, ...expectedLedger(dataset, settings) });
  const { problem } = verdict;
  if (problem !== undefined) {
    const { server, step, line, reason } = problem;
    process.stderr.write(
      `lockstep: the ledger of ${folder} is BAD: parameter server ${server}, step ${step} (line ${line} of ${ledgerFile(server)}): ${reason}\n`,
    );
    return 1;
  }
  const { samplesApplied, steps, generations } = verdict;
  process.stdout.write(
    `ledger ok: ${count(samplesApplied)} samples in ${plural(steps, "step")}, each exactly once in each of ${plural(settings.epochs, "epoch")}; ` +
      `${plural(settings.parameterServers, "parameter server")} agree, ${plural(generations, "generation")}\n`,
  );
  return 0;
}

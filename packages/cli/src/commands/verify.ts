import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import { LockstepError, verifyLedgers } from "@lockstep/core";
import { count, plural } from "../progress/format.ts";
import { readRunConfig } from "../run-folder/run-config-file.ts";
import { expectedOf } from "./expected-ledger.ts";
import { reopenRun } from "./prepare-run.ts";

const pieceBytes = 1 << 20;

/**
 * `lockstep verify DIR`: recomputes from the data which samples every step must have applied and compares the ledgers with it.
 * Returns 0 if they prove that every sample was applied exactly once an epoch, else 1. Throws "configuration" or "data" if there is nothing to compare.
 */
export async function verify(folder: string): Promise<number> {
  const { settings, recipeHash } = await readRunConfig(folder);
  const ledgers = Array.from({ length: settings.parameterServers }, (_, server) => openLedger(folder, server));
  const dataset = await reopenRun(settings, recipeHash);
  const verdict = verifyLedgers({ ledgers, ...expectedOf(dataset, settings) });
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

function ledgerFile(server: number): string {
  return server === 0 ? "ledger.jsonl" : `ledger-${server}.jsonl`;
}

function openLedger(folder: string, server: number): Iterable<string> {
  const file = path.join(folder, ledgerFile(server));
  try {
    return pieces(openSync(file, "r"));
  } catch (error) {
    throw new LockstepError("configuration", `cannot read the ledger of parameter server ${server}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** A ledger is ASCII; latin1 keeps every byte that is not, so that damage is seen. */
function* pieces(descriptor: number): Generator<string, void, undefined> {
  const piece = Buffer.alloc(pieceBytes);
  try {
    for (;;) {
      const bytes = readSync(descriptor, piece);
      if (bytes === 0) return;
      yield piece.toString("latin1", 0, bytes);
    }
  } finally {
    closeSync(descriptor);
  }
}

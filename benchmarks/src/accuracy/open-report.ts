import { mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { LockstepError, readIdxDataset } from "@lockstep/core";
import { describeMachine } from "../report/machine.ts";
import { usableBackends } from "../usable-backends.ts";
import type { AccuracyPlan, AccuracyRequest } from "./accuracy-request.ts";
import { beginRecord, reopenRecord } from "./accuracy-results.ts";
import type { AccuracyRecord } from "./accuracy-results.ts";
import { accuracyRows, chooseRows } from "./accuracy-rows.ts";

/** A report that grows, and its record. */
export interface OpenReport {
  /** path of both without their extensions */
  readonly stem: string;
  readonly record: AccuracyRecord;
}

/**
 * A new report, or one to go on with, after everything that can be known to be wrong beforehand: nobody should find out after hours that the
 * last row cannot be trained.
 * @param folder of the benchmarks
 * @param commandLine as it was typed
 * @throws LockstepError "usage", "configuration" or "data"
 */
export async function openReport(
  request: Exclude<AccuracyRequest, { readonly kind: "help" }>,
  folder: string,
  commandLine: string,
): Promise<OpenReport> {
  if (request.kind === "resume") {
    const record = await reopenRecord(`${request.report}.jsonl`);
    await checkPlan(record.plan);
    return { stem: request.report, record };
  }
  const plan = { ...request.plan, backend: await checkPlan(request.plan) };
  const machine = await describeMachine(folder, commandLine);
  const out = request.out ?? path.join(folder, "results");
  await makeFolder(out);
  const stem = path.join(out, `accuracy-${machine.time.slice(0, 19).replaceAll(":", "-")}`);
  await beginRecord(`${stem}.jsonl`, machine, plan);
  return { stem, record: { machine, plan, results: [] } };
}

/** Whole or not at all: whoever reads it while it is replaced sees the old one. @throws LockstepError "io" */
export async function replaceReport(stem: string, text: string): Promise<void> {
  const file = `${stem}.md`;
  try {
    await writeFile(`${file}.draft`, text);
    await rename(`${file}.draft`, file);
  } catch (error) {
    throw new LockstepError("io", `the report cannot be written: ${LockstepError.from(error).message}`, { cause: error });
  }
}

/** @returns the backend that trains */
async function checkPlan({ recipes, backend, fashion }: AccuracyPlan): Promise<string> {
  chooseRows(accuracyRows(fashion), recipes);
  if (fashion !== null) await readIdxDataset(fashion, "fashion-mnist");
  const usable = (await usableBackends()).map(({ name }) => name as string);
  const chosen = backend ?? usable[0];
  if (chosen !== undefined && usable.includes(chosen)) return chosen;
  const wanted = chosen === undefined ? "no backend works here" : `--backend ${chosen} does not work here`;
  throw new LockstepError("configuration", `${wanted}; these do: ${usable.join(", ") || "none"}; \`npx lockstep doctor\` says why`);
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const { message } = LockstepError.from(error);
    throw new LockstepError("configuration", `the report cannot be written into ${folder}: ${message}; name another folder by --out`, {
      cause: error,
    });
  }
}

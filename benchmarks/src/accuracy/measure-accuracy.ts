import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { commitOf } from "../report/machine.ts";
import { writeMnist } from "../training/idx-files.ts";
import { accuracyMarkdown } from "./accuracy-markdown.ts";
import type { AccuracyRequest } from "./accuracy-request.ts";
import { appendResult } from "./accuracy-results.ts";
import type { AccuracyResult } from "./accuracy-results.ts";
import { accuracyRows, chooseRows } from "./accuracy-rows.ts";
import type { AccuracyRow } from "./accuracy-rows.ts";
import { judgeRow } from "./judge-row.ts";
import type { Verdict } from "./judge-row.ts";
import { openReport, replaceReport } from "./open-report.ts";
import { keptResults, seedsLeft } from "./seeds-left.ts";
import { trainRow } from "./train-row.ts";
import type { FailedTraining } from "./train-row.ts";

const benchmarksFolder: string = fileURLToPath(new URL("../..", import.meta.url));
/** Two steps of the largest batch of any recipe. */
const quickSamples = { train: 256, test: 64 };

export interface AccuracyContext {
  /** as it was typed, for the report */
  readonly commandLine: string;
  readonly write: (text: string) => void;
  /** its abort ends everything that was started; what is done by then stays */
  readonly signal: AbortSignal;
}

/**
 * Trains every row of the plan with every seed, one after the other, and writes report and record after each training. One that fails is
 * told of, and the others go on.
 * @returns the exit code: 0; 1 if a training failed, or a row with enough seeds misses what it must reach
 * @throws LockstepError "usage", "configuration" or "data" for a wrong request, "io" if nothing can be written, "aborted" if the signal
 * ends it
 */
export async function measureAccuracy(
  request: Exclude<AccuracyRequest, { readonly kind: "help" }>,
  { commandLine, write, signal }: AccuracyContext,
): Promise<number> {
  const { stem, record } = await openReport(request, benchmarksFolder, commandLine);
  const { plan, machine } = record;
  const rows = chooseRows(accuracyRows(plan.fashion), plan.recipes);
  const commit = await commitOf(benchmarksFolder);
  const results = keptResults(rows, record.results);
  const failed: FailedTraining[] = [];
  const tell = (): Promise<void> => replaceReport(stem, accuracyMarkdown({ machine, plan, results }, rows, failed));
  const scratch = await mkdtemp(path.join(tmpdir(), "lockstep-accuracy-"));
  write(`report: ${stem}.md\n`);
  try {
    const quickData = plan.quick ? await makeQuickData(scratch) : null;
    await tell();
    for (const row of rows) {
      for (const seed of seedsLeft(row, plan.seeds, results)) {
        write(`${row.name}, seed ${seed}: `);
        const outcome = await trainRow(row, seed, { plan, quickData, commit, scratch, signal });
        if ("problem" in outcome) failed.push(outcome);
        else {
          await appendResult(`${stem}.jsonl`, outcome);
          results.push(outcome);
        }
        await tell();
        write(`${outcomeText(outcome)}\n`);
      }
      if (!plan.quick) write(`${row.name}: ${verdictOf(row, results).reason}\n`);
    }
  } catch (error) {
    if (signal.aborted) write(`\nstopped; \`npm run accuracy -- --resume "${stem}.md"\` goes on\n`);
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const missed = !plan.quick && rows.some((row) => verdictOf(row, results).result === "missed");
  return failed.length > 0 || missed ? 1 : 0;
}

async function makeQuickData(scratch: string): Promise<string> {
  const folder = path.join(scratch, "mnist");
  await writeMnist(folder, quickSamples.train, quickSamples.test);
  return folder;
}

function outcomeText(outcome: AccuracyResult | FailedTraining): string {
  if ("problem" in outcome) return `failed: ${outcome.problem}`;
  return `${(100 * outcome.testAccuracy).toFixed(2)} %, ${outcome.trainSeconds.toFixed(1)} s`;
}

function verdictOf(row: AccuracyRow, results: readonly AccuracyResult[]): Verdict {
  return judgeRow(
    row,
    results.filter(({ row: name }) => name === row.name),
  );
}

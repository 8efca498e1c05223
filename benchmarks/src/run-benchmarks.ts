import { setMaxListeners } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LockstepError } from "@lockstep/core";
import type { RunBenchmarks } from "lockstep";
import { allReducePart } from "./all-reduce/all-reduce-part.ts";
import { chooseParts } from "./choose-parts.ts";
import { exchangePart } from "./exchange/exchange-part.ts";
import { gradientPart } from "./gradient/gradient-part.ts";
import type { Part, PartContext } from "./part.ts";
import { findPython } from "./peers/python.ts";
import { createJsonView } from "./report/json-view.ts";
import { describeMachine } from "./report/machine.ts";
import { reportMarkdown } from "./report/markdown.ts";
import { Report } from "./report/report.ts";
import { createTerminalView } from "./report/terminal-view.ts";
import { scalingPart } from "./scaling/scaling-part.ts";
import { startPart } from "./start/start-part.ts";
import { stepPart } from "./step/step-part.ts";
import { trainingPart } from "./training/training-part.ts";
import { usableBackends } from "./usable-backends.ts";

const allParts: readonly Part[] = [allReducePart, exchangePart, gradientPart, trainingPart, stepPart, startPart, scalingPart];
const folder: string = fileURLToPath(new URL("..", import.meta.url));
const defaultRounds = 5;
/** Every process that lives listens to the signal that ends the benchmark. */
const mostProcesses = 100;

/**
 * Measures, shows what it finds while it goes, and writes a report. A part that fails is told of in the report; the others go on.
 * @returns the exit code: 0, or 1 if a part failed
 * @throws LockstepError "usage" or "configuration" for a wrong request, "io" if the report cannot be written, "aborted" if the signal ends it
 */
export const runBenchmarks: RunBenchmarks = async (request) => {
  const { quick, json, signal, lockstep, write } = request;
  setMaxListeners(mostProcesses, signal);
  const parts = chooseParts(allParts, request.only);
  const results = request.out ?? path.join(folder, "results");
  await makeResultsFolder(results);
  const { python, reason } = await findPython(request.python, process.env, signal);
  const backends = await usableBackends();
  const machine = await describeMachine(folder, request.commandLine);
  const scratch = await mkdtemp(path.join(tmpdir(), "lockstep-bench-"));
  const report = new Report(machine, json ? createJsonView(write) : createTerminalView(write));
  const rounds = request.repeat ?? (quick ? 1 : defaultRounds);
  const context: PartContext = { report, quick, rounds, signal, scratch, lockstep, python };
  const failed: string[] = [];
  try {
    for (const part of parts) {
      report.part(part.name, part.title);
      if (part === parts[0] && reason !== null) report.note(reason);
      if (!(await runPart(part, context))) failed.push(part.name);
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  const versions = [...backends.map(({ name, detail }) => `${name} ${detail}`), ...(python === null ? [] : [python.version])];
  const file = path.join(results, `${machine.time.slice(0, 19).replaceAll(":", "-")}.md`);
  await writeReport(file, reportMarkdown(machine, versions, report.parts));
  report.end(file);
  return failed.length === 0 ? 0 : 1;
};

/** @returns false if it failed */
async function runPart(part: Part, context: PartContext): Promise<boolean> {
  try {
    await part.run(context);
    return true;
  } catch (error) {
    context.signal.throwIfAborted();
    context.report.note(`failed: ${LockstepError.from(error).message}`);
    return false;
  }
}

/** Before anything is measured: nobody should wait an hour for a report that has no place. */
async function makeResultsFolder(results: string): Promise<void> {
  try {
    await mkdir(results, { recursive: true });
  } catch (error) {
    const { message } = LockstepError.from(error);
    throw new LockstepError("configuration", `the report cannot be written into ${results}: ${message}; name another folder by --out`, {
      cause: error,
    });
  }
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new LockstepError("io", `the report cannot be written: ${LockstepError.from(error).message}`, { cause: error });
  }
}

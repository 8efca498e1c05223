import { randomBytes } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LockstepError, exitCodeOf, failpointsVariable, kernelsVariable } from "@lockstep/core";
import type { RunSummary } from "@lockstep/core";
import type { ChaosDriver } from "../chaos/chaos-driver.ts";
import { readConfiguration } from "../configuration/layers.ts";
import { trainShape } from "../configuration/shapes.ts";
import type { TrainRequest } from "../configuration/shapes.ts";
import { launch } from "../launcher/launch.ts";
import { shellWord } from "../progress/format.ts";
import { createJsonView } from "../progress/json-view.ts";
import { createLineView } from "../progress/line-view.ts";
import { createLiveView } from "../progress/live-view.ts";
import type { ProgressView, RunIntroduction } from "../progress/progress-view.ts";
import { goOnWithoutOutput } from "../process/guard-end.ts";
import { watchParent } from "../process/parent-watch.ts";
import { requireLogLevel } from "../process/process-logger.ts";
import { exitCodeOfSignal, listenForStop } from "../process/stop-signals.ts";
import type { StopSignals } from "../process/stop-signals.ts";
import { findSummary } from "../run-folder/summary-file.ts";
import { newRun, resumeRun } from "./ready-run.ts";
import type { ReadyRun } from "./ready-run.ts";

const defaultMaxRestarts = 5;

/** `lockstep train`: starts a run or goes on with one, shows its progress, returns the exit code. */
export async function train(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const request = readConfiguration(trainShape, { flags });
  requireLogLevel(process.env["LOCKSTEP_LOG_LEVEL"]);
  if (request.chaos !== undefined && request.dashboard === false)
    throw new LockstepError("usage", "--chaos learns from the status page where the processes listen; leave --no-dashboard out");
  const stop = listenForStop();
  const endWatch = watchParent(process.env, () => process.kill(process.pid, "SIGTERM"));
  try {
    const run = request.resume ? await resumeRun(request) : await newRun(request);
    const interrupted = stop.received();
    if (interrupted !== null) return exitCodeOfSignal(interrupted);
    const summary = await showRun(run, request, stop);
    if (summary === null) return exitCodeOfSignal(stop.received() ?? "SIGINT");
    if (summary.ledgerOk) return 0;
    throw new LockstepError(
      "invariant",
      `the ledger of the run does not prove that every sample was applied exactly once; see \`npx lockstep verify ${shellWord(shownFolder(run.folder))}\`, and begin another run`,
    );
  } finally {
    endWatch();
    stop.close();
  }
}

/** Null if the run was stopped. */
async function showRun(run: ReadyRun, request: TrainRequest, stop: StopSignals): Promise<RunSummary | null> {
  const view = createView(request);
  goOnWithoutOutput();
  view.introduce(introduction(run, request.resume === true));
  stop.stop.addEventListener("abort", () => view.showStopping(), { once: true });
  const driver = await openChaos(run, view);
  try {
    if (run.finished !== null) {
      view.show({ type: "finished", summary: run.finished });
      return run.finished;
    }
    driver?.tell("planned");
    const summary = await launch({
      runFolder: run.folder,
      runId: run.config.runId,
      token: randomBytes(32).toString("hex"),
      workers: run.workers,
      parameterServers: run.config.settings.parameterServers,
      httpPort: request.dashboard === false ? null : (request.port ?? 0),
      bindToCores: request.bindTo !== "none",
      maxRestarts: request.maxRestarts ?? defaultMaxRestarts,
      entry: fileURLToPath(new URL("../main.js", import.meta.url)),
      environment: {
        ...childEnvironment(process.env),
        LOCKSTEP_REPLAY: String(request.replay ?? true),
        LOCKSTEP_SHARED_MEMORY: request.sharedMemory ?? "auto",
      },
      onEvent: (event) => {
        driver?.observe(event);
        view.show(event);
      },
      findSummary: () => summaryOf(run),
      stop: stop.stop,
      kill: stop.kill,
      ...(driver !== null && { driver }),
    });
    driver?.tell("done");
    if (summary !== null) await addPictures(run, summary, view);
    return summary;
  } catch (error) {
    throw withNextStep(error, shownFolder(run.folder), await summaryOf(run));
  } finally {
    await driver?.close();
    view.close();
  }
}

/** Null, and nothing of it loaded, unless `--chaos` was asked for. */
async function openChaos({ chaos, folder }: ReadyRun, view: ProgressView): Promise<ChaosDriver | null> {
  if (chaos === null) return null;
  const { ChaosDriver } = await import("../chaos/chaos-driver.ts");
  return ChaosDriver.open({ ...chaos, runFolder: folder, onEvent: (event) => view.show(event) });
}

/** The run is finished whether or not they can be added. */
async function addPictures({ folder, config }: ReadyRun, { steps }: RunSummary, view: ProgressView): Promise<void> {
  try {
    const { addMisclassifiedPictures } = await import("../evaluation/misclassified-pictures.ts");
    await addMisclassifiedPictures(folder, config.settings, steps);
  } catch (error) {
    const { message } = LockstepError.from(error, "io");
    view.show({ type: "alarm", message: `no pictures of misclassified test samples for TensorBoard: ${message}` });
  }
}

/** Null also for a summary from before the run was resumed with more epochs. */
async function summaryOf({ folder, config }: ReadyRun): Promise<RunSummary | null> {
  const summary = await findSummary(folder, config.runId);
  return summary?.epochs === config.settings.epochs ? summary : null;
}

/**
 * What is committed is safe, whatever ended the run; only where trying again would not help there is nothing to go on with.
 * @param summary null: the run has not come to its end
 */
function withNextStep(error: unknown, folder: string, summary: RunSummary | null): unknown {
  if (!(error instanceof LockstepError) || exitCodeOf(error) !== 1) return error;
  const nextStep = summary?.ledgerOk === false ? "begin another run" : `go on with: npx lockstep train --resume --run ${shellWord(folder)}`;
  return new LockstepError(error.code, `${error.message}; ${nextStep}`, { cause: error });
}

function createView(request: TrainRequest): ProgressView {
  if (request.json) return createJsonView(process.stdout);
  return process.stdout.isTTY && process.env["TERM"] !== "dumb" ? createLiveView(process.stdout) : createLineView(process.stdout);
}

function introduction(run: ReadyRun, resumed: boolean): RunIntroduction {
  const { settings, runId } = run.config;
  const { recipe, seed, shards, batchSize, epochs, parameterServers } = settings;
  const runFolder = shownFolder(run.folder);
  const { workers, data } = run;
  return { runId, recipe, runFolder, data, seed, shards, batchSize, epochs, workers, parameterServers, resumed };
}

/** As short as it can be said from here. */
function shownFolder(folder: string): string {
  const relative = path.relative(process.cwd(), folder) || ".";
  return relative.startsWith("..") ? folder : relative;
}

/** The processes take their settings from the run alone: variables for a process of a cluster must not change them. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ["LOCKSTEP_LOG_LEVEL", "LOCKSTEP_DEBUG", failpointsVariable, kernelsVariable];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("LOCKSTEP_") || kept.includes(name)));
}

import { randomUUID } from "node:crypto";
import path from "node:path";
import {
  checkFailpointProcesses,
  dataHash,
  failpointsVariable,
  finishResplit,
  LockstepError,
  parseFailpoints,
  prepareResplit,
  silentLogger,
  stepsPerEpoch,
  totalSteps,
} from "@lockstep/core";
import type { Dataset, Logger, RunSettings, RunSummary } from "@lockstep/core";
import { planChaos } from "../chaos/chaos-request.ts";
import type { ChaosPlan } from "../chaos/chaos-request.ts";
import { namesOf } from "../chaos/cluster-shape.ts";
import { resumeConfig } from "../configuration/resume.ts";
import type { RunConfig } from "../configuration/run-config.ts";
import { checkWorkers } from "../configuration/run-settings.ts";
import type { RunRequest, TrainRequest } from "../configuration/shapes.ts";
import { requireFreePort } from "../launcher/free-port.ts";
import type { DataIntroduction } from "../progress/progress-view.ts";
import { committedSteps } from "../run-folder/ledger-file.ts";
import { createRun, readRunConfig, writeRunConfig } from "../run-folder/run-config-file.ts";
import { createRunFolder, freeRunFolder, newestRun, requireFree, runFolderName, runsFolder } from "../run-folder/run-folder.ts";
import { findSummary } from "../run-folder/summary-file.ts";
import { prepareRun, reopenRun } from "./prepare-run.ts";

const defaultWorkers = 2;

/** A run that may be started: everything has been checked, its folder holds its configuration. */
export interface ReadyRun {
  readonly folder: string;
  readonly config: RunConfig;
  readonly workers: number;
  readonly data: DataIntroduction;
  /** what `--chaos` asked for */
  readonly chaos: ChaosPlan | null;
  /** the result, if the run has finished before: there is nothing left to do */
  readonly finished: RunSummary | null;
}

/** Nothing is written before everything has been checked. Throws "configuration" or "data", "usage" for faults that do not fit the run. */
export async function newRun(request: TrainRequest): Promise<ReadyRun> {
  const workers = request.workers ?? defaultWorkers;
  const named = request.run === undefined ? null : path.resolve(request.run);
  const { settings, initialValues, recipeHash, dataset } = await prepareRun(runRequest(request), async (draft) => {
    checkWorkers(workers, draft);
    if (named !== null) await requireFree(named);
    await requirePort(request);
  });
  const chaos = chaosOf(request, workers, settings, dataset);
  checkFailpoints(workers, settings, chaos);
  const folder = named ?? freeRunFolder(path.resolve(runsFolder), runFolderName(settings.recipe, new Date()));
  const config: RunConfig = { runId: randomUUID(), recipeHash, dataHash: dataHash(dataset), workers, settings };
  await createRun(folder, config, "new", initialValues);
  return { folder, config, workers, data: introduceData(dataset), chaos, finished: null };
}

/** The run of `--run`, else the newest; throws "configuration" or "data" if it cannot go on as asked, and has changed nothing then. */
export async function resumeRun(request: TrainRequest): Promise<ReadyRun> {
  const folder = request.run === undefined ? await newestRun(path.resolve(runsFolder)) : path.resolve(request.run);
  const stored = await readRunConfig(folder);
  const { recordedBackend } = await import("@lockstep/coordinator");
  const config = resumeConfig(stored, request, process.cwd(), recordedBackend(folder));
  const workers = config.workers ?? defaultWorkers;
  checkWorkers(workers, config.settings);
  await requirePort(request);
  const dataset = await reopenRun(config);
  const summary = await findSummary(folder, config.runId);
  if (summary !== null && isResultOf(config.settings.epochs, summary))
    return { folder, config: stored, workers, data: introduceData(dataset), chaos: null, finished: summary };
  if (config.settings.epochs < stored.settings.epochs)
    requireNotBeyond(folder, stored.settings, config.settings.epochs, dataset.train.count, summary?.endedEarly?.epochs);
  const chaos = chaosOf(request, workers, config.settings, dataset);
  checkFailpoints(workers, config.settings, chaos);
  await createRunFolder(folder);
  await replaceConfig(folder, stored, config);
  return { folder, config, workers, data: introduceData(dataset), chaos, finished: null };
}

/** A run that has ended early ends so with any number of epochs that lets it come so far. */
function isResultOf(epochs: number, { epochs: asked, endedEarly }: RunSummary): boolean {
  return epochs === asked || (endedEarly !== undefined && epochs >= endedEarly.epochs);
}

function chaosOf({ chaos }: TrainRequest, workers: number, settings: RunSettings, { train }: Dataset): ChaosPlan | null {
  if (chaos === undefined) return null;
  const { epochs, batchSize, shards, parameterServers } = settings;
  const steps = totalSteps(epochs, stepsPerEpoch(train.count, batchSize, shards));
  return planChaos(chaos, { workers, parameterServers, steps });
}

/** LOCKSTEP_FAILPOINTS may name the workers that `--chaos` lets join, too. */
function checkFailpoints(workers: number, { parameterServers }: RunSettings, chaos: ChaosPlan | null): void {
  const joining = chaos?.plan.filter(({ action }) => action.kind === "join").length ?? 0;
  checkFailpointProcesses(
    parseFailpoints(process.env[failpointsVariable] ?? ""),
    namesOf({ workers: workers + joining, parameterServers }),
  );
}

const say = (_fields: object, message: string): void => void process.stderr.write(`lockstep: ${message}\n`);
/** There is no log yet. */
const toStderr: Logger = { ...silentLogger, warn: say, error: say };

/** Another number of parameter servers needs the snapshots in another cut; the configuration says which cut is the run's. */
async function replaceConfig(folder: string, stored: RunConfig, config: RunConfig): Promise<void> {
  const { runId, recipeHash, settings } = config;
  const [from, to] = [stored.settings.parameterServers, settings.parameterServers];
  await finishResplit(folder, from);
  if (to !== from) await prepareResplit({ folder, run: { runId, recipeHash, settings }, from, to, logger: toStderr });
  await writeRunConfig(folder, config, "replace");
  await finishResplit(folder, to);
}

function introduceData({ name, train, validation, test, featureShape, classes, classNames, targets }: Dataset): DataIntroduction {
  const held = validation && { validationSamples: validation.count };
  const wanted = targets !== undefined && { targets };
  const names = classNames && { classNames };
  return { name, trainSamples: train.count, ...held, testSamples: test.count, featureShape, classes, ...names, ...wanted };
}

/** What has been committed is never undone. @param ended epochs that the run has had, if it has ended early */
function requireNotBeyond(folder: string, stored: RunSettings, epochs: number, samples: number, ended = stored.epochs): void {
  const perEpoch = stepsPerEpoch(samples, stored.batchSize, stored.shards);
  // The ledger of a finished run has a closing line after its last step.
  const committed = Math.min(committedSteps(folder), totalSteps(ended, perEpoch));
  if (committed <= totalSteps(epochs, perEpoch)) return;
  const done = Math.ceil(committed / perEpoch);
  throw new LockstepError(
    "configuration",
    `${committed} steps of the run are committed, ${perEpoch} an epoch: it has come to epoch ${done}; --epochs must be at least ${done} to go on with it`,
  );
}

async function requirePort(request: TrainRequest): Promise<void> {
  if (request.dashboard !== false && request.port !== undefined) await requireFreePort("127.0.0.1", request.port);
}

function runRequest(request: TrainRequest): RunRequest {
  const {
    workers: _workers,
    run: _run,
    resume: _resume,
    json: _json,
    dashboard: _dashboard,
    port: _port,
    chaos: _chaos,
    maxRestarts: _restarts,
    replay: _replay,
    bindTo: _bindTo,
    sharedMemory: _sharedMemory,
    ...settings
  } = request;
  return settings;
}

import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { LockstepError } from "@lockstep/core";
import { readConfiguration } from "../configuration/layers.ts";
import { resumeConfig } from "../configuration/resume.ts";
import type { RunConfig } from "../configuration/run-config.ts";
import { checkWorkers } from "../configuration/run-settings.ts";
import { trainShape } from "../configuration/shapes.ts";
import type { RunRequest, TrainRequest } from "../configuration/shapes.ts";
import { requireFreePort } from "../launcher/free-port.ts";
import { launch } from "../launcher/launch.ts";
import { createJsonView } from "../progress/json-view.ts";
import { createLineView } from "../progress/line-view.ts";
import { createLiveView } from "../progress/live-view.ts";
import type { ProgressView } from "../progress/progress-view.ts";
import { exitCodeOfSignal, listenForStop } from "../process/stop-signals.ts";
import { readRunConfig, writeRunConfig } from "../run-folder/run-config-file.ts";
import { createRunFolder, freeRunFolder, newestRun, requireFree, runFolderName, runsFolder } from "../run-folder/run-folder.ts";
import { prepareRun, reopenRun } from "./prepare-run.ts";

const defaultWorkers = 2;

/** A run that may be started: everything has been checked, its folder holds its configuration. */
interface ReadyRun {
  readonly folder: string;
  readonly config: RunConfig;
  readonly workers: number;
}

/** `lockstep train`: starts a run or goes on with one, shows its progress, returns the exit code. */
export async function train(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const request = readConfiguration(trainShape, { flags });
  const stop = listenForStop();
  const httpPort = request.dashboard === false ? null : (request.port ?? 0);
  const run = request.resume ? await resumeRun(request) : await newRun(request);
  const interrupted = stop.received();
  if (interrupted !== null) return exitCodeOfSignal(interrupted);
  const view = createView(request);
  introduce(view, run, request.resume === true);
  try {
    const summary = await launch({
      runFolder: run.folder,
      runId: run.config.runId,
      token: randomBytes(32).toString("hex"),
      workers: run.workers,
      parameterServers: run.config.settings.parameterServers,
      httpPort,
      entry: fileURLToPath(new URL("../main.js", import.meta.url)),
      environment: childEnvironment(process.env),
      onEvent: (event) => view.show(event),
      stop: stop.stop,
      kill: stop.kill,
    });
    if (summary === null) return exitCodeOfSignal(stop.received() ?? "SIGINT");
    if (summary.ledgerOk) return 0;
    throw new LockstepError(
      "invariant",
      `the ledger of the run does not prove that every sample was applied exactly once; see \`lockstep verify ${run.folder}\``,
    );
  } finally {
    view.close();
    stop.close();
  }
}

async function newRun(request: TrainRequest): Promise<ReadyRun> {
  const workers = request.workers ?? defaultWorkers;
  const named = request.run === undefined ? null : path.resolve(request.run);
  const { settings, recipeHash } = await prepareRun(runRequest(request), async (draft) => {
    checkWorkers(workers, draft);
    if (named !== null) await requireFree(named);
    await requirePort(request);
  });
  const folder = named ?? freeRunFolder(path.resolve(runsFolder), runFolderName(settings.recipe, new Date()));
  const config: RunConfig = { runId: randomUUID(), recipeHash, workers, settings };
  await createRunFolder(folder);
  await writeRunConfig(folder, config, "new");
  return { folder, config, workers };
}

async function resumeRun(request: TrainRequest): Promise<ReadyRun> {
  const folder = request.run === undefined ? await newestRun(path.resolve(runsFolder)) : path.resolve(request.run);
  const config = resumeConfig(await readRunConfig(folder), request, process.cwd());
  const workers = config.workers ?? defaultWorkers;
  checkWorkers(workers, config.settings);
  await requirePort(request);
  await reopenRun(config.settings, config.recipeHash);
  await createRunFolder(folder);
  await writeRunConfig(folder, config, "replace");
  return { folder, config, workers };
}

async function requirePort(request: TrainRequest): Promise<void> {
  if (request.dashboard !== false && request.port !== undefined) await requireFreePort("127.0.0.1", request.port);
}

function runRequest(request: TrainRequest): RunRequest {
  const { workers: _workers, run: _run, resume: _resume, json: _json, dashboard: _dashboard, port: _port, ...settings } = request;
  return settings;
}

function createView(request: TrainRequest): ProgressView {
  if (request.json) return createJsonView(process.stdout);
  return process.stdout.isTTY && process.env["TERM"] !== "dumb" ? createLiveView(process.stdout) : createLineView(process.stdout);
}

function introduce(view: ProgressView, run: ReadyRun, resumed: boolean): void {
  const { settings, runId } = run.config;
  const { recipe, seed, shards, batchSize, epochs, parameterServers } = settings;
  const folder = path.relative(process.cwd(), run.folder) || ".";
  const runFolder = folder.startsWith("..") ? run.folder : folder;
  view.introduce({ runId, recipe, runFolder, seed, shards, batchSize, epochs, workers: run.workers, parameterServers, resumed });
}

/** The processes take their settings from the run alone: variables for a process of a cluster must not change them. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = ["LOCKSTEP_LOG_LEVEL", "LOCKSTEP_DEBUG"];
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("LOCKSTEP_") || kept.includes(name)));
}

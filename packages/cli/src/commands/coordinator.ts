import { randomUUID } from "node:crypto";
import path from "node:path";
import { runCoordinator } from "@lockstep/coordinator";
import { LockstepError, canonicalJson, dataHash } from "@lockstep/core";
import type { RunEvent } from "@lockstep/core";
import type { RunConfig } from "../configuration/run-config.ts";
import { coordinatorShape } from "../configuration/shapes.ts";
import type { CoordinatorRequest, RunRequest } from "../configuration/shapes.ts";
import { parseHostPort } from "../configuration/values.ts";
import { hasLauncher, tellLauncher } from "../process/launcher-link.ts";
import { readToken } from "../process/token.ts";
import { createRun, findRunConfig } from "../run-folder/run-config-file.ts";
import { prepareRun } from "./prepare-run.ts";
import { readProcessConfiguration, required, runProcess } from "./run-process.ts";
import type { ProcessFlags } from "./run-process.ts";

/**
 * Serves the run of a folder. A folder without one gets the run that the configuration describes, so that the first start and every
 * restart in a cluster are the same command.
 */
export async function coordinator(flags: ProcessFlags): Promise<number> {
  const request = await readProcessConfiguration(coordinatorShape, flags);
  const token = await readToken(flags.tokenFile, process.env);
  const runFolder = path.resolve(required(request.run, "--run DIR (or LOCKSTEP_RUN), the folder of the run,"));
  return runProcess("coordinator", async ({ logger, signal }) => {
    const config = await openRun(runFolder, request);
    const report = (event: RunEvent): void => {
      if (hasLauncher()) void tellLauncher(event);
      else if (event.type !== "progress") logger.info({ event }, event.type);
    };
    const address = request.http === undefined || request.http === "off" ? undefined : parseHostPort(request.http);
    const hosts = request.httpHosts?.split(",").map((name) => name.trim()) ?? [];
    await runCoordinator({
      runFolder,
      settings: config.settings,
      dataHash: config.dataHash,
      runId: config.runId,
      token,
      listen: request.listen ?? "127.0.0.1:0",
      expectedWorkers: request.expectedWorkers ?? 0,
      http: address === undefined ? null : { ...address, hosts },
      stay: request.stay ?? false,
      report,
      logger,
      signal,
    });
    return "finished";
  });
}

async function openRun(runFolder: string, request: CoordinatorRequest): Promise<RunConfig> {
  const {
    run: _run,
    runId,
    listen: _listen,
    http: _http,
    httpHosts: _hosts,
    expectedWorkers: _expected,
    stay: _stay,
    ...settings
  } = request;
  const stored = await findRunConfig(runFolder);
  if (stored === null) {
    const { settings: complete, initialValues, recipeHash, dataset } = await prepareRun(settings);
    const config: RunConfig = {
      runId: runId ?? randomUUID(),
      recipeHash,
      dataHash: dataHash(dataset),
      workers: null,
      settings: complete,
    };
    await createRun(runFolder, config, "replace", initialValues);
    return config;
  }
  if (runId !== undefined && runId !== stored.runId) {
    throw new LockstepError(
      "configuration",
      `${runFolder} holds the run ${stored.runId}, not ${runId}; use another folder for another run`,
    );
  }
  await checkSame(runFolder, stored, settings);
  return stored;
}

/** A configuration that describes another run than the folder's is an error; none at all means the folder's. */
async function checkSame(runFolder: string, stored: RunConfig, request: RunRequest): Promise<void> {
  if (Object.keys(request).length === 0) return;
  const { settings } = await prepareRun(request);
  const given: Readonly<Record<string, unknown>> = { ...settings };
  const kepts: Readonly<Record<string, unknown>> = { ...stored.settings };
  // Some settings are there only where they are not the default.
  for (const key of new Set([...Object.keys(kepts), ...Object.keys(given)])) {
    const kept = kepts[key];
    if (shown(given[key]) === shown(kept)) continue;
    throw new LockstepError(
      "configuration",
      `${key} is ${shown(given[key])} in the configuration, but ${shown(kept)} in the run of ${runFolder}; use another folder for another run`,
    );
  }
}

/** A setting that may be left out is nothing then. */
function shown(value: unknown): string {
  return value === undefined ? "nothing" : canonicalJson(value);
}

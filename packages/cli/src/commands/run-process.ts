import { armFailpoints, failpointsOf, failpointsVariable, LockstepError, parseFailpoints } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import { readConfiguration } from "../configuration/layers.ts";
import type { Shape } from "../configuration/layers.ts";
import { goOnWithoutOutput } from "../process/guard-end.ts";
import { hasLauncher, tellLauncher } from "../process/launcher-link.ts";
import { createProcessLogger } from "../process/process-logger.ts";
import { reportResources } from "../process/resource-report.ts";
import { exitCodeOfSignal, listenForStop } from "../process/stop-signals.ts";
import type { StopSignal } from "../process/stop-signals.ts";

/** Flags of the processes that are not settings. */
export interface ProcessFlags extends Readonly<Record<string, unknown>> {
  readonly config?: string;
  readonly tokenFile?: string;
}

export interface ProcessContext {
  readonly logger: Logger;
  readonly signal: AbortSignal;
}

/** Settings of a process: file < environment < flags. */
export async function readProcessConfiguration<Request extends object>(shape: Shape<Request>, flags: ProcessFlags): Promise<Request> {
  const { config, tokenFile: _tokenFile, ...settings } = flags;
  const file = config === undefined ? undefined : { name: config, values: await readFile(config) };
  return readConfiguration(shape, { flags: settings, environment: process.env, ...(file && { file }) });
}

/** The YAML library is loaded for those who have a file: it takes a process longer to load than to use. */
async function readFile(config: string): Promise<Record<string, unknown>> {
  const { readYamlMapping } = await import("../configuration/configuration-file.ts");
  return readYamlMapping(config);
}

/** Throws "configuration" if a setting without a default was not given. */
export function required<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new LockstepError("configuration", `${what} is missing`);
  return value;
}

/**
 * Runs one process of a run until it has finished (exit code 0) or was told to stop (143 by SIGTERM, 130 by Ctrl-C: the run is not finished).
 * A failure is logged, told to the launcher and thrown.
 */
export async function runProcess(name: string, work: (context: ProcessContext) => Promise<"finished" | "left">): Promise<number> {
  // A recipe may write to the output too.
  goOnWithoutOutput();
  const logger = createProcessLogger(name, process.env["LOCKSTEP_LOG_LEVEL"] || undefined);
  // The launcher decides what Ctrl-C means.
  const signals: readonly StopSignal[] = hasLauncher() ? ["SIGTERM"] : ["SIGINT", "SIGTERM"];
  const stop = listenForStop(signals);
  // A second signal: whoever sent it does not want to wait for a clean end.
  stop.kill.addEventListener("abort", () => process.exit(exitCodeOfSignal(stop.received() ?? "SIGTERM")));
  const endReports = reportResources(logger);
  try {
    setFailpoints(name, logger);
    const end = await work({ logger, signal: stop.stop });
    const received = stop.received();
    return end === "finished" || received === null ? endCode(end) : exitCodeOfSignal(received);
  } catch (error) {
    const received = stop.received();
    const failure = LockstepError.from(error);
    if (received !== null && (failure.code === "aborted" || failure === stop.stop.reason)) return exitCodeOfSignal(received);
    logger.error({ code: failure.code, err: error }, failure.message);
    await tellLauncher({ type: "error", code: failure.code, message: failure.message });
    throw failure;
  } finally {
    endReports();
    stop.close();
  }
}

/** For tests only; see LOCKSTEP_FAILPOINTS. */
function setFailpoints(name: string, logger: Logger): void {
  const rules = failpointsOf(name, parseFailpoints(process.env[failpointsVariable] ?? ""));
  if (rules.length === 0) return;
  logger.warn(
    { failpoints: rules.map(({ text }) => text) },
    `${rules.length} failpoint(s) are set: this process will fail where it is told to`,
  );
  armFailpoints(rules, (message) => logger.warn({}, message));
}

/** A process that left without a signal (the coordinator let it go) has not seen the end of the run either. */
function endCode(end: "finished" | "left"): number {
  return end === "finished" ? 0 : 143;
}

import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError } from "@lockstep/core";
import type { RunStatus } from "@lockstep/core";
import { summaryLines } from "../progress/format.ts";
import type { TextOutput } from "../progress/progress-view.ts";
import { endOfRun } from "../run-folder/end-of-run.ts";
import { fetchStatus } from "../status/fetch-status.ts";
import { followFeed } from "../status/follow-feed.ts";
import { statusLines } from "../status/status-lines.ts";
import { addressOfUrl, isUrl, readRunFolderStatus } from "../status/status-source.ts";
import type { RunFolderStatus, StatusAddress } from "../status/status-source.ts";
import { createBlockView, createJsonStatusView, createLogView } from "../status/status-view.ts";
import type { StatusView } from "../status/status-view.ts";

export interface StatusFlags {
  readonly json?: boolean;
  readonly follow?: boolean;
}

/** Where the text goes; process.stdout fits. */
export interface StatusOutput extends TextOutput {
  readonly isTTY?: boolean;
}

/** How long a coordinator that went away while it was followed may take to come back. */
const returnTimeoutMs = 15_000;
const retryMs = 500;

/**
 * `lockstep status [URL|DIR]`: where a run stands, once or for as long as it lasts.
 * @returns 0 @throws LockstepError "configuration" if there is nothing to ask
 */
export async function status(target: string | undefined, flags: StatusFlags, output: StatusOutput = process.stdout): Promise<number> {
  try {
    if (flags.follow) await follow(target, flags, output);
    else await showOnce(target, flags, output);
    return 0;
  } catch (error) {
    // To the caller it is not a matter of waiting: there is nothing to ask.
    throw isUnavailable(error) ? new LockstepError("configuration", error.message, { cause: error }) : error;
  }
}

async function showOnce(target: string | undefined, { json = false }: StatusFlags, output: StatusOutput): Promise<void> {
  const now = await ask(target, fetchStatus);
  if (now.kind === "finished") return showFinished(now.run, json, output);
  output.write(json ? `${JSON.stringify(now.answer)}\n` : `${statusLines(now.answer, output.columns || 80).join("\n")}\n`);
}

async function follow(target: string | undefined, { json = false }: StatusFlags, output: StatusOutput): Promise<void> {
  const view = createView(json, output);
  // Nobody waits for a run that has not been there at all.
  let giveUpMs = -Infinity;
  let looking = false;
  const show = (status: RunStatus): void => {
    looking = false;
    giveUpMs = performance.now() + returnTimeoutMs;
    view.show(status);
  };
  while (true) {
    try {
      const now = await ask(target, (address) => followFeed(address, show));
      if (now.kind === "finished") return showFinished(now.run, json, output);
      if (now.answer === "finished") return;
      if (!looking) view.note("the connection to the coordinator is lost; looking for it");
      looking = true;
    } catch (error) {
      if (!isUnavailable(error) || performance.now() >= giveUpMs) throw error;
    }
    await sleep(retryMs);
  }
}

type Answer<T> = { readonly kind: "answer"; readonly answer: T } | { readonly kind: "finished"; readonly run: FinishedRun };
type FinishedRun = RunFolderStatus & { readonly summary: NonNullable<RunFolderStatus["summary"]> };

/**
 * Asks whoever serves the status; where nobody does, a finished run's folder tells its end.
 * @throws LockstepError "unavailable" if neither tells anything
 */
async function ask<T>(target: string | undefined, question: (address: StatusAddress) => Promise<T>): Promise<Answer<T>> {
  if (target !== undefined && isUrl(target)) return { kind: "answer", answer: await question(addressOfUrl(target)) };
  const run = await readRunFolderStatus(target);
  let reason = "it is not running, or serves no status page";
  if (run.address !== null) {
    try {
      return { kind: "answer", answer: await question(run.address) };
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      // A coordinator that was killed leaves its address behind, and one that hangs keeps it.
      reason = `${error.message}; its coordinator was there last: it has ended, hangs, or is being started again`;
    }
  }
  if (run.summary !== null) return { kind: "finished", run: { ...run, summary: run.summary } };
  const ended = await endOfRun(run.folder);
  throw new LockstepError("unavailable", `the run in ${run.folder} has no status to tell: ${ended ?? reason}`);
}

const isUnavailable = (error: unknown): error is LockstepError => error instanceof LockstepError && error.code === "unavailable";

function showFinished({ folder, runId, recipe, summary }: FinishedRun, json: boolean, output: StatusOutput): void {
  const text = json
    ? JSON.stringify({ runId, recipe, state: "finished", summary })
    : [`run ${runId}  ${recipe}  finished`, ...summaryLines(summary, folder, summary.testReport.classes.length > 0)].join("\n");
  output.write(`${text}\n`);
}

function createView(json: boolean, output: StatusOutput): StatusView {
  if (json) return createJsonStatusView(output);
  return output.isTTY && process.env["TERM"] !== "dumb" ? createBlockView(output) : createLogView(output);
}

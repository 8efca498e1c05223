import { open } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "@lockstep/core";
import type { RunSummary } from "@lockstep/core";
import { z } from "zod";
import { parseHostPort } from "../configuration/values.ts";
import { readRunConfig } from "../run-folder/run-config-file.ts";
import { findNewestRun, runsFolder } from "../run-folder/run-folder.ts";
import { findSummary } from "../run-folder/summary-file.ts";

/** Where the status of a run can be asked for now, and whose it must be. */
export interface StatusAddress {
  /** ends with a slash */
  readonly url: string;
  /** null: any run's */
  readonly runId: string | null;
}

/** What a run folder tells of its run's status. */
export interface RunFolderStatus {
  readonly folder: string;
  readonly runId: string;
  readonly recipe: string;
  /** null: no coordinator says that it serves one */
  readonly address: StatusAddress | null;
  /** null: not finished */
  readonly summary: RunSummary | null;
}

const addressFile = path.join("coordinator", "http.json");
const addressShape = z.looseObject({ runId: z.string(), address: z.string() });
const maxAddressBytes = 4096;

export function isUrl(target: string): boolean {
  return /^https?:\/\//i.test(target);
}

/** @throws LockstepError "usage" */
export function addressOfUrl(target: string): StatusAddress {
  const url = URL.canParse(target) ? new URL(target) : null;
  if (url === null) throw new LockstepError("usage", `${target} is not a URL; expected http://HOST:PORT`);
  return { url: `${url.origin}/`, runId: null };
}

/** @param target folder; undefined: the newest run @throws LockstepError "configuration" if there is no run */
export async function readRunFolderStatus(target: string | undefined): Promise<RunFolderStatus> {
  const folder = target ?? (await findNewestRun(path.resolve(runsFolder)));
  if (folder === null) {
    throw new LockstepError(
      "configuration",
      `there is no run in ${path.resolve(runsFolder)}; name a run's folder or the URL of its status page`,
    );
  }
  const { runId, settings } = await readRunConfig(folder);
  const summary = await findSummary(folder, runId);
  return {
    folder,
    runId,
    recipe: settings.recipe,
    address: await findAddress(folder, runId),
    // A run that goes on for more epochs has the summary of before.
    summary: summary?.epochs === settings.epochs ? summary : null,
  };
}

/** As the coordinator told it; it may have been killed since. */
async function findAddress(folder: string, runId: string): Promise<StatusAddress | null> {
  const text = await readBeginning(path.join(folder, addressFile)).catch(() => "");
  let told: z.infer<typeof addressShape>;
  try {
    told = addressShape.parse(JSON.parse(text));
  } catch {
    return null;
  }
  const bound = parseHostPort(told.address);
  if (bound === undefined || told.runId !== runId) return null;
  return { url: `http://${reachable(bound.host)}:${bound.port}/`, runId };
}

/** An address that means "every interface" is listened on, not connected to. */
function reachable(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

async function readBeginning(file: string): Promise<string> {
  const handle = await open(file, "r");
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(maxAddressBytes), 0, maxAddressBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RunSummary } from "@lockstep/core";
import { lockstep } from "./command.ts";
import type { CommandResult } from "./command.ts";

/** A folder of its own for one test file; with a space, as users have them. */
export async function makeScratch(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), "lockstep system "));
}

export async function removeScratch(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

export async function readSummary(runFolder: string): Promise<RunSummary> {
  return JSON.parse(await readFile(path.join(runFolder, "summary.json"), "utf8")) as RunSummary;
}

/** The end of each process's log, for the message of a test that fails. */
async function logTails(runFolder: string): Promise<string> {
  const logs = path.join(runFolder, "logs");
  const names = await readdir(logs).catch(() => [] as string[]);
  const tails = await Promise.all(
    names.map(async (name) => `--- ${name}\n${(await readFile(path.join(logs, name), "utf8")).slice(-1_500)}`),
  );
  return tails.join("\n");
}

/** Trains in `folder/name` and expects that it ends well and leaves no process behind. */
export async function train(
  folder: string,
  name: string,
  flags: readonly string[],
  timeoutMs = 120_000,
): Promise<{ readonly summary: RunSummary; readonly result: CommandResult }> {
  const runFolder = path.join(folder, name);
  const result = await lockstep(["train", "--run", runFolder, "--no-dashboard", ...flags], { folder, timeoutMs });
  if (result.code !== 0 || result.leftOver.length > 0) {
    const end = `ended with ${result.code ?? result.signal}, left ${result.leftOver.length} processes running`;
    throw new Error(`lockstep train ${flags.join(" ")} ${end}\n${result.stdout}\n${result.stderr}\n${await logTails(runFolder)}`);
  }
  return { summary: await readSummary(runFolder), result };
}

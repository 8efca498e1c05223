import { readFile, readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { RunEvent, RunSummary } from "@lockstep/core";
import { lockstep } from "../harness/command.ts";
import type { CommandResult } from "../harness/command.ts";
import { makeScratch, readSummary, removeScratch } from "../harness/run-folder.ts";
import { writeSmallMnist } from "../harness/small-mnist.ts";

const recipe = fileURLToPath(new URL("./tiny-recipe.mjs", import.meta.url));
const trainSamples = 512;
const batchSize = 32;
const epochs = 20;
export const stepsPerEpoch: number = trainSamples / batchSize;
export const snapshotEvery = 20;

export interface TinyRunOptions {
  readonly workers?: number;
  readonly parameterServers?: number;
  readonly epochs?: number;
  /** of `--chaos`; default: none */
  readonly chaos?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Arguments of `lockstep` for a tiny run. */
export function tinyArguments(scratch: string, name: string, options: TinyRunOptions = {}): readonly string[] {
  const { workers = 2, parameterServers = 1, chaos } = options;
  const what = ["train", recipe, "--data", path.join(scratch, "data"), "--run", path.join(scratch, name), "--json"];
  const processes = ["--workers", String(workers), "--parameter-servers", String(parameterServers)];
  const steps = [
    "--epochs",
    String(options.epochs ?? epochs),
    "--batch-size",
    String(batchSize),
    "--snapshot-every",
    String(snapshotEvery),
  ];
  return [...what, ...processes, ...steps, "--seed", "5", ...(chaos === undefined ? [] : ["--chaos", chaos])];
}

const referenceName = "undisturbed";

/** A folder for tiny runs, with their data in it. */
export async function makeTinyScratch(): Promise<string> {
  const scratch = await makeScratch();
  await writeSmallMnist(path.join(scratch, "data"), trainSamples, 64);
  return scratch;
}

/** Removes it, unless the folder of a run that went wrong is kept in it. */
export async function removeTinyScratch(scratch: string): Promise<void> {
  const kept = (await readdir(scratch)).filter((name) => name !== "data" && name !== referenceName);
  if (kept.length === 0) await removeScratch(scratch);
}

/** Removes a run that went well. */
export async function discardTiny(scratch: string, name: string): Promise<void> {
  await rm(path.join(scratch, name), { recursive: true, force: true });
}

/** What an undisturbed tiny run comes to. */
export async function undisturbed(scratch: string): Promise<RunSummary> {
  const result = await lockstep(tinyArguments(scratch, referenceName), { folder: scratch });
  if (result.code !== 0)
    throw new Error(`the undisturbed run ended with ${result.code ?? result.signal}\n${result.stdout}\n${result.stderr}`);
  return readSummary(path.join(scratch, referenceName));
}

export interface TinyOutcome {
  readonly name: string;
  readonly result: CommandResult;
  readonly events: readonly RunEvent[];
  /** what is not as it is without faults; empty: nothing */
  readonly problems: readonly string[];
}

/** Trains a tiny run to its end, and compares it with the undisturbed one. */
export async function trainTiny(scratch: string, name: string, reference: RunSummary, options: TinyRunOptions): Promise<TinyOutcome> {
  const { environment = {}, timeoutMs = 240_000 } = options;
  const result = await lockstep(tinyArguments(scratch, name, options), { folder: scratch, environment, timeoutMs });
  const events = result.stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as RunEvent);
  return { name, result, events, problems: await problemsOf(scratch, name, result, reference) };
}

async function problemsOf(scratch: string, name: string, result: CommandResult, reference: RunSummary): Promise<readonly string[]> {
  if (result.code !== 0) return [`ended with ${result.code ?? result.signal}: ${result.stderr.trim()}`];
  const summary = await readSummary(path.join(scratch, name));
  const verified = await lockstep(["verify", path.join(scratch, name)], { folder: scratch });
  const compared = (["weightsHash", "steps", "samplesApplied", "testAccuracy", "testLoss", "trainLoss"] as const).filter(
    (key) => summary[key] !== reference[key],
  );
  return [
    ...compared.map((key) => `${key} is ${summary[key]}, not ${reference[key]}`),
    ...(summary.ledgerOk ? [] : ["ledgerOk is false"]),
    ...(verified.code === 0 ? [] : [`lockstep verify: ${verified.code}: ${verified.stdout}${verified.stderr}`]),
    ...(result.leftOver.length === 0 ? [] : [`left ${result.leftOver.length} processes running`]),
  ];
}

/** For whoever wants to see it again: the command, and where the run lies. */
export function howToReplay(scratch: string, name: string, options: TinyRunOptions): string {
  const variables = Object.entries(options.environment ?? {}).map(([key, value]) => `${key}='${value}'`);
  const words = tinyArguments(scratch, `${name}-again`, options).map((word) => (/^[\w./:=-]+$/.test(word) ? word : `'${word}'`));
  return `its folder is kept: ${path.join(scratch, name)}\nagain: ${[...variables, "npx lockstep", ...words].join(" ")}`;
}

/** The log of one process of a run. */
export async function logOf(scratch: string, run: string, processName: string): Promise<string> {
  return readFile(path.join(scratch, run, "logs", `${processName}.log`), "utf8");
}

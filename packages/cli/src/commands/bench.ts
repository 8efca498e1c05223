import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { LockstepError } from "@lockstep/core";
import { readConfiguration } from "../configuration/layers.ts";
import { benchShape } from "../configuration/shapes.ts";
import { goOnWithoutOutput } from "../process/guard-end.ts";
import { exitCodeOfSignal, listenForStop } from "../process/stop-signals.ts";

/** What `lockstep bench` was asked for. */
export interface BenchmarkOrder {
  /** names of parts, with commas between them; undefined: all */
  readonly only: string | undefined;
  /** small counts: only that everything runs */
  readonly quick: boolean;
  /** one JSON event a line instead of tables */
  readonly json: boolean;
  /** turns of each contender */
  readonly repeat: number | undefined;
  /** folder for the report */
  readonly out: string | undefined;
  /** a Python with torch */
  readonly python: string | undefined;
  /** as it was typed, for the report */
  readonly commandLine: string;
  /** path of this command, for whole trainings */
  readonly lockstep: string;
  readonly write: (text: string) => void;
  /** its abort ends everything that was started */
  readonly signal: AbortSignal;
}

/** Returns the exit code. */
export type RunBenchmarks = (order: BenchmarkOrder) => Promise<number>;

/** From the built command to the clone's root; in an installation there is something else, or nothing. */
const benchmarksFolder: string = fileURLToPath(new URL("../../../../benchmarks", import.meta.url));

/** `lockstep bench`: measures this machine. The measuring is in a package of the clone that is not published. */
export async function bench(flags: Readonly<Record<string, unknown>>): Promise<number> {
  const { only, quick, json, repeat, out, python } = readConfiguration(benchShape, { flags });
  const runBenchmarks = await loadBenchmarks(benchmarksFolder);
  const stop = listenForStop();
  goOnWithoutOutput();
  try {
    return await runBenchmarks({
      only,
      quick: quick ?? false,
      json: json ?? false,
      repeat,
      out: out === undefined ? undefined : path.resolve(out),
      python,
      commandLine: ["lockstep", ...process.argv.slice(2)].map((word) => (/\s/.test(word) ? JSON.stringify(word) : word)).join(" "),
      lockstep: fileURLToPath(new URL("../../bin/lockstep.js", import.meta.url)),
      write: (text) => void process.stdout.write(text),
      signal: stop.stop,
    });
  } catch (error) {
    const received = stop.received();
    if (received !== null && LockstepError.from(error).code === "aborted") return exitCodeOfSignal(received);
    throw error;
  } finally {
    stop.close();
  }
}

/** @throws LockstepError "configuration" if the folder is not there, not Lockstep's, or not built */
export async function loadBenchmarks(folder: string): Promise<RunBenchmarks> {
  if ((await packageName(folder)) !== "@lockstep/benchmarks") {
    throw new LockstepError(
      "configuration",
      "the benchmarks are not part of the published command: they are in the folder benchmarks/ of Lockstep's repository; run `npx lockstep bench` in a clone",
    );
  }
  try {
    const entry = pathToFileURL(path.join(folder, "dist/index.js")).href;
    return ((await import(entry)) as { readonly runBenchmarks: RunBenchmarks }).runBenchmarks;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new LockstepError("configuration", `the benchmarks in ${folder} are not built; run \`npm run build\` there`, { cause: error });
  }
}

/** Null if there is no package. */
async function packageName(folder: string): Promise<string | null> {
  try {
    return (JSON.parse(await readFile(path.join(folder, "package.json"), "utf8")) as { readonly name?: string }).name ?? null;
  } catch {
    return null;
  }
}

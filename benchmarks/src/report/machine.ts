import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { promisify } from "node:util";

/** Where and with what a benchmark ran. */
export interface Machine {
  /** ISO 8601 */
  readonly time: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly kernel: string;
  /** load average of the last minute when the benchmark began */
  readonly load: number;
  readonly node: string;
  /** "0123abc, clean", or why it is not known */
  readonly commit: string;
  readonly commandLine: string;
}

/** A load above this for each core disturbs what is measured. */
const quietLoadPerCore = 0.5;

/** @param folder of the sources, for their commit */
export async function describeMachine(folder: string, commandLine: string): Promise<Machine> {
  return {
    time: new Date().toISOString(),
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    kernel: `${type()} ${release()}`,
    load: loadavg()[0] ?? 0,
    node: process.version,
    commit: await commitOf(folder),
    commandLine,
  };
}

/** A sentence about a machine that was too busy; null: it was quiet. */
export function loadWarning({ load, cores }: Pick<Machine, "load" | "cores">): string | null {
  if (load <= quietLoadPerCore * cores) return null;
  return `the machine was busy when this began: load ${load.toFixed(2)} on ${cores} cores; read ratios, not times`;
}

/** "0123abc, clean", or why it is not known. @param folder of the sources */
export async function commitOf(folder: string): Promise<string> {
  const git = async (...words: readonly string[]): Promise<string> => (await promisify(execFile)("git", ["-C", folder, ...words])).stdout;
  try {
    const commit = (await git("rev-parse", "--short=12", "HEAD")).trim();
    const changes = await git("status", "--porcelain", "--untracked-files=no");
    return `${commit}, ${changes === "" ? "clean" : "with changes"}`;
  } catch {
    return "unknown (no git here)";
  }
}

import { spawnSync } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import path from "node:path";

/** It takes milliseconds. */
const bindingTimeoutMs = 2_000;

/**
 * The processor cores that this process may use, ascending; empty where the system does not say (anything but Linux).
 * @param status text of /proc/self/status, see proc(5)
 */
export function allowedCores(status: string): readonly number[] {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)\s*$/m.exec(status)?.[1] ?? "";
  return list.split(",").flatMap((range) => {
    const [first, last = first] = range.split("-").map(Number);
    if (first === undefined || last === undefined || !(last >= first) || range === "") return [];
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/**
 * Neighbouring cores for one of several workers, so that no two of them share one; null if there are fewer cores than workers, or only one
 * worker. The two threads of a worker take turns: on cores of their own they find what they left in the cache, and wake each other without
 * waking another core (2 workers on 2 cores: 5.4 -> 4.7 ms a step with tfjs-node, 5.6 -> 5.2 with WASM).
 */
export function coreShare(cores: readonly number[], workers: number, worker: number): readonly number[] | null {
  if (workers < 2 || cores.length < workers) return null;
  const each = Math.floor(cores.length / workers);
  const first = (worker % workers) * each;
  return cores.slice(first, first + each);
}

/** What binds a program to cores: `taskset -c LIST PROGRAM …` of util-linux; null where it is not installed. */
export function findTaskset(searchPath: string): string | null {
  for (const folder of searchPath.split(path.delimiter)) {
    const file = path.join(folder, "taskset");
    if (path.isAbsolute(file) && isExecutable(file)) return file;
  }
  return null;
}

/** Whether it can bind a program to these cores here: a sandbox may forbid it, and what it starts would then never run. */
export function canBind(taskset: string, cores: readonly number[]): boolean {
  return spawnSync(taskset, ["-c", cores.join(","), "true"], { stdio: "ignore", timeout: bindingTimeoutMs }).status === 0;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Text of /proc/self/status; empty where there is none. */
export function processStatus(): string {
  try {
    return readFileSync("/proc/self/status", "utf8");
  } catch {
    return "";
  }
}

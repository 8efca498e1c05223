import { readFile } from "node:fs/promises";
import type { RunningCommand } from "./command.ts";

/** The process of a training, by its name in the roster: "coordinator", "parameter-server-0", "worker-1". Null while it is not alive. */
export async function pidOf(command: RunningCommand, name: string): Promise<number | null> {
  const words = wordsOf(name);
  for (const pid of command.processes()) {
    if (pid === command.pid) continue;
    const commandLine = (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).split("\0");
    if (words.every((word) => commandLine.includes(word))) return pid;
  }
  return null;
}

/** What only this process has on its command line. */
function wordsOf(name: string): readonly string[] {
  const [, range] = /^parameter-server-(\d+)$/.exec(name) ?? [];
  return range === undefined ? [name] : ["parameter-server", "--range", range];
}

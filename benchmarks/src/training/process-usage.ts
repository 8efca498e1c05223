import { readFileSync } from "node:fs";

/** What a process of a run has used so far. */
export interface ProcessUsage {
  /** most resident memory at any time */
  readonly peakBytes: number;
  /** user and system */
  readonly cpuMs: number;
}

/** Ticks of /proc/PID/stat: USER_HZ, 100 a second on every Linux that Node runs on (man 5 proc). */
const msPerTick = 10;

/**
 * The processes that a launcher has started, by their names in the run, from Linux's /proc; empty on other systems. A process that has ended
 * in the meantime is left out.
 */
export function usageOfRun(launcherPid: number): ReadonlyMap<string, ProcessUsage> {
  const usages = new Map<string, ProcessUsage>();
  for (const pid of childrenOf(launcherPid)) {
    const name = memberName(read(`/proc/${pid}/cmdline`).split("\0"));
    const usage = usageOf(pid);
    if (name !== null && usage !== null) usages.set(name, usage);
  }
  return usages;
}

function childrenOf(pid: number): readonly string[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean);
}

/** Null while a process still starts, and for one that is no member. */
function memberName(words: readonly string[]): string | null {
  const after = (word: string): string | undefined => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  if (words.includes("coordinator")) return "coordinator";
  const range = after("--range");
  if (words.includes("parameter-server") && range !== undefined) return `parameter-server-${range}`;
  return words.includes("worker") ? (after("--name") ?? null) : null;
}

function usageOf(pid: string): ProcessUsage | null {
  const peakKib = /^VmHWM:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`))?.[1];
  // The name of the program, in brackets, may hold anything.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  const [userTicks, systemTicks] = [fields[11], fields[12]];
  if (peakKib === undefined || userTicks === undefined || systemTicks === undefined) return null;
  return { peakBytes: Number(peakKib) * 1024, cpuMs: (Number(userTicks) + Number(systemTicks)) * msPerTick };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

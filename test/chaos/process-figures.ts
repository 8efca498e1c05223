import { readFileSync, readdirSync, readlinkSync } from "node:fs";

/** What the system says of a process now. */
export interface SystemFigures {
  /** MiB of resident memory */
  readonly rss: number;
  readonly files: number;
  readonly sockets: number;
  readonly threads: number;
}

/** Null if there is no such process any more. */
export function systemFigures(pid: number): SystemFigures | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
    const targets = readdirSync(`/proc/${pid}/fd`).map((entry) => targetOf(`/proc/${pid}/fd/${entry}`));
    const sockets = targets.filter((target) => target.startsWith("socket:")).length;
    return { rss: field("VmRSS") / 1024, files: targets.length, sockets, threads: field("Threads") };
  } catch {
    return null;
  }
}

/** What a process has said of itself when it was asked by SIGUSR2, and what a worker tells of its tensors; from its log, the latest of each. */
export interface OwnFigures {
  /** MiB of V8's heap in use, garbage apart */
  readonly heap: number;
  readonly timers: number;
  /** of a worker; NaN for others */
  readonly tensors: number;
}

export function ownFigures(log: string): OwnFigures {
  let figures: OwnFigures = { heap: Number.NaN, timers: Number.NaN, tensors: Number.NaN };
  for (const line of log.split("\n")) {
    if (!line.includes('"resources":') && !line.includes('"tensors":')) continue;
    const { resources, tensors } = JSON.parse(line) as {
      readonly resources?: { readonly heapUsed: number; readonly active: Readonly<Record<string, number>> };
      readonly tensors?: number;
    };
    if (resources !== undefined) figures = { ...figures, heap: resources.heapUsed / 2 ** 20, timers: resources.active["Timeout"] ?? 0 };
    // Before its first step a worker has counted none.
    if (tensors !== undefined && tensors > 0) figures = { ...figures, tensors };
  }
  return figures;
}

function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}

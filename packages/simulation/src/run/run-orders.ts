import { fork } from "node:child_process";
import type { FailedSchedule, ScheduleOrder, ScheduleReport } from "./schedule-process.ts";

export interface SimulationOptions {
  readonly firstSeed: number;
  readonly schedules: number;
  readonly bug: string | null;
  readonly stopAtFirst: boolean;
  readonly limitMs: number | null;
  readonly processes: number;
  /** @param failures those that are new */
  readonly onProgress: (done: number, failures: readonly FailedSchedule[]) => void;
}

export interface SimulationResult {
  readonly done: number;
  /** by seed */
  readonly failed: readonly FailedSchedule[];
  readonly seconds: number;
}

/**
 * Runs schedules in several processes at once: seeds are dealt to them in turn, so that a range of seeds is the same work for any number.
 * Rejects if a process ends without having done its part.
 */
export async function runSimulation(options: SimulationOptions): Promise<SimulationResult> {
  const { firstSeed, schedules, bug, stopAtFirst, limitMs, processes, onProgress } = options;
  const startedMs = performance.now();
  const done = Array.from({ length: processes }, () => 0);
  const failed: FailedSchedule[] = [];
  const stopping = new AbortController();
  const share = (index: number): ScheduleOrder => ({
    firstSeed: firstSeed + index,
    stride: processes,
    count: Math.ceil((schedules - index) / processes),
    bug,
    stopAtFirst,
    limitMs,
  });
  await Promise.all(
    done.map((_, index) =>
      runOrder(share(index), stopping.signal, (report) => {
        done[index] = report.done;
        failed.push(...report.failed);
        onProgress(total(done), report.failed);
        if (stopAtFirst && failed.length > 0) stopping.abort();
      }),
    ),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  return { done: total(done), failed: failed.toSorted((a, b) => a.seed - b.seed), seconds };
}

// Nearly everything a schedule makes is short-lived, and no core is left to collect it beside the schedules: an eighth less time.
const processArguments = ["--min-semi-space-size=16", "--max-semi-space-size=16", "--single-threaded-gc"];

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function runOrder(order: ScheduleOrder, stop: AbortSignal, onReport: (report: ScheduleReport) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    if (order.count <= 0) return resolve();
    const entry = new URL("./schedule-process.js", import.meta.url);
    const child = fork(entry, { stdio: ["ignore", "inherit", "inherit", "ipc"], execArgv: processArguments });
    let over = false;
    const end = (): void => {
      child.kill();
    };
    child.on("message", (report: ScheduleReport) => {
      over ||= report.over;
      if (!stop.aborted) onReport(report);
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      stop.removeEventListener("abort", end);
      if (over || stop.aborted) resolve();
      else reject(new Error(`a process of the simulation ended early (${signal ?? `exit code ${code}`})`));
    });
    stop.addEventListener("abort", end, { once: true });
    child.send(order);
  });
}

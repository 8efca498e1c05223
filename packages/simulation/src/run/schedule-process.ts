import { installMutation } from "../mutations/install-mutation.ts";
import { mutationNamed } from "../mutations/mutations.ts";
import type { Schedule } from "../schedule/schedule.ts";

/** What one process of a simulation is to run. */
export interface ScheduleOrder {
  readonly firstSeed: number;
  /** to the next seed */
  readonly stride: number;
  readonly count: number;
  /** name of a mutation; null: the product as it is */
  readonly bug: string | null;
  readonly stopAtFirst: boolean;
  /** real time; null: no limit */
  readonly limitMs: number | null;
}

export interface FailedSchedule {
  readonly seed: number;
  readonly problem: string;
  /** as short as it could be made; the schedule of the seed itself with a bug switched on */
  readonly schedule: Schedule;
}

/** What such a process tells, now and then and at its end. */
export interface ScheduleReport {
  readonly done: number;
  readonly failed: readonly FailedSchedule[];
  readonly over: boolean;
}

const reportEveryMs = 500;

/** Runs the schedules of an order in this process. */
async function runOrder(order: ScheduleOrder, report: (report: ScheduleReport) => void): Promise<void> {
  const { firstSeed, stride, count, bug, stopAtFirst, limitMs } = order;
  if (bug !== null) installMutation(mutationNamed(bug));
  // After the hooks are in place: what is loaded before is the product as it is.
  const { randomSchedule } = await import("../schedule/random-schedule.js");
  const { runSchedule } = await import("../schedule/run-schedule.js");
  const { shrink } = await import("../schedule/shrink.js");
  const startedMs = performance.now();
  let reportedMs = startedMs;
  let done = 0;
  let failed: FailedSchedule[] = [];
  for (; done < count;) {
    const seed = firstSeed + done * stride;
    const schedule = randomSchedule(seed);
    const { problem } = await runSchedule(schedule);
    done += 1;
    if (problem !== null) failed.push({ seed, problem, schedule: bug === null ? await shrink(schedule, problem) : schedule });
    if (problem !== null && stopAtFirst) break;
    const nowMs = performance.now();
    if (limitMs !== null && nowMs - startedMs > limitMs) break;
    if (nowMs - reportedMs < reportEveryMs) continue;
    reportedMs = nowMs;
    report({ done, failed, over: false });
    failed = [];
  }
  report({ done, failed, over: true });
}

// Whoever gave the order is gone, or has heard all.
process.once("disconnect", () => process.exit());
process.once("message", (order: ScheduleOrder) => {
  const send = (report: ScheduleReport): void => {
    process.send?.(report);
  };
  runOrder(order, send).then(
    () => process.disconnect(),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      process.exit(1);
    },
  );
});

import { setTimeout as sleep } from "node:timers/promises";
import { PacedRun } from "./paced-run.ts";
import type { PacedTraining } from "./paced-run.ts";

/** Which two processes stop hearing each other, and in which direction. */
export interface PartitionCase {
  readonly name: string;
  readonly between: readonly [string, string];
  readonly direction: "both" | "a-to-b" | "b-to-a";
}

/** Training never stands still for longer than this without an alarm that names one of the two. */
const progressMs = 5000;
/** More membership changes than this in a minute would be flapping. */
const mostGenerationsAMinute = 5;
/** A cut of a few seconds changes the membership when it is noticed, and again when the worker is tried anew. */
const mostGenerationsInSeconds = 3;
const pairs = [
  ["worker-a", "worker-b"],
  ["worker-a", "parameter-server-0"],
  ["worker-b", "coordinator"],
] as const;

/** Every pair of roles that talk about a step or a session, one way, the other way and both ways. */
export const partitionCases: readonly PartitionCase[] = pairs.flatMap(([a, b]) =>
  [
    { name: `${a} to ${b}`, direction: "a-to-b" as const },
    { name: `${b} to ${a}`, direction: "b-to-a" as const },
    { name: `${a} and ${b}`, direction: "both" as const },
  ].map((way) => ({ between: [a, b] as const, ...way })),
);

export interface PartitionReport {
  readonly name: string;
  /** without a commit, while the cut lasted */
  readonly longestGapMs: number;
  /** membership changes while the cut lasted */
  readonly generations: number;
  readonly alarms: readonly string[];
  /** what is not as it should be; empty: nothing */
  readonly problems: readonly string[];
}

/** Cuts two processes of a run off from each other for so many seconds, heals it, and waits for the run's end. Several may go on at once. */
export async function runPartition(training: PacedTraining, partition: PartitionCase, seconds: number): Promise<PartitionReport> {
  const run = await PacedRun.start(training, partition.name.replaceAll(" ", "-"));
  try {
    const generationsBefore = run.generations;
    const cutMs = performance.now();
    run.net.network.cut(...partition.between, partition.direction);
    await sleep(seconds * 1000);
    const healedMs = performance.now();
    const generations = run.generations - generationsBefore;
    const { alarms } = run;
    const longestGapMs = run.longestGapMs(cutMs, healedMs);
    const overTooEarly = run.committedSteps >= training.reference.steps;
    run.net.network.heal();
    await run.hurry();

    const named = alarms.some((alarm) => partition.between.some((process) => alarm.includes(process)));
    const most = seconds < 20 ? mostGenerationsInSeconds : mostGenerationsAMinute * Math.ceil(seconds / 60);
    const problems = [
      ...(overTooEarly ? ["the run was over before the cut: it proves nothing"] : []),
      ...(longestGapMs <= progressMs || named ? [] : [`no commit for ${Math.round(longestGapMs)} ms, and no alarm names one of the two`]),
      ...(generations <= most ? [] : [`${generations} membership changes in ${seconds} s`]),
      ...(await run.problemsAtEnd()),
    ];
    return { name: partition.name, longestGapMs, generations, alarms, problems };
  } finally {
    await run.end();
  }
}

import type { RunSummary } from "@lockstep/core";
import { discardTiny, howToReplay, trainTiny } from "./tiny-run.ts";
import type { TinyRunOptions } from "./tiny-run.ts";

export interface ScheduleReport {
  /** what is not as without faults, and how to see it again; null: nothing */
  readonly problem: string | null;
  readonly seconds: number;
  readonly generations: number;
  /** that were injected */
  readonly faults: readonly string[];
}

/** Trains a tiny run with the random faults of a seed, which also chooses how many processes. */
export async function runSchedule(scratch: string, reference: RunSummary, seed: number): Promise<ScheduleReport> {
  const name = `seed-${seed}`;
  const options: TinyRunOptions = {
    workers: seed % 3 === 0 ? 3 : 2,
    parameterServers: seed % 4 === 3 ? 2 : 1,
    chaos: `random:${seed}`,
  };
  const { problems, result, events } = await trainTiny(scratch, name, reference, options);
  if (problems.length === 0) await discardTiny(scratch, name);
  const done = events.find((event) => event.type === "chaos" && event.state === "done");
  const generations = events.flatMap((event) => (event.type === "generation" ? [event.generation] : []));
  return {
    problem:
      problems.length === 0 ? null : `${problems.join("; ")}\n${howToReplay(scratch, name, options)}\n${result.stdout.slice(-4_000)}`,
    seconds: result.wallMs / 1000,
    generations: Math.max(0, ...generations),
    faults: done?.type === "chaos" ? done.faults : [],
  };
}

import { runSchedule } from "./run-schedule.ts";
import type { Fault, Schedule } from "./schedule.ts";

/** Tries before it is good enough: each is a whole run. */
const mostRuns = 300;

/**
 * Makes a failing schedule as short as it can be found: faults are left out one by one, then lasting ones are made shorter, as long as it
 * fails in the same way.
 */
export async function shrink(schedule: Schedule, problem: string): Promise<Schedule> {
  const kind = kindOf(problem);
  let best = schedule;
  for (let runs = 0; runs < mostRuns;) {
    let better: Schedule | null = null;
    for (const candidate of shorter(best)) {
      runs += 1;
      const outcome = await runSchedule(candidate);
      if (outcome.problem === null || kindOf(outcome.problem) !== kind) continue;
      better = candidate;
      break;
    }
    if (better === null) break;
    best = better;
  }
  return best;
}

/** The same mistake gives the same words, with other numbers and names. */
function kindOf(problem: string): string {
  return problem.replaceAll(/\d+/g, "0").slice(0, 60);
}

function* shorter(schedule: Schedule): Generator<Schedule> {
  const { faults } = schedule;
  const half = faults.length >> 1;
  if (half > 1) {
    yield { ...schedule, faults: faults.slice(half) };
    yield { ...schedule, faults: faults.slice(0, half) };
  }
  for (const index of faults.keys()) yield { ...schedule, faults: faults.toSpliced(index, 1) };
  for (const [index, fault] of faults.entries()) {
    const changed = milder(fault);
    if (changed !== null) yield { ...schedule, faults: faults.with(index, changed) };
  }
}

/** The same fault for half as long; null if it is as short as it gets. */
function milder(fault: Fault): Fault | null {
  if ("forMs" in fault && fault.forMs > 100) return { ...fault, forMs: fault.forMs >> 1 };
  if ("restartMs" in fault && fault.restartMs > 100) return { ...fault, restartMs: fault.restartMs >> 1 };
  if ("pauseMs" in fault && fault.pauseMs > 100) return { ...fault, pauseMs: fault.pauseMs >> 1 };
  return null;
}

/** A schedule as a few lines for people. */
export function describeSchedule({ faults, ...base }: Schedule): string {
  const shape = Object.entries(base)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
  const lines = faults.map(({ atMs, kind, ...rest }) => `  ${String(atMs).padStart(5)} ms  ${kind} ${describeFields(rest)}`);
  return [shape, ...lines].join("\n");
}

function describeFields(fields: object): string {
  return Object.entries(fields)
    .map(([name, value]) => (name === "target" ? String(value) : `${name} ${String(value)}`))
    .join(", ");
}

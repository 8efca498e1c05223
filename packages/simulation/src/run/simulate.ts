import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { mutationNamed, mutations } from "../mutations/mutations.ts";
import { installMutation } from "../mutations/install-mutation.ts";
import { runSimulation } from "./run-orders.ts";
import type { Schedule } from "../schedule/schedule.ts";

const usage = `npm run test:simulation -- [options]
  --schedules N    how many random schedules (default 10000)
  --seed FIRST     of the first one; the others follow (default 1)
  --show SEED      the whole story of one schedule: a seed, or a schedule as JSON
  --bug NAME       with a deliberate mistake in the product: stops at the first schedule that catches it
  --bugs           all of them, one after the other, 60 s each at most
`;

/** A mistake that is not caught within this time is not caught. */
const bugLimitMs = 60_000;
const bugSchedules = 1_000_000;
const tellEveryMs = 10_000;

const write = (text: string): void => {
  process.stdout.write(text);
};

interface Verdict {
  readonly passed: number;
  readonly failed: number;
}

async function main(): Promise<Verdict> {
  const { values } = parseArgs({
    options: {
      schedules: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      show: { type: "string" },
      bug: { type: "string" },
      bugs: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    write(usage);
    return { passed: 0, failed: 0 };
  }
  const firstSeed = whole("seed", values.seed);
  if (values.show !== undefined) return await show(values.show, values.bug ?? null);
  if (values.bugs) return await catchAll(firstSeed);
  if (values.bug !== undefined) return await catchOne(values.bug, firstSeed, 0);
  return await runSchedules(whole("schedules", values.schedules), firstSeed);
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is ${text}; expected a whole number`);
  return value;
}

async function runSchedules(schedules: number, firstSeed: number): Promise<Verdict> {
  const startedMs = performance.now();
  const { describeSchedule } = await import("../schedule/shrink.js");
  let told = 0;
  const { done, failed, seconds } = await runSimulation({
    firstSeed,
    schedules,
    bug: null,
    stopAtFirst: false,
    limitMs: null,
    processes: availableParallelism(),
    onProgress: (done, failures) => {
      for (const { seed, problem, schedule } of failures)
        write(`\nseed ${seed}: ${problem}\nshort form: ${describeSchedule(schedule)}\nits story: --show '${JSON.stringify(schedule)}'\n\n`);
      if (performance.now() - startedMs < told * tellEveryMs) return;
      told += 1;
      write(`${done} of ${schedules} schedules\n`);
    },
  });
  write(`${done} schedules from seed ${firstSeed} in ${seconds.toFixed(1)} s: ${Math.round((60 * done) / seconds)} a minute\n`);
  return { passed: done - failed.length, failed: failed.length };
}

async function show(what: string, bug: string | null): Promise<Verdict> {
  if (bug !== null) installMutation(mutationNamed(bug));
  const { randomSchedule } = await import("../schedule/random-schedule.js");
  const { runSchedule } = await import("../schedule/run-schedule.js");
  const { describeSchedule } = await import("../schedule/shrink.js");
  const schedule = what.startsWith("{") ? (JSON.parse(what) as Schedule) : randomSchedule(whole("show", what));
  write(`${describeSchedule(schedule)}\n\n`);
  const { problem, trace, events, simulatedMs } = await runSchedule(schedule, (line) => write(`${line}\n`));
  write(
    `\n${problem ?? "nothing broke"} (${events} events in ${(simulatedMs / 1000).toFixed(1)} simulated s, trace ${trace.toString(16)})\n`,
  );
  return problem === null ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** A mistake passes when it is caught. */
async function catchOne(name: string, firstSeed: number, width: number): Promise<Verdict> {
  const { breaks } = mutationNamed(name);
  const { done, failed, seconds } = await runSimulation({
    firstSeed,
    schedules: bugSchedules,
    bug: name,
    stopAtFirst: true,
    limitMs: bugLimitMs,
    processes: availableParallelism(),
    onProgress: () => {},
  });
  const [first] = failed;
  const time = `${done} schedules, ${seconds.toFixed(1)} s`;
  if (first === undefined) {
    write(`${name.padEnd(width)}  NOT CAUGHT in ${time} (${breaks})\n`);
    return { passed: 0, failed: 1 };
  }
  write(`${name.padEnd(width)}  caught at seed ${first.seed} after ${time}: ${first.problem.split("\n")[0]}\n`);
  return { passed: 1, failed: 0 };
}

async function catchAll(firstSeed: number): Promise<Verdict> {
  const width = Math.max(...mutations.map(({ name }) => name.length));
  let passed = 0;
  for (const { name } of mutations) passed += (await catchOne(name, firstSeed, width)).passed;
  return { passed, failed: mutations.length - passed };
}

// Whoever read this has heard enough.
process.stdout.on("error", () => process.exit());
main().then(
  ({ passed, failed }) => {
    write(`\n${passed} passed, ${failed} failed\n`);
    process.exitCode = failed === 0 ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    write("\n0 passed, 1 failed\n");
    process.exitCode = 2;
  },
);

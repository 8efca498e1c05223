// `npm run test:chaos`: long tests with real processes that are broken on purpose; the last line says how many passed.
//
//   (nothing)                      every failpoint, killed and paused there
//   --seeds N [--seed FIRST]       N random schedules of faults, the first of them with seed FIRST (default 0)
//   --recovery [--times N]         how long training takes to go on after a fault, as a table: N faults of each kind (default 20)
//   --soak [--steps N] [--cycles N]  N steps (default 100,000) in which N workers (default 300) join and leave: nothing may grow
//   --partitions [--seconds N]     two processes cut off from each other for N seconds (default 60)
import { parseArgs } from "node:util";
import { interruptedCode } from "./run-program.mjs";
import { countLine, runVitest } from "./run-vitest.mjs";

const kinds = { seeds: "schedules", recovery: "recovery", soak: "soak", partitions: "partitions" };

function fail(message) {
  process.stderr.write(`lockstep: ${message}; see the top of scripts/test-chaos.mjs\n\n0 passed, 1 failed\n`);
  process.exit(2);
}

function readArguments() {
  const number = { type: "string" };
  const flag = { type: "boolean" };
  const options = { seeds: number, seed: number, times: number, steps: number, cycles: number, seconds: number };
  try {
    return parseArgs({ options: { ...options, recovery: flag, soak: flag, partitions: flag }, strict: true }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const values = readArguments();
const asked = Object.keys(kinds).filter((kind) => values[kind] !== undefined);
if (asked.length > 1) fail(`--${asked.join(" and --")} are different tests: ask for one`);
const file = asked.length === 0 ? "failpoints" : kinds[asked[0]];
const settings = {};
for (const name of ["seeds", "seed", "times", "steps", "cycles", "seconds"]) {
  if (values[name] === undefined) continue;
  if (!/^\d{1,9}$/.test(values[name])) fail(`--${name} must be a whole number, not "${values[name]}"`);
  settings[`CHAOS_${name.toUpperCase()}`] = values[name];
}

const counts = await runVitest(["--config", "test/chaos/vitest.config.ts", file], { environment: settings });
process.stdout.write(countLine(counts));
process.exit(interruptedCode() ?? (counts.failed === 0 ? 0 : 1));

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

/** By the flag that asks for it: the file with the tests, and the numbers that they take. */
const kinds = {
  seeds: { file: "schedules", numbers: ["seeds", "seed"] },
  recovery: { file: "recovery", numbers: ["times"] },
  soak: { file: "soak", numbers: ["steps", "cycles"] },
  partitions: { file: "partitions", numbers: ["seconds"] },
};
const everyFailpoint = { file: "failpoints", numbers: [] };

function fail(message) {
  process.stderr.write(`lockstep: ${message}; the top of scripts/test-chaos.mjs says what there is\n`);
  process.exit(2);
}

function readArguments() {
  const number = { type: "string" };
  const flag = { type: "boolean" };
  const options = { seeds: number, seed: number, times: number, steps: number, cycles: number, seconds: number };
  try {
    return parseArgs({ options: { ...options, recovery: flag, soak: flag, partitions: flag } }).values;
  } catch (error) {
    return fail(error.message);
  }
}

const values = readArguments();
const asked = Object.keys(kinds).filter((kind) => values[kind] !== undefined);
if (asked.length > 1) fail(`--${asked.join(" and --")} are different tests: ask for one`);
const { file, numbers } = kinds[asked[0]] ?? everyFailpoint;
const environment = {};
for (const [name, value] of Object.entries(values)) {
  if (typeof value !== "string") continue;
  if (!numbers.includes(name)) fail(`--${name} does not belong to ${asked.length === 0 ? "this test" : `--${asked[0]}`}`);
  if (!/^\d{1,9}$/.test(value)) fail(`--${name} must be a whole number, not "${value}"`);
  environment[`CHAOS_${name.toUpperCase()}`] = value;
}

const counts = await runVitest(["--config", "test/chaos/vitest.config.ts", file], { reporter: "verbose", environment });
process.stdout.write(countLine(counts));
process.exit(interruptedCode() ?? (counts.failed === 0 ? 0 : 1));

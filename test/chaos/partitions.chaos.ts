import { afterAll, beforeAll, expect, it } from "vitest";
import { makeScratch, removeScratch } from "../harness/run-folder.ts";
import { preparePaced } from "./paced-run.ts";
import type { PacedTraining } from "./paced-run.ts";
import { partitionCases, runPartition } from "./partition.ts";
import { numberSetting } from "./settings.ts";

const seconds = numberSetting("CHAOS_SECONDS", 60);
/** Cases that go on at once: the processes of a cut run mostly wait. */
const atOnce = 3;
const groups = Array.from({ length: partitionCases.length / atOnce }, (_, index) => {
  const cases = partitionCases.slice(index * atOnce, (index + 1) * atOnce);
  return { cases, names: cases.map(({ name }) => name).join("; ") };
});

let scratch = "";
let training: PacedTraining;

beforeAll(async () => {
  scratch = await makeScratch();
  training = await preparePaced(scratch, seconds);
});
afterAll(() => removeScratch(scratch));

it.each(groups)(`nothing passes for ${seconds} s: $names`, { timeout: (seconds + 240) * 1000 }, async ({ cases }) => {
  const reports = await Promise.all(cases.map((partition) => runPartition(training, partition, seconds)));
  for (const { name, longestGapMs, generations, alarms } of reports) {
    const told = alarms.length === 0 ? "" : `; ${alarms.join("; ")}`;
    console.log(`${name}: ${(longestGapMs / 1000).toFixed(1)} s without a step at most, ${generations} membership changes${told}`);
  }
  expect(reports.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`))).toEqual([]);
});

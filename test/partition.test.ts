import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { preparePaced } from "./chaos/paced-run.ts";
import type { PacedTraining } from "./chaos/paced-run.ts";
import { partitionCases, runPartition } from "./chaos/partition.ts";
import { makeScratch, removeScratch } from "./harness/run-folder.ts";

// Two processes do not hear each other, while everybody hears everybody else. `npm run test:chaos -- --partitions` has all nine cases, for a
// minute each.

const seconds = 8;
const shortCases = ["worker-a and worker-b", "parameter-server-0 to worker-a", "worker-b to coordinator"];

let scratch = "";
let training: PacedTraining;

beforeAll(async () => {
  scratch = await makeScratch();
  training = await preparePaced(scratch, seconds);
});
afterAll(() => removeScratch(scratch));

describe.concurrent("training goes on, and comes to the same weights, while nothing passes", () => {
  it.each(partitionCases.filter(({ name }) => shortCases.includes(name)))("$name", async (partition) => {
    const report = await runPartition(training, partition, seconds);
    expect(report).toMatchObject({ name: partition.name, problems: [] });
  });
});

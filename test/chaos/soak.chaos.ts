import { afterAll, beforeAll, expect, it } from "vitest";
import { numberSetting } from "./settings.ts";
import { soak } from "./soak.ts";
import type { SoakReport } from "./soak.ts";
import { discardTiny, makeTinyScratch, removeTinyScratch } from "./tiny-run.ts";

const steps = numberSetting("CHAOS_STEPS", 100_000);
const cycles = numberSetting("CHAOS_CYCLES", 300);

/** MiB of live memory that a process may grow by after the first tenth of the run. The coordinator keeps 2 kB of each of the 6,000 short epochs. */
const heapGrowthMiB = 24;
/** MiB of all its memory: the heap that a process begins with holds 256 MiB, and V8 lets garbage lie there until it is full. */
const growthMiB = 256;
/** Of each kind: a worker that is just joining or leaving has some with everybody. */
const moreSockets = 12;
const moreTimers = 12;

let scratch = "";

beforeAll(async () => {
  scratch = await makeTinyScratch();
});
afterAll(() => removeTinyScratch(scratch));

it(`${steps} steps and ${cycles} workers that join and leave: memory, tensors, sockets and timers stay as they are`, async () => {
  const report = await soak(scratch, { steps, cycles });
  print(report);
  expect(report.result).toMatchObject({ code: 0, leftOver: [] });
  expect(report.summary.ledgerOk).toBe(true);
  expect(report.verified.code).toBe(0);
  expect(report.cycles).toBeGreaterThanOrEqual(Math.floor(0.9 * cycles));
  const [early = [], ...later] = report.samples;
  expect(early.length).toBeGreaterThanOrEqual(5);
  for (const samples of later) {
    for (const late of samples) {
      const first = early.find(({ process }) => process === late.process) ?? late;
      expect.soft(late.rss - first.rss, `MiB that ${late.process} has grown by`).toBeLessThan(growthMiB);
      expect.soft(grown(first.heap, late.heap), `MiB that the heap of ${late.process} has grown by`).toBeLessThan(heapGrowthMiB);
      expect.soft(late.sockets - first.sockets, `more sockets of ${late.process}`).toBeLessThanOrEqual(moreSockets);
      expect.soft(late.files - first.files, `more open files of ${late.process}`).toBeLessThanOrEqual(moreSockets + 4);
      expect.soft(grown(first.timers, late.timers), `more timers of ${late.process}`).toBeLessThanOrEqual(moreTimers);
      expect.soft(late.tensors, `tensors of ${late.process}`).toEqual(first.tensors);
    }
  }
  await discardTiny(scratch, "soak");
}, 3_600_000);

/** 0 for the launcher, which is not asked. */
function grown(first: number, late: number): number {
  return Number.isNaN(late) ? 0 : late - first;
}

function print({ samples, seconds, cycles: took, summary }: SoakReport): void {
  console.log(`\n${summary.steps} steps in ${seconds.toFixed(0)} s, ${took} workers joined and left, ${summary.generations} generations\n`);
  console.log("| process | step | RSS MiB | heap MiB | tensors | sockets | files | timers | threads |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const { process, step, rss, heap, tensors, sockets, files, timers, threads } of samples.flat()) {
    const cells = [process, step, rss.toFixed(0), figure(heap), figure(tensors), sockets, files, figure(timers), threads];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

function figure(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(0);
}

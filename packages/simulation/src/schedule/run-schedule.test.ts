import { describe, expect, it } from "vitest";
import { randomSchedule } from "./random-schedule.ts";
import { runSchedule } from "./run-schedule.ts";
import { describeSchedule, shrink } from "./shrink.ts";

describe("random schedules", () => {
  it("leave the run as it must be, whatever they break", { timeout: 600_000 }, async () => {
    const problems: string[] = [];
    for (let seed = 1; seed <= 300; seed++) {
      const { problem } = await runSchedule(randomSchedule(seed));
      if (problem !== null) problems.push(`seed ${seed}: ${problem} (npm run test:simulation -- --show ${seed})`);
    }
    expect(problems).toEqual([]);
  });

  it("tell the same story each time, told aloud or not", { timeout: 120_000 }, async () => {
    for (const seed of [11, 23, 42]) {
      const schedule = randomSchedule(seed);
      const lines: string[] = [];
      const first = await runSchedule(schedule);
      const again = await runSchedule(schedule, (line) => lines.push(line));
      expect(again).toEqual(first);
      expect(lines.length).toBeGreaterThan(20);
    }
    expect((await runSchedule(randomSchedule(11))).trace).not.toBe((await runSchedule(randomSchedule(12))).trace);
  });
});

describe("a failing schedule", () => {
  it("is made as short as it can be and still fails in the same way", async () => {
    // Nobody finishes within half a second: that takes none of the faults.
    const hurried = { ...randomSchedule(4), finishByMs: 500 };
    const { problem } = await runSchedule(hurried);
    expect(problem).toMatch(/^not finished after 0.5 s/);
    expect(hurried.faults.length).toBeGreaterThan(1);
    const short = await shrink(hurried, problem ?? "");
    expect(short.faults).toEqual([]);
    expect(describeSchedule(hurried).split("\n")).toHaveLength(1 + hurried.faults.length);
  });
});

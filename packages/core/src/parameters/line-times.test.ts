import { describe, expect, it } from "vitest";
import { LineTimes } from "./line-times.ts";

describe("LineTimes", () => {
  it("tells the ages of the lines that end in a piece, oldest first", () => {
    const times = new LineTimes();
    for (let line = 1; line <= 5; line += 1) times.appended(100 * line, 10 * line);
    expect(times.agesMs(100, 400, 60)).toEqual([40, 30, 20]);
    expect(times.agesMs(150, 399, 60)).toEqual([40, 30]);
    expect(times.agesMs(0, 1000, 60)).toEqual([50, 40, 30, 20, 10]);
    expect(times.agesMs(500, 1000, 60)).toEqual([]);
  });

  it("forgets what is long past", () => {
    const times = new LineTimes();
    for (let line = 1; line <= 100_000; line += 1) times.appended(line, line);
    const ages = times.agesMs(0, 100_000, 100_000);
    expect(ages.length).toBeGreaterThanOrEqual(4096);
    expect(ages.length).toBeLessThan(8192);
    expect(ages.at(-1)).toBe(0);
    expect(ages[0]).toBe(ages.length - 1);
  });
});

import { describe, expect, it } from "vitest";
import { isForgotten, nextAbsence } from "./absence.ts";
import type { Absence } from "./absence.ts";

describe("nextAbsence", () => {
  it("grows from 4 s to 60 s while a worker is left out again and again", () => {
    const lengths: number[] = [];
    let absence: Absence | undefined;
    for (let nowMs = 1000; lengths.length < 5; nowMs = absence.untilMs + 2900) {
      absence = nextAbsence(nowMs, absence).result;
      lengths.push(absence.untilMs - nowMs);
    }
    expect(lengths).toEqual([4000, 16_000, 60_000, 60_000, 60_000]);
    expect(nextAbsence(0, { times: 40, untilMs: 0 }).reason).toBe("left out for 60 s (41 times lately)");
  });

  it("changes the membership five times at most for a link that is dead for a minute", () => {
    const noticedMs = 2900;
    let changes = 0;
    let absence: Absence | undefined;
    for (let nowMs = noticedMs; nowMs < 60_000; nowMs = absence.untilMs + noticedMs) {
      absence = nextAbsence(nowMs, absence).result;
      changes += absence.untilMs < 60_000 ? 2 : 1;
    }
    expect(changes).toBe(5);
  });

  it("is forgotten when it would not count any more", () => {
    for (const untilMs of [99_999, 100_000, 100_001])
      expect(isForgotten(400_000, { times: 3, untilMs })).toBe(nextAbsence(400_000, { times: 3, untilMs }).result.times === 1);
  });

  it("begins anew with a worker that was in for five minutes", () => {
    expect(nextAbsence(400_000, { times: 3, untilMs: 100_001 }).result.times).toBe(4);
    expect(nextAbsence(400_000, { times: 3, untilMs: 100_000 }).result).toEqual({ times: 1, untilMs: 404_000 });
  });
});

import { describe, expect, it } from "vitest";
import { PhaseClock } from "./phase-clock.ts";

describe("PhaseClock", () => {
  it("gives mean milliseconds a step and says what is going on", () => {
    let nowMs = 0;
    const clock = new PhaseClock(() => nowMs);
    expect(clock.phase).toBe("idle");
    for (const gradientMs of [3, 5]) {
      clock.enter("gradient");
      expect(clock.phase).toBe("gradient");
      nowMs += gradientMs;
      clock.enter("reduceScatter");
      nowMs += 1;
      clock.enter("commit");
      nowMs += 2;
      clock.enter("allGather");
      clock.endStep();
      nowMs += 100; // between steps: nobody's
    }
    expect(clock.means()).toEqual({ gradient: 4, reduceScatter: 1, commit: 2, allGather: 0 });
    expect(clock.phase).toBe("idle");
  });

  it("does not count the phase in which a step was given up", () => {
    let nowMs = 0;
    const clock = new PhaseClock(() => nowMs);
    clock.enter("commit");
    nowMs += 5_000;
    clock.abandon();
    clock.enter("gradient");
    nowMs += 2;
    clock.endStep();
    expect(clock.means()).toEqual({ gradient: 2, reduceScatter: 0, commit: 0, allGather: 0 });
  });
});

import { expect, it } from "vitest";
import { paceOf } from "./training-pace.ts";

const course = {
  samplesPerStep: 100,
  steps: 10,
  done: [
    { atSeconds: 4, steps: 1 },
    { atSeconds: 5, steps: 2 },
    { atSeconds: 8, steps: 10 },
  ],
  epochs: [
    { atSeconds: 5, accuracy: 0.96 },
    { atSeconds: 7, accuracy: 0.971 },
    { atSeconds: 8, accuracy: 0.969 },
  ],
};

it("counts from the end of the first step, and without the first tenth", () => {
  // 900 samples in 4 s; 800 in 3 s; 97.1 % after 3 s.
  const settledSamplesPerSecond = 800 / 3;
  expect(paceOf(course, 0.97)).toEqual({ samplesPerSecond: 225, settledSamplesPerSecond, secondsToAccuracy: 3 });
});

it("says so where nothing is known", () => {
  const done = [...course.done.slice(0, 1), ...course.done.slice(-1)];
  expect(paceOf({ ...course, done, epochs: [] }, 0.97)).toEqual({
    samplesPerSecond: 225,
    settledSamplesPerSecond: null,
    secondsToAccuracy: null,
  });
  expect(() => paceOf({ ...course, done: course.done.slice(0, 1) }, 0.97)).toThrow("fewer than two steps");
  expect(() => paceOf({ ...course, done: [] }, 0.97)).toThrow("fewer than two steps");
});

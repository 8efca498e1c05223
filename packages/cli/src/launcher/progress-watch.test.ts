import type { RunEvent, RunProgress } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { ProgressWatch } from "./progress-watch.ts";

const generation = (start: number, ...workers: string[]): RunEvent => ({ type: "generation", generation: 1, start, reason: "", workers });
const committed = (step: number): RunEvent => ({ type: "progress", progress: { step } as RunProgress });

function watchOf(...names: string[]): ProgressWatch {
  const watch = new ProgressWatch();
  for (const name of names) watch.started(name);
  return watch;
}

describe("ProgressWatch", () => {
  it("sees that a process got on when a step was committed in its generation", () => {
    const watch = watchOf("coordinator", "parameter-server-0", "worker-0", "worker-1");
    watch.hear(generation(0, "worker-0"));
    watch.hear(committed(0));
    expect(watch.ended("coordinator")).toBe(false);
    watch.hear(committed(3));
    expect(watch.ended("parameter-server-0")).toBe(true);
    expect(watch.ended("worker-0")).toBe(true);
    // Others have got on without it.
    expect(watch.ended("worker-1")).toBe(false);
  });

  it("does not count what was committed before the process was started again", () => {
    const watch = watchOf("worker-0", "worker-1");
    watch.hear(generation(0, "worker-0", "worker-1"));
    watch.hear(committed(10));
    expect(watch.ended("worker-0")).toBe(true);
    expect(watch.joined("worker-0")).toBe(true);
    watch.started("worker-0");
    expect(watch.joined("worker-0")).toBe(false);
    watch.hear(committed(12));
    expect(watch.ended("worker-0")).toBe(false);
    watch.started("worker-0");
    watch.hear(generation(14, "worker-0", "worker-1"));
    watch.hear(committed(14));
    expect(watch.ended("worker-0")).toBe(false);
    watch.started("worker-0");
    watch.hear(generation(14, "worker-0", "worker-1"));
    watch.hear(committed(15));
    expect(watch.ended("worker-0")).toBe(true);
  });

  it("does not count steps that are done again", () => {
    const watch = watchOf("parameter-server-0");
    watch.hear(generation(0));
    watch.hear(committed(120));
    expect(watch.ended("parameter-server-0")).toBe(true);
    watch.started("parameter-server-0");
    watch.hear(generation(100));
    watch.hear(committed(119));
    expect(watch.ended("parameter-server-0")).toBe(false);
  });

  it("counts what was committed while the coordinator was away", () => {
    const watch = watchOf("coordinator");
    watch.hear(generation(0, "worker-0"));
    expect(watch.ended("coordinator")).toBe(false);
    watch.started("coordinator");
    watch.hear(generation(50, "worker-0"));
    expect(watch.ended("coordinator")).toBe(true);
    watch.started("coordinator");
    expect(watch.ended("coordinator")).toBe(false);
  });
});

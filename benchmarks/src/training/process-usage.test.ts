import { spawn } from "node:child_process";
import { expect, it } from "vitest";
import { usageOfRun } from "./process-usage.ts";

it.runIf(process.platform === "linux")("knows the members of a run by their command lines (Linux only)", async () => {
  // 64 MiB, touched, and a tenth of a second of work.
  const work = `const held = new Uint8Array(64 << 20).fill(1); const end = Date.now() + 200; while (Date.now() < end); setInterval(() => held, 1000)`;
  const start = (...words: readonly string[]) => spawn(process.execPath, ["--eval", work, "main.js", ...words], { stdio: "ignore" });
  const children = [start("worker", "--name", "worker-3"), start("parameter-server", "--range", "1"), start("coordinator"), start("other")];
  try {
    const deadlineMs = performance.now() + 20_000;
    const done = (): boolean => {
      const usages = [...usageOfRun(process.pid).values()];
      return usages.length === 3 && usages.every(({ cpuMs, peakBytes }) => cpuMs >= 100 && peakBytes > 64 << 20);
    };
    while (!done() && performance.now() < deadlineMs) await new Promise((resolve) => setTimeout(resolve, 20));
    const usages = usageOfRun(process.pid);
    expect([...usages.keys()].toSorted()).toEqual(["coordinator", "parameter-server-1", "worker-3"]);
    for (const { peakBytes, cpuMs } of usages.values()) {
      expect(peakBytes).toBeGreaterThan(64 << 20);
      expect(peakBytes).toBeLessThan(1 << 30);
      expect(cpuMs).toBeGreaterThanOrEqual(100);
    }
  } finally {
    for (const child of children) child.kill("SIGKILL");
  }
});

it("knows nothing of a process that has gone", () => {
  expect(usageOfRun(2 ** 30).size).toBe(0);
});

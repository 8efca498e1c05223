import { silentLogger } from "@lockstep/core";
import { expect, it } from "vitest";
import { reportResources } from "./resource-report.ts";

it("answers SIGUSR2 with the memory and the open resources of the process, until it is ended", async () => {
  const lines: object[] = [];
  const end = reportResources({ ...silentLogger, info: (fields: object) => lines.push(fields) });
  const timer = setTimeout(() => {}, 60_000);
  process.kill(process.pid, "SIGUSR2");
  await expect.poll(() => lines).toHaveLength(1);
  expect(lines[0]).toEqual({
    resources: {
      rss: expect.any(Number) as number,
      heapUsed: expect.any(Number) as number,
      external: expect.any(Number) as number,
      arrayBuffers: expect.any(Number) as number,
      active: expect.objectContaining({ Timeout: expect.any(Number) as number }) as object,
    },
  });
  clearTimeout(timer);
  const before = process.listenerCount("SIGUSR2");
  end();
  expect(process.listenerCount("SIGUSR2")).toBe(before - 1);
});

import { silentLogger } from "@lockstep/core";
import type { RunEvent } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { alarmToLauncher } from "./launcher-alarms.ts";

describe("alarms of a process", () => {
  it("reach its launcher once, with its name, and so does their end", () => {
    const told: RunEvent[] = [];
    const logger = alarmToLauncher("worker-1", silentLogger, (event) => told.push(event));
    logger.warn({}, "no alarm");
    for (let i = 0; i < 2; i++) logger.warn({ alarm: "start" }, "not ready");
    expect(told).toEqual([{ type: "alarm", message: "worker-1: not ready" }]);
    for (let i = 0; i < 2; i++) logger.debug({ alarmOver: "start" }, "ready");
    expect(told.slice(1)).toEqual([{ type: "alarm-over", message: "worker-1: not ready" }]);
  });
});

import { silentLogger } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { tellAlarms } from "./alarm-teller.ts";

describe("tellAlarms", () => {
  it("tells what is an alarm, once, and logs everything", () => {
    const logged: string[] = [];
    const told: string[] = [];
    const log = (_: object, message: string): void => void logged.push(message);
    const logger = tellAlarms({ debug: log, info: log, warn: log, error: log }, (message) => told.push(message));
    logger.debug({ alarm: true }, "a detail");
    logger.info({}, "started");
    logger.warn({}, "slow");
    logger.warn({ alarm: true }, "nearly full");
    for (let attempt = 0; attempt < 3; attempt++) logger.error({ alarm: true, attempt }, "disk full");
    logger.error({ alarm: false }, "not that bad");
    expect(logged).toEqual(["a detail", "started", "slow", "nearly full", "disk full", "disk full", "disk full", "not that bad"]);
    expect(told).toEqual(["nearly full", "disk full"]);
  });

  it("holds a bounded number of texts", () => {
    let told = 0;
    const logger = tellAlarms(silentLogger, () => (told += 1));
    for (let number = 0; number < 1_000; number++) logger.error({ alarm: true }, `alarm ${number}`);
    logger.error({ alarm: true }, "alarm 999");
    expect(told).toBe(1_000);
  });
});

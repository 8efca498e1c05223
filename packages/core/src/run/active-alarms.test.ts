import { describe, expect, it } from "vitest";
import { ActiveAlarms, alarmLogger } from "./active-alarms.ts";
import { silentLogger } from "./logger.ts";

function heard(): { readonly told: string[]; readonly alarms: ActiveAlarms } {
  const told: string[] = [];
  const alarms = new ActiveAlarms({ raised: (alarm) => told.push(alarm), cleared: (alarm) => told.push(`over: ${alarm}`) });
  return { told, alarms };
}

describe("active alarms", () => {
  it("tells a problem once when it begins, in its first words, and once when it is over", () => {
    const { told, alarms } = heard();
    expect(["full", "still full", "full"].map((text) => alarms.raise("disk", text))).toEqual([true, false, false]);
    alarms.raise("link", "cut");
    expect(alarms.messages).toEqual(["full", "cut"]);
    expect([alarms.clear("disk"), alarms.clear("disk")]).toEqual([true, false]);
    expect(alarms.messages).toEqual(["cut"]);
    expect(alarms.raise("disk", "full again")).toBe(true);
    expect(told).toEqual(["full", "cut", "over: full", "full again"]);
  });

  it("keeps 32 at most", () => {
    const alarms = new ActiveAlarms();
    for (let file = 0; file < 100; file++) alarms.raise(`file ${file}`, "damaged");
    expect(alarms.messages).toHaveLength(32);
  });

  it("are raised and cleared by lines of a log", () => {
    const { told, alarms } = heard();
    const lines: string[] = [];
    const write = (_fields: object, message: string): void => void lines.push(message);
    const logger = alarmLogger({ debug: write, info: write, warn: write, error: write }, alarms);
    logger.error({ alarm: "snapshots", version: 3 }, "snapshot 3 failed");
    logger.warn({ alarm: "snapshots", version: 4 }, "snapshot 4 failed");
    logger.info({ version: 5 }, "nothing special");
    logger.info({ alarmOver: "snapshots" }, "snapshot 5 written");
    logger.info({ alarmOver: "snapshots" }, "snapshot 6 written");
    for (let again = 0; again < 2; again++) logger.error({ alarm: true }, "a file is damaged");
    logger.debug({ alarm: true }, "a detail");
    expect(told).toEqual(["snapshot 3 failed", "over: snapshot 3 failed", "a file is damaged"]);
    expect(alarms.messages).toEqual(["a file is damaged"]);
    expect(lines).toHaveLength(8);
    expect(() => alarmLogger(silentLogger, alarms).info({ alarm: "x" }, "x")).not.toThrow();
  });
});

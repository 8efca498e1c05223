import { describe, expect, it } from "vitest";
import { silentLogger } from "./logger.ts";
import { SeldomLog } from "./seldom-log.ts";

describe("SeldomLog", () => {
  it("logs the first of a kind, and one in ten seconds with the number of those that were not logged", () => {
    const logged: [object, string][] = [];
    let nowMs = 0;
    const log = new SeldomLog({ ...silentLogger, warn: (fields, message) => logged.push([fields, message]) }, () => nowMs);
    for (let i = 0; i < 1_000_000; i++) log.warn("nonsense", { peer: "a" }, `message ${i}`);
    log.warn("another kind", {}, "once");
    nowMs = 10_000;
    for (let i = 0; i < 5; i++) log.warn("nonsense", { peer: "b" }, `later ${i}`);
    nowMs = 30_000;
    log.warn("another kind", {}, "twice");
    expect(logged).toEqual([
      [{ peer: "a" }, "message 0"],
      [{}, "once"],
      [{ peer: "b", omitted: 999_999 }, "later 0"],
      [{}, "twice"],
    ]);
  });

  it("keeps a bounded number of kinds", () => {
    let logged = 0;
    const log = new SeldomLog({ ...silentLogger, warn: () => (logged += 1) });
    for (let kind = 0; kind < 10_000; kind++) log.warn(String(kind), {}, "");
    expect(logged).toBe(64);
  });
});

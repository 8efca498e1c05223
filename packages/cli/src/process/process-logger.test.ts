import fs, { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createProcessLogger, requireLogLevel } from "./process-logger.ts";

let folder: string;
let file: string;
let descriptor: number;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "process-logger-"));
  file = path.join(folder, "log");
  descriptor = openSync(file, "a");
});
afterEach(() => {
  vi.restoreAllMocks();
  closeSync(descriptor);
  rmSync(folder, { recursive: true });
});

const lines = (): readonly { readonly msg: string; readonly process: string }[] =>
  readFileSync(file, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly msg: string; readonly process: string });

describe("the log of a process", () => {
  it("is on the disk when the call returns", () => {
    const logger = createProcessLogger("worker-1", "info", descriptor);
    logger.info({ step: 3 }, "first");
    logger.debug({}, "not this one");
    logger.error({}, "second");
    expect(lines()).toMatchObject([
      { process: "worker-1", step: 3, msg: "first" },
      { process: "worker-1", msg: "second" },
    ]);
  });

  it("on a full device ends nobody", () => {
    const full = openSync("/dev/full", "w");
    const logger = createProcessLogger("worker-1", "info", full);
    for (let line = 0; line < 20; line++) expect(() => logger.info({}, "never written")).not.toThrow();
    closeSync(full);
  });

  it("keeps what a full disk refuses, and writes it when there is room again", () => {
    const logger = createProcessLogger("worker-1", "info", descriptor);
    logger.info({}, "before");
    const write = vi.spyOn(fs, "writeSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    });
    for (const text of ["first", "second"]) logger.info({}, text);
    expect(lines()).toHaveLength(1);
    write.mockRestore();
    logger.info({}, "after");
    expect(lines().map(({ msg }) => msg)).toEqual(["before", "first", "second", "after"]);
  });

  it("holds 1 MiB of what waits, and says how many lines were lost beyond that", async () => {
    const logger = createProcessLogger("worker-1", "info", descriptor);
    const write = vi.spyOn(fs, "writeSync").mockImplementation(() => {
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    });
    const text = "x".repeat(1000);
    for (let line = 0; line < 2000; line++) logger.info({}, text);
    write.mockRestore();
    logger.info({}, "x");
    await new Promise((resolve) => setImmediate(resolve));
    const written = lines();
    const kept = written.filter(({ msg }) => msg === text).length;
    expect(kept).toBeGreaterThan(800);
    expect(kept * 1000).toBeLessThan(1 << 20);
    expect(written.at(-1)?.msg).toMatch(/^(\d+) lines of this log could not be written and are lost$/);
    const lost = Number(/^\d+/.exec(written.at(-1)?.msg ?? "")?.[0]);
    expect([2000 - kept, 2001 - kept]).toContain(lost);
  });

  it("has a level that exists", () => {
    expect(() => requireLogLevel("loud")).toThrow(expect.objectContaining({ code: "configuration" }));
    expect(() => requireLogLevel("")).not.toThrow();
  });
});

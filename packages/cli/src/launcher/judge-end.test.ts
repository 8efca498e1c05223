import { describe, expect, it } from "vitest";
import { judgeEnd } from "./judge-end.ts";
import { lastErrorLine } from "./last-error.ts";

const running = { stopping: false, finished: false };
const finished = { stopping: false, finished: true };
const end = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal, error: null });

describe("judgeEnd", () => {
  it("expects what ends well or after it was told to", () => {
    expect(judgeEnd("worker-0", end(0), "", running).result).toBe("expected");
    expect(judgeEnd("coordinator", end(0), "", finished).result).toBe("expected");
    expect(judgeEnd("worker-0", end(null, "SIGKILL"), "", { stopping: true, finished: false }).result).toBe("expected");
    expect(judgeEnd("worker-0", end(1), "", finished).result).toBe("expected");
  });

  it("takes a process that Ctrl-C reached first for the user's wish", () => {
    expect(judgeEnd("worker-0", end(null, "SIGINT"), "", running).result).toBe("interrupted");
  });

  it.each([
    [10, "configuration"],
    [11, "refused"],
    [12, "coordinator-lost"],
    [1, "io"],
    [143, "io"],
  ])("passes exit code %i on as %s", (code, expected) => {
    expect(judgeEnd("worker-1", end(code), "", running)).toMatchObject({ result: "failed", code: expected });
  });

  it("names the process, how it ended and why, in its own words if it has any", () => {
    const own = { code: 10, signal: null, error: { type: "error", code: "configuration", message: "no such backend" } } as const;
    expect(judgeEnd("worker-1", own, "something in the log", running).reason).toBe("worker-1 ended (exit code 10): no such backend");
    expect(judgeEnd("worker-1", end(null, "SIGKILL"), "out of memory", running).reason).toBe(
      "worker-1 ended (killed by SIGKILL): out of memory",
    );
    expect(judgeEnd("worker-1", end(1), "", running).reason).toBe("worker-1 ended (exit code 1): its log holds no error");
    expect(judgeEnd("worker-1", end(null, "SIGKILL"), "", running).reason).toMatch(
      /^worker-1 ended \(killed by SIGKILL\): .*out of memory/,
    );
  });

  it("does not believe a coordinator that ends well without a result", () => {
    expect(judgeEnd("coordinator", end(0), "", running)).toMatchObject({
      result: "failed",
      reason: expect.stringContaining("before the run was finished"),
    });
  });
});

describe("lastErrorLine", () => {
  it("is the last error of the log, as pino or as Node wrote it", () => {
    const pino = (level: number, msg: string): string => JSON.stringify({ level, msg });
    expect(lastErrorLine([pino(50, "first"), pino(50, "second"), pino(30, "going on")].join("\n"))).toBe("second");
    const crash = `${pino(30, "started")}\nTypeError: x is not a function\n    at error (file.js:1:1)\n\nNode.js v20.20.2\n`;
    expect(lastErrorLine(crash)).toBe("TypeError: x is not a function");
    expect(lastErrorLine(`${pino(30, "no error here")}\n{"broken`)).toBe("");
    expect(lastErrorLine("")).toBe("");
    expect(lastErrorLine("lockstep: error of the configuration\n")).toBe("error of the configuration");
  });
});

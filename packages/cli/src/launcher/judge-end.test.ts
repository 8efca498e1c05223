import type { ErrorCode } from "@lockstep/core";
import { describe, expect, it } from "vitest";
import { judgeEnd } from "./judge-end.ts";
import type { EndState } from "./judge-end.ts";
import { lastErrorLine } from "./last-error.ts";

const running: EndState = { stopping: false, finished: false, alone: false, crashes: 0, progressed: false };
const finished: EndState = { ...running, finished: true };
const options = { maxRestarts: 5 };
const end = (code: number | null, signal: NodeJS.Signals | null = null) => ({ code, signal, error: null });
const killed = end(null, "SIGKILL");

const judge = (name: string, how: Parameters<typeof judgeEnd>[1], state: EndState, maxRestarts = options.maxRestarts) =>
  judgeEnd(name, how, "", state, { maxRestarts });

describe("judgeEnd", () => {
  it("expects what ends well or after it was told to", () => {
    expect(judge("worker-0", end(0), running).result).toBe("expected");
    expect(judge("coordinator", end(0), finished).result).toBe("expected");
    for (const name of ["worker-0", "parameter-server-0", "coordinator"])
      for (const how of [killed, end(143), end(1), end(10)])
        expect(judge(name, how, { ...running, stopping: true }).result).toBe("expected");
  });

  it("takes a process that Ctrl-C reached first for the user's wish", () => {
    expect(judge("worker-0", end(null, "SIGINT"), running).result).toBe("interrupted");
  });

  it.each(["worker-0", "parameter-server-1", "coordinator"])("starts %s again when it crashed", (name) => {
    for (const how of [killed, end(null, "SIGSEGV"), end(null, "SIGABRT"), end(1), end(12), end(7), end(null)])
      expect(judge(name, how, running)).toMatchObject({ result: "restart", afterMs: 0, crashes: 1 });
  });

  it("waits longer each time, and gives up when nothing gets on in between", () => {
    const waits = Array.from({ length: 8 }, (_, crashes) => judge("worker-0", killed, { ...running, crashes }, 8));
    expect(waits.map((judged) => (judged.result === "restart" ? judged.afterMs : judged.result))).toEqual([
      0, 500, 1000, 2000, 4000, 8000, 8000, 8000,
    ]);
    expect(judge("worker-0", end(1), { ...running, crashes: 5 })).toEqual({
      result: "failed",
      code: "io",
      reason: "worker-0 ended (exit code 1): its log holds no error; given up after 6 crashes of it without a step committed in between",
    });
    expect(judge("worker-0", end(12), { ...running, crashes: 5 })).toMatchObject({ result: "failed", code: "coordinator-lost" });
    expect(judge("worker-0", killed, { ...running, crashes: 5, progressed: true })).toMatchObject({
      result: "restart",
      afterMs: 0,
      crashes: 1,
    });
    expect(judge("worker-0", killed, running, 0)).toMatchObject({ result: "failed", reason: expect.not.stringContaining("given up") });
  });

  it.each([
    [10, "configuration"],
    [11, "refused"],
    [2, "usage"],
  ])("does not start again what ended with %i", (code, expected) => {
    for (const name of ["worker-0", "parameter-server-1", "coordinator"])
      expect(judge(name, end(code), running)).toMatchObject({ result: "failed", code: expected });
  });

  it("lets a worker leave that was told to, but not a server or the coordinator, whom nobody can do without", () => {
    for (const how of [end(143), end(null, "SIGTERM")]) {
      expect(judge("worker-1", how, running)).toMatchObject({
        result: "left",
        reason: expect.stringMatching(/^worker-1 was told to leave/),
      });
      expect(judge("parameter-server-0", how, running).result).toBe("restart");
      expect(judge("coordinator", how, running).result).toBe("restart");
    }
  });

  it("needs nobody after the end but a coordinator that has to tell it", () => {
    expect(judge("worker-0", end(1), finished).result).toBe("idle");
    expect(judge("parameter-server-0", killed, finished).result).toBe("idle");
    expect(judge("coordinator", killed, finished).result).toBe("restart");
    expect(judge("coordinator", killed, { ...finished, alone: true }).result).toBe("expected");
  });

  it("believes the coordinator's verdict on the run", () => {
    const said = (code: ErrorCode) => ({ code: 1, signal: null, error: { type: "error", code, message: "step 3 is not proved" } }) as const;
    for (const state of [running, finished]) {
      expect(judge("coordinator", said("invariant"), state)).toEqual({
        result: "failed",
        code: "invariant",
        reason: "coordinator ended (exit code 1): step 3 is not proved",
      });
    }
    expect(judge("coordinator", said("io"), running).result).toBe("restart");
    expect(judge("worker-0", said("invariant"), running).result).toBe("restart");
  });

  it("does not believe a coordinator that ends well without a result", () => {
    expect(judge("coordinator", end(0), running)).toMatchObject({
      result: "failed",
      reason: expect.stringContaining("takes the run for finished, but the run folder has no summary"),
    });
  });

  it("names the process, how it ended and why, in its own words if it has any", () => {
    const own = { code: 10, signal: null, error: { type: "error", code: "configuration", message: "no such backend" } } as const;
    const reasonOf = (how: Parameters<typeof judgeEnd>[1], lastError: string) =>
      judgeEnd("worker-1", how, lastError, running, options).reason;
    expect(reasonOf(own, "something in the log")).toBe("worker-1 ended (exit code 10): no such backend");
    expect(reasonOf(killed, "out of memory")).toBe("worker-1 ended (killed by SIGKILL): out of memory");
    expect(reasonOf(end(1), "")).toBe("worker-1 ended (exit code 1): its log holds no error");
    expect(reasonOf(killed, "")).toMatch(/^worker-1 ended \(killed by SIGKILL\): .*out of memory/);
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

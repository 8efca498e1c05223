import { spawn } from "node:child_process";
import type { ChildProcess as SpawnedProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import path from "node:path";
import { makeFolder } from "@lockstep/core";
import type { CoordinatorNews, ErrorReport, ProcessMessage } from "./messages.ts";

/** How a process ended. Exactly one of `code` and `signal` is not null; both are if it could not be started. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** what the process said itself before it ended, or why it could not be started */
  readonly error: ErrorReport | null;
}

export interface ChildSpecification {
  /** as in the roster: "coordinator", "parameter-server-0", "worker-1" */
  readonly name: string;
  /** program, with arguments, that starts Node in its place; empty: none */
  readonly binding: readonly string[];
  /** module to run and its arguments */
  readonly entry: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** stdout and stderr are appended here; its folder is made if it is not there */
  readonly logFile: string;
  readonly onMessage: (message: ProcessMessage) => void;
}

/** One process of the run, as the launcher sees it. */
export interface ChildProcess {
  readonly name: string;
  /** 0 if it could not be started */
  readonly pid: number;
  readonly logFile: string;
  /** settles once, never rejects */
  readonly ended: Promise<ProcessEnd>;
  /** nothing if the process is gone */
  tell(news: CoordinatorNews): void;
  /** sends a signal; nothing if the process is gone */
  kill(signal: "SIGTERM" | "SIGKILL" | "SIGSTOP" | "SIGCONT"): void;
}

/**
 * Megabytes. A step's messages are array buffers outside V8's heap, but they count against it: with the small heap that a process begins
 * with, they set off a full collection every few steps and double the CPU time of the exchange.
 */
const initialHeapFlag = "--initial-heap-size=256";

/** Starts a process. One that cannot be started has ended already, and says why. */
export function startProcess(specification: ChildSpecification): ChildProcess {
  const { name, logFile } = specification;
  try {
    return watchProcess(specification, spawnProcess(specification));
  } catch (error) {
    const message = `could not be started: ${error instanceof Error ? error.message : String(error)}`;
    const ended = Promise.resolve<ProcessEnd>({ code: null, signal: null, error: { type: "error", code: "io", message } });
    return { name, pid: 0, logFile, ended, tell() {}, kill() {} };
  }
}

function spawnProcess({ binding, entry, arguments: processArguments, environment, logFile }: ChildSpecification): SpawnedProcess {
  makeFolder(path.dirname(logFile));
  const log = openSync(logFile, "a");
  try {
    // "advanced" keeps NaN, which JSON would turn into null.
    const [program = process.execPath, ...rest] = [
      ...binding,
      process.execPath,
      ...process.execArgv,
      initialHeapFlag,
      entry,
      ...processArguments,
    ];
    return spawn(program, rest, {
      env: environment,
      stdio: ["ignore", log, log, "ipc"],
      serialization: "advanced",
    });
  } finally {
    closeSync(log);
  }
}

function watchProcess({ name, logFile, onMessage }: ChildSpecification, child: SpawnedProcess): ChildProcess {
  let error: ErrorReport | null = null;
  child.on("message", (value) => {
    const message = value as ProcessMessage;
    if (message.type === "error") error ??= message;
    else onMessage(message);
  });
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once("error", (failure) => {
      if (child.pid !== undefined) return;
      resolve({ code: null, signal: null, error: { type: "error", code: "io", message: `could not be started: ${failure.message}` } });
    });
    // Unlike "exit", "close" comes after the last message of the IPC channel.
    child.once("close", (code, signal) => resolve({ code, signal, error }));
  });
  return {
    name,
    pid: child.pid ?? 0,
    logFile,
    ended,
    tell(news) {
      // One that has just died is told in vain.
      if (child.connected) child.send(news, () => {});
    },
    kill(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    },
  };
}

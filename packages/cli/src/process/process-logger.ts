import { LockstepError } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import { pino } from "pino";

const levels = ["debug", "info", "warn", "error", "silent"];

/** Throws "configuration" unless LOCKSTEP_LOG_LEVEL is absent, empty or a level. */
export function requireLogLevel(level: string | undefined): void {
  if (level && !levels.includes(level))
    throw new LockstepError("configuration", `LOCKSTEP_LOG_LEVEL must be one of ${levels.join(", ")}, not "${level}"`);
}

/** JSON lines on stdout, written at once so that nothing is lost when the process is killed. `level`: debug, info (default), warn, error, silent. */
export function createProcessLogger(name: string, level = "info"): Logger {
  requireLogLevel(level);
  return pino({ level, base: { process: name, pid: process.pid } }, pino.destination({ fd: 1, sync: true }));
}

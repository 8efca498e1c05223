import { LockstepError } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import { pino } from "pino";

const levels = ["debug", "info", "warn", "error", "silent"];
const stdout = 1;
/** Lines that wait for a full disk; what goes beyond is lost. */
const maxWaitingBytes = 1 << 20;

/** Throws "configuration" unless LOCKSTEP_LOG_LEVEL is absent, empty or a level. */
export function requireLogLevel(level: string | undefined): void {
  if (level && !levels.includes(level))
    throw new LockstepError("configuration", `LOCKSTEP_LOG_LEVEL must be one of ${levels.join(", ")}, not "${level}"`);
}

/**
 * JSON lines on stdout, written at once so that nothing is lost when the process is killed. A full disk never ends the process: up to 1 MiB
 * of lines wait for the next line that can be written, and a line then tells how many more were lost.
 * @param level debug, info (default), warn, error, silent
 * @param descriptor of the open file that takes the lines
 */
export function createProcessLogger(name: string, level = "info", descriptor: number = stdout): Logger {
  requireLogLevel(level);
  const output = pino.destination({ fd: descriptor, sync: true, maxLength: maxWaitingBytes });
  const logger = pino({ level, base: { process: name, pid: process.pid } }, output);
  let lost = 0;
  // Without a listener an error of the output would end the process.
  output.on("error", () => {});
  output.on("drop", () => (lost += 1));
  output.on("drain", () => {
    if (lost === 0) return;
    const count = lost;
    lost = 0;
    logger.warn({ lost: count }, `${count} lines of this log could not be written and are lost`);
  });
  return logger;
}

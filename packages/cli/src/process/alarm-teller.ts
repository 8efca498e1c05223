import type { Logger } from "@lockstep/core";

/**
 * A logger that also hands on what is logged as an alarm (`alarm: true`): what a person should know at once and not find in a log later.
 * What is repeated, as by something that is tried again and again, is told once.
 */
export function tellAlarms(logger: Logger, tell: (message: string) => void): Logger {
  const told = new Set<string>();
  const hear = (fields: object, message: string): void => {
    if (!("alarm" in fields) || fields.alarm !== true || told.has(message)) return;
    // Enough to tell repetitions; a flood of different ones must not fill the memory.
    if (told.size >= 100) told.clear();
    told.add(message);
    tell(message);
  };
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn(fields, message) {
      logger.warn(fields, message);
      hear(fields, message);
    },
    error(fields, message) {
      logger.error(fields, message);
      hear(fields, message);
    },
  };
}

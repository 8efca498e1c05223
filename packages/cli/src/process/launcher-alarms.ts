import { ActiveAlarms, alarmLogger } from "@lockstep/core";
import type { Logger, RunEvent } from "@lockstep/core";
import { tellLauncher } from "./launcher-link.ts";

/**
 * A logger whose alarms (see alarmLogger) go straight to the launcher, for a process that the coordinator does not hear them from: a worker
 * has no session before its model is built, and that is what may take for ever.
 */
export function alarmToLauncher(
  name: string,
  logger: Logger,
  tell: (event: RunEvent) => void = (event) => void tellLauncher(event),
): Logger {
  const alarms = new ActiveAlarms({
    raised: (alarm) => tell({ type: "alarm", message: `${name}: ${alarm}` }),
    cleared: (alarm) => tell({ type: "alarm-over", message: `${name}: ${alarm}` }),
  });
  return alarmLogger(logger, alarms);
}

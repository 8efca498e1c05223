import type { Logger } from "./logger.ts";

/** Keys and texts come from this program, but a folder may hold any number of damaged files. */
const maxActive = 32;

export interface AlarmListener {
  readonly raised: (alarm: string) => void;
  /** @param alarm text of the alarm that is over */
  readonly cleared: (alarm: string) => void;
}

/** What is wrong with a process for as long as it is: each problem has a key, is told once when it begins and once when it is over. */
export class ActiveAlarms {
  readonly #active = new Map<string, string>();
  readonly #listener: AlarmListener | null;

  constructor(listener: AlarmListener | null = null) {
    this.#listener = listener;
  }

  /** Texts of the problems that last, oldest first; 32 at most. */
  get messages(): readonly string[] {
    return [...this.#active.values()];
  }

  /** @returns whether the problem is new; one that lasts keeps its first text */
  raise(key: string, message: string): boolean {
    if (this.#active.has(key) || this.#active.size >= maxActive) return false;
    this.#active.set(key, message);
    this.#listener?.raised(message);
    return true;
  }

  /** @returns whether there was such a problem */
  clear(key: string): boolean {
    const message = this.#active.get(key);
    if (message === undefined) return false;
    this.#active.delete(key);
    this.#listener?.cleared(message);
    return true;
  }
}

/**
 * A logger whose lines also raise and clear alarms: `alarm: "a key"` in the fields of a warning or an error raises the alarm of that key
 * (`alarm: true`: one that lasts as long as the process), `alarmOver: "a key"` in those of any line clears it.
 */
export function alarmLogger(logger: Logger, alarms: ActiveAlarms): Logger {
  const clear = (fields: object): void => {
    if ("alarmOver" in fields && typeof fields.alarmOver === "string") alarms.clear(fields.alarmOver);
  };
  const hear = (fields: object, message: string): void => {
    clear(fields);
    if (!("alarm" in fields)) return;
    if (fields.alarm === true) alarms.raise(message, message);
    else if (typeof fields.alarm === "string") alarms.raise(fields.alarm, message);
  };
  return {
    debug(fields, message) {
      logger.debug(fields, message);
      clear(fields);
    },
    info(fields, message) {
      logger.info(fields, message);
      hear(fields, message);
    },
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

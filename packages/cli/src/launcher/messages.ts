import type { ErrorCode, RunEvent } from "@lockstep/core";

/** Why a process ends, in its own words; the launcher shows it to the user. */
export interface ErrorReport {
  readonly type: "error";
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * What a process tells the launcher that started it, over their IPC channel. Events come from the coordinator, which hears the alarms of the
 * parameter servers; workers tell theirs themselves.
 */
export type ProcessMessage = RunEvent | ErrorReport;

/** What the launcher tells a process that it started without an address of the coordinator: host:port, once the coordinator listens. */
export interface CoordinatorNews {
  readonly type: "coordinator";
  readonly address: string;
}

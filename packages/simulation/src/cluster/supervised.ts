import { exitCodeOf, LockstepError } from "@lockstep/core";
import type { Process } from "../engine/process.ts";
import type { RoleEnd } from "./role.ts";

/** Exit code of a process that was told to stop. */
const stoppedCode = 143;

/** How a process ended. */
export interface ProcessEnd {
  /** null: it was killed */
  readonly code: number | null;
  readonly reason: string;
}

/** What a finished or failed role makes of its process, as the command line does. */
export function endOfRole(settled: { readonly end: RoleEnd } | { readonly error: unknown }, stopped: boolean): ProcessEnd {
  if ("end" in settled) return settled.end === "finished" ? { code: 0, reason: "finished" } : { code: stoppedCode, reason: "left" };
  const error = LockstepError.from(settled.error);
  if (stopped && error.code === "aborted") return { code: stoppedCode, reason: "stopped" };
  return { code: exitCodeOf(error), reason: `${error.code}: ${error.message}` };
}

/** A process of the run, from its start on. */
export interface Running {
  readonly process: Process;
  readonly address: string;
  readonly stop: AbortController;
  end: ProcessEnd | null;
}

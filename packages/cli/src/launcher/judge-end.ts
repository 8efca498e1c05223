import type { ErrorCode } from "@lockstep/core";
import type { ProcessEnd } from "./child-process.ts";

export interface LaunchState {
  /** the launcher has told its processes to stop, or one has failed before */
  readonly stopping: boolean;
  /** the coordinator has reported the summary */
  readonly finished: boolean;
}

/**
 * - `expected`: nothing to do
 * - `interrupted`: the user's Ctrl-C reached the process before the launcher
 * - `failed`: the run cannot go on
 */
export type EndJudgement =
  | { readonly result: "expected" | "interrupted"; readonly reason: string }
  | { readonly result: "failed"; readonly code: ErrorCode; readonly reason: string };

const errorCodes: ReadonlyMap<number, ErrorCode> = new Map([
  [10, "configuration"],
  [11, "refused"],
  [12, "coordinator-lost"],
]);

/**
 * What the end of one process means for the run. This is the place where a process that crashed would be judged worth another start.
 * @param lastError last error line of its log, used if it has not told why it ended
 */
export function judgeEnd(name: string, end: ProcessEnd, lastError: string, state: LaunchState): EndJudgement {
  if (state.stopping) return { result: "expected", reason: "stopping" };
  if (end.code === 0 && (name !== "coordinator" || state.finished)) return { result: "expected", reason: "finished" };
  if (end.signal === "SIGINT") return { result: "interrupted", reason: `${name} was interrupted` };
  // The result is safe with the coordinator once it is finished: nothing that ends later can spoil it.
  if (state.finished && name !== "coordinator") return { result: "expected", reason: "after the run had finished" };
  const how = end.signal !== null ? `killed by ${end.signal}` : end.code === null ? "not started" : `exit code ${end.code}`;
  const why = end.error?.message ?? (lastError || unexplained(end));
  const code = errorCodes.get(end.code ?? 1) ?? "io";
  return { result: "failed", code, reason: `${name} ended (${how}): ${why}` };
}

function unexplained({ code, signal }: ProcessEnd): string {
  if (code === 0) return "it ended before the run was finished";
  return signal === "SIGKILL" ? "its log holds no error; a system that runs out of memory kills like this" : "its log holds no error";
}

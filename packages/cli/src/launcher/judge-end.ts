import type { ErrorCode } from "@lockstep/core";
import type { ProcessEnd } from "./child-process.ts";
import { coordinatorName, isWorker } from "./process-names.ts";

export interface EndState {
  /** the launcher has told its processes to stop, or the run has failed before */
  readonly stopping: boolean;
  /** the coordinator has reported the summary, and has not crashed since */
  readonly finished: boolean;
  /** no other process of the run is alive or about to be started */
  readonly alone: boolean;
  /** crashes of this process in a row before this end, without progress in between */
  readonly crashes: number;
  /** a step was committed in a generation that it took part in since it was started */
  readonly progressed: boolean;
}

export interface RestartOptions {
  /** crashes in a row after which a process is started again; one more and the run fails */
  readonly maxRestarts: number;
}

/**
 * - `expected`: nothing to do
 * - `idle`: nothing to do as long as the coordinator brings the finished run to its end; if it has to do that again, this process is needed
 * - `left`: a worker that was told to leave, and by somebody else than the launcher
 * - `interrupted`: the user's Ctrl-C reached the process before the launcher
 * - `restart`: start it again, after a while
 * - `failed`: the run cannot go on
 */
export type EndJudgement =
  | { readonly result: "expected" | "idle" | "left" | "interrupted"; readonly reason: string }
  | { readonly result: "restart"; readonly afterMs: number; readonly crashes: number; readonly reason: string }
  | { readonly result: "failed"; readonly code: ErrorCode; readonly reason: string };

/** Of a process that was told to leave: 128 + SIGTERM. */
const leftCode = 143;
const firstDelayMs = 500;
const longestDelayMs = 8_000;

/**
 * Ends that another start would only repeat. 11 too: a process that was superseded has a successor that does its work, and would be ended
 * by it again, or end it.
 */
const finalCodes: ReadonlyMap<number, ErrorCode> = new Map([
  [2, "usage"],
  [10, "configuration"],
  [11, "refused"],
]);
const coordinatorLostCode = 12;

/**
 * What the end of one process means for the run.
 * @param lastError last error line of its log, used if it has not told why it ended
 */
export function judgeEnd(name: string, end: ProcessEnd, lastError: string, state: EndState, options: RestartOptions): EndJudgement {
  const { stopping, finished, alone } = state;
  const isCoordinator = name === coordinatorName;
  if (stopping) return { result: "expected", reason: "stopping" };
  if (end.code === 0 && (finished || !isCoordinator)) return { result: "expected", reason: "finished" };
  if (end.signal === "SIGINT") return { result: "interrupted", reason: `${name} was interrupted` };
  const how = end.signal !== null ? `killed by ${end.signal}` : end.code === null ? "not started" : `exit code ${end.code}`;
  if (isWorker(name) && !finished && (end.signal === "SIGTERM" || end.code === leftCode))
    return { result: "left", reason: `${name} was told to leave, and has ended (${how})` };

  const why = `${name} ended (${how}): ${end.error?.message ?? (lastError || unexplained(end))}`;
  // The result is safe with the coordinator once it is finished: nothing that ends later can spoil it.
  if (finished && !isCoordinator) return { result: "idle", reason: why };
  const final = finalCode(isCoordinator, end);
  if (final !== undefined) return { result: "failed", code: final, reason: why };
  if (finished && alone) return { result: "expected", reason: `${why}; but everybody knows that the run is finished` };

  const { crashes, afterMs } = again(state);
  if (crashes <= options.maxRestarts) return { result: "restart", afterMs, crashes, reason: why };
  const code = end.code === coordinatorLostCode ? "coordinator-lost" : "io";
  if (options.maxRestarts === 0) return { result: "failed", code, reason: why };
  return { result: "failed", code, reason: `${why}; given up after ${crashes} crashes of it without a step committed in between` };
}

/** A coordinator that ends with a verdict on the run would come to the same again; so would one that ends as if all were well. */
function finalCode(isCoordinator: boolean, { code, error }: ProcessEnd): ErrorCode | undefined {
  if (isCoordinator && (code === 0 || error?.code === "invariant")) return error?.code ?? "io";
  return code === null ? undefined : finalCodes.get(code);
}

/** At once the first time, then after 0.5 s, doubling to 8 s. */
function again({ crashes, progressed }: EndState): { readonly crashes: number; readonly afterMs: number } {
  const before = progressed ? 0 : crashes;
  return { crashes: before + 1, afterMs: before === 0 ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (before - 1)) };
}

function unexplained({ code, signal }: ProcessEnd): string {
  // Only of a coordinator: it believes its journal, and the summary was there before the journal said so.
  if (code === 0)
    return "it takes the run for finished, but the run folder has no summary of it; move the folder's coordinator/ away to have it made again";
  return signal === "SIGKILL" ? "its log holds no error; a system that runs out of memory kills like this" : "its log holds no error";
}

/**
 * Why something failed, in one word. Two classes:
 * recoverable (`peer-lost`, `generation-ended`, `unavailable`): the run goes on in a new generation or after a new dial;
 * all others end the process with the exit code of {@link exitCodeOf}.
 */
export type ErrorCode =
  /** the command line is wrong: exit 2 */
  | "usage"
  /** settings, recipe, data or folder are wrong and a retry would not help: exit 10 */
  | "configuration"
  /** a data file is damaged or does not fit: exit 10 */
  | "data"
  /** token, run, recipe or protocol version was refused, or a newer process of this identity took over: exit 11 */
  | "refused"
  /** no coordinator for longer than the limit: exit 12 */
  | "coordinator-lost"
  /** a peer's connection ended (recoverable) */
  | "peer-lost"
  /** the generation that this wait belonged to has ended (recoverable) */
  | "generation-ended"
  /** nobody answers at an address (recoverable) */
  | "unavailable"
  /** the caller asked to stop */
  | "aborted"
  /** reading or writing a file failed: exit 1 */
  | "io"
  /** a message that no correct peer sends: exit 1 */
  | "protocol"
  /** a promise of this program is broken: stop and say which: exit 1 */
  | "invariant";

const exitCodes: Partial<Record<ErrorCode, number>> = {
  usage: 2,
  configuration: 10,
  data: 10,
  refused: 11,
  "coordinator-lost": 12,
};

/** The one error type of the project: a code for programs, a sentence for people (what happened, where, what was expected, what to do). */
export class LockstepError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "LockstepError";
    this.code = code;
  }

  /** Wraps anything thrown; a LockstepError is returned as it is, the cause is kept. */
  static from(error: unknown, code: ErrorCode = "invariant"): LockstepError {
    if (error instanceof LockstepError) return error;
    return new LockstepError(code, error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Exit code of a process that ends with this error (1 where nothing more is known). */
export function exitCodeOf(error: unknown): number {
  return error instanceof LockstepError ? (exitCodes[error.code] ?? 1) : 1;
}

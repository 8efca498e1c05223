import { LockstepError } from "@lockstep/core";

export type StopSignal = "SIGINT" | "SIGTERM";

/** A terminal and npm both pass on one Ctrl-C; what comes within this time is the same request. */
const sameRequestMs = 500;

export interface StopSignals {
  /** aborted by the first signal */
  readonly stop: AbortSignal;
  /** aborted by a second one: no more patience */
  readonly kill: AbortSignal;
  readonly received: () => StopSignal | null;
  /** stops listening */
  readonly close: () => void;
}

/** Exit code of a command that a signal ended before it was done. */
export function exitCodeOfSignal(signal: StopSignal): number {
  return signal === "SIGINT" ? 130 : 143;
}

export function listenForStop(signals: readonly StopSignal[] = ["SIGINT", "SIGTERM"]): StopSignals {
  const stop = new AbortController();
  const kill = new AbortController();
  let first: { readonly signal: StopSignal; readonly atMs: number } | null = null;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === null) {
      first = { signal: signal as StopSignal, atMs: performance.now() };
      stop.abort(new LockstepError("aborted", `stopped by ${signal}`));
    } else if (performance.now() - first.atMs > sameRequestMs) kill.abort(new LockstepError("aborted", `killed by a second ${signal}`));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    received: () => first?.signal ?? null,
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** A call that is still to come. */
export interface ScheduledCall {
  /** It never comes now. Nothing if it has come already. */
  cancel(): void;
}

/** Where the protocol's code gets its time from: a process has the system's, a test or a simulation one of its own. */
export interface Clock {
  /** monotonic milliseconds from any origin */
  now(): number;
  after(delayMs: number, call: () => void): ScheduledCall;
  every(periodMs: number, call: () => void): ScheduledCall;
}

/** Time as the machine has it. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, call) => {
    const timer = setTimeout(call, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  every: (periodMs, call) => {
    const timer = setInterval(call, periodMs);
    return { cancel: () => clearInterval(timer) };
  },
};

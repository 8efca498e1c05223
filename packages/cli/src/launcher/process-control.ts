/** What can be done to the processes of a running training from inside its launcher. */
export interface ProcessControl {
  /** Names of the processes that are alive now ("coordinator", "parameter-server-0", "worker-1"), paused ones included. */
  living(): readonly string[];
  /**
   * Sends a signal. What SIGKILL ends is started again like any process that crashed; a worker that leaves by SIGTERM is not.
   * A paused process (SIGSTOP) stays paused until SIGCONT, or until the launcher ends the run.
   * @returns false if no such process is alive
   */
  signal(name: string, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGTERM"): boolean;
  /** Starts one more worker. @returns its name: "worker-N", N never used before in this training */
  addWorker(): string;
}

/** Acts on the processes of a training while it runs, as a fault injector does. */
export interface ProcessDriver {
  /** Further environment variables of a process, asked for at each of its starts. */
  environmentOf(name: string): Readonly<Record<string, string>>;
  /** Called once, when all processes have been started for the first time. */
  start(control: ProcessControl): void;
  /** Called once, when the run is finished, has failed or is being stopped: the last time that anything may be done to a process; no timer is left. */
  stop(): void;
}

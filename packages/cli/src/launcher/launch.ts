import path from "node:path";
import { LockstepError } from "@lockstep/core";
import type { RunEvent, RunSummary } from "@lockstep/core";
import { startProcess } from "./child-process.ts";
import type { ChildProcess, ProcessEnd } from "./child-process.ts";
import { judgeEnd } from "./judge-end.ts";
import { lastErrorOf } from "./last-error.ts";

export interface LaunchPlan {
  readonly runFolder: string;
  readonly runId: string;
  /** secret of the run, handed to the processes by environment */
  readonly token: string;
  readonly workers: number;
  readonly parameterServers: number;
  /** port of the status page on the loopback interface, 0: any free one; null: no page */
  readonly httpPort: number | null;
  /** module that runs `coordinator`, `parameter-server` and `worker`: the command's own main */
  readonly entry: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent: (event: RunEvent) => void;
  /** stops the run: SIGTERM to every process, SIGKILL after 5 s */
  readonly stop: AbortSignal;
  /** kills every process at once */
  readonly kill: AbortSignal;
}

/** How long the coordinator may take until it listens (it reads the data first). */
const listeningTimeoutMs = 120_000;
/** How long processes may live on after SIGTERM, and after the coordinator of a finished run has ended. */
const stopTimeoutMs = 5_000;
const lingerTimeoutMs = 15_000;

const workerPrefix = "worker-";

/**
 * Runs the coordinator, the parameter servers and the workers as processes of their own until all of them have ended.
 * Resolves to the summary, or to null if `stop` or `kill` ended the run (or Ctrl-C reached a process first).
 * Throws the error of the first process that failed, after the others have been stopped.
 */
export async function launch(plan: LaunchPlan): Promise<RunSummary | null> {
  return new Launch(plan).run();
}

class Launch {
  readonly #plan: LaunchPlan;
  readonly #processes = new Set<ChildProcess>();
  readonly #endings: Promise<void>[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #summary: RunSummary | null = null;
  #failure: LockstepError | null = null;
  #stopping = false;
  #onListening: (address: string | null) => void = () => {};

  constructor(plan: LaunchPlan) {
    this.#plan = plan;
  }

  async run(): Promise<RunSummary | null> {
    const { stop, kill } = this.#plan;
    const onStop = (): void => this.#stop();
    const onKill = (): void => this.#kill();
    stop.addEventListener("abort", onStop);
    kill.addEventListener("abort", onKill);
    try {
      if (!stop.aborted) await this.#startAll();
      await Promise.all(this.#endings);
    } finally {
      stop.removeEventListener("abort", onStop);
      kill.removeEventListener("abort", onKill);
      this.#kill();
      for (const timer of this.#timers) clearTimeout(timer);
    }
    if (this.#failure !== null) throw this.#failure;
    return this.#summary;
  }

  async #startAll(): Promise<void> {
    const { runFolder, runId, httpPort, workers, parameterServers } = this.#plan;
    const listening = new Promise<string | null>((resolve) => (this.#onListening = resolve));
    const tooLate = this.#after(listeningTimeoutMs, () => {
      this.#fail(
        new LockstepError("io", `the coordinator was not ready after ${listeningTimeoutMs / 1000} s; see ${path.join(runFolder, "logs")}`),
      );
    });
    const http = httpPort === null ? "off" : `127.0.0.1:${httpPort}`;
    const expected = ["--expected-workers", String(workers)];
    this.#start("coordinator", [
      "coordinator",
      "--run",
      runFolder,
      "--run-id",
      runId,
      "--listen",
      "127.0.0.1:0",
      "--http",
      http,
      ...expected,
    ]);
    const address = await listening;
    clearTimeout(tooLate);
    if (address === null || this.#stopping) return;
    const member = ["--coordinator", address, "--run-id", runId, "--listen", "127.0.0.1:0"];
    for (let range = 0; range < parameterServers; range++) {
      this.#start(`parameter-server-${range}`, ["parameter-server", "--range", String(range), "--run", runFolder, ...member]);
    }
    for (let worker = 0; worker < workers; worker++) {
      const name = `${workerPrefix}${worker}`;
      this.#start(name, ["worker", "--name", name, ...member]);
    }
  }

  #start(name: string, processArguments: readonly string[]): void {
    const { entry, environment, runFolder, token } = this.#plan;
    const started = startProcess({
      name,
      entry,
      arguments: processArguments,
      environment: { ...environment, LOCKSTEP_TOKEN: token },
      logFile: path.join(runFolder, "logs", `${name}.log`),
      onMessage: (event) => this.#receive(event),
    });
    this.#processes.add(started);
    this.#endings.push(started.ended.then((end) => this.#ended(started, end)));
  }

  #receive(event: RunEvent | { readonly type: "error" }): void {
    if (event.type === "error") return;
    if (event.type === "listening") this.#onListening(event.address);
    if (event.type === "finished") this.#summary = event.summary;
    if (!this.#stopping) this.#plan.onEvent(event);
  }

  async #ended(ended: ChildProcess, end: ProcessEnd): Promise<void> {
    const lastError = this.#stopping || end.code === 0 ? "" : await lastErrorOf(ended.logFile);
    this.#processes.delete(ended);
    if (this.#stopping) this.#releaseWorkers();
    const judgement = judgeEnd(ended.name, end, lastError, { stopping: this.#stopping, finished: this.#summary !== null });
    switch (judgement.result) {
      case "expected":
        if (ended.name === "coordinator") this.#after(lingerTimeoutMs, () => this.#stop());
        break;
      case "interrupted":
        this.#stop();
        break;
      case "failed":
        this.#fail(new LockstepError(judgement.code, judgement.reason));
        break;
    }
    if (ended.name === "coordinator") this.#onListening(null);
  }

  #fail(failure: LockstepError): void {
    this.#failure ??= failure;
    this.#stop();
  }

  #stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#onListening(null);
    for (const started of this.#processes) started.kill("SIGTERM");
    this.#releaseWorkers();
    this.#after(stopTimeoutMs, () => this.#kill());
  }

  /** A worker that was told to leave waits for the coordinator's goodbye. With nobody else left it has nothing to wait for, and nothing to save. */
  #releaseWorkers(): void {
    const left = [...this.#processes];
    if (left.every(({ name }) => name.startsWith(workerPrefix))) for (const worker of left) worker.kill("SIGKILL");
  }

  #kill(): void {
    this.#stopping = true;
    this.#onListening(null);
    for (const started of this.#processes) started.kill("SIGKILL");
  }

  #after(delayMs: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, delayMs);
    this.#timers.push(timer);
    return timer;
  }
}

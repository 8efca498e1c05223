import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deferred, failpointsVariable, LockstepError } from "@lockstep/core";
import type { Deferred, RunEvent, RunSummary } from "@lockstep/core";
import { startProcess } from "./child-process.ts";
import type { ChildProcess, ProcessEnd } from "./child-process.ts";
import { allowedCores, canBind, coreShare, findTaskset, processStatus } from "./core-shares.ts";
import { DrivenProcesses } from "./driven-processes.ts";
import { judgeEnd } from "./judge-end.ts";
import type { EndJudgement } from "./judge-end.ts";
import { lastErrorOf } from "./last-error.ts";
import type { ProcessMessage } from "./messages.ts";
import { LivingProcesses } from "./living-processes.ts";
import { coordinatorArguments, parameterServerArguments, workerArguments } from "./process-arguments.ts";
import type { ProcessDriver } from "./process-control.ts";
import { coordinatorName, isWorker, parameterServerName, workerName, workerNumber } from "./process-names.ts";
import { ProgressWatch } from "./progress-watch.ts";
import { RunNews } from "./run-news.ts";

export interface LaunchPlan {
  readonly runFolder: string;
  readonly runId: string;
  /** secret of the run, handed to the processes by environment */
  readonly token: string;
  readonly workers: number;
  readonly parameterServers: number;
  /** port of the status page on the loopback interface, 0: any free one; null: no page */
  readonly httpPort: number | null;
  /** each worker keeps to cores of its own, where there are enough and the system can do it */
  readonly bindToCores: boolean;
  /** how often in a row, without progress in between, a process that crashes is started again; then the run fails */
  readonly maxRestarts: number;
  /** module that runs `coordinator`, `parameter-server` and `worker`: the command's own main */
  readonly entry: string;
  /** LOCKSTEP_FAILPOINTS in it is for the first start of each process only: started again, it would die again */
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent: (event: RunEvent) => void;
  /** the summary in the run folder, for a coordinator that ends well but was not the one that wrote it; null: there is none */
  readonly findSummary: () => Promise<RunSummary | null>;
  /** acts on the processes while the run is at work */
  readonly driver?: ProcessDriver;
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
/** How long a run that its last worker has left may take to finish, if that was its last step. */
const lastStepMs = 2_000;

/**
 * Runs the coordinator, the parameter servers and the workers as processes of their own until all of them have ended. One that crashes is
 * started again under its name, while the others work on.
 * Resolves to the summary, or to null if `stop` or `kill` ended the run (or Ctrl-C reached a process first).
 * Throws the error of the first process that failed for good, after the others have been stopped.
 */
export async function launch(plan: LaunchPlan): Promise<RunSummary | null> {
  return new Launch(plan).run();
}

class Launch {
  readonly #plan: LaunchPlan;
  readonly #processes = new LivingProcesses();
  /** by name: from the first start of a process to the end after which it is not started again */
  readonly #lives = new Map<string, Promise<void>>();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #driven: DrivenProcesses;
  readonly #news = new RunNews();
  readonly #progress = new ProgressWatch();
  /** aborted: nothing is started any more */
  readonly #stopping = new AbortController();
  readonly #listening: Deferred<void> = deferred();
  /** whether the coordinator has brought the run to its end, or has crashed; a new question for each that is started */
  #coordinatorEnd: Deferred<"well" | "crashed"> = deferred<"well" | "crashed">();
  #summaryTold = false;
  /** the run is finished, and its coordinator has ended: there is nobody any more whom a process could ask */
  #over = false;
  #failure: LockstepError | null = null;
  #workersNamed = 0;
  readonly #taskset: string | null;
  readonly #cores: readonly number[];

  constructor(plan: LaunchPlan) {
    this.#plan = plan;
    this.#cores = allowedCores(processStatus());
    const taskset = plan.bindToCores && coreShare(this.#cores, plan.workers, 0) !== null ? findTaskset(process.env["PATH"] ?? "") : null;
    this.#taskset = taskset !== null && canBind(taskset, this.#cores) ? taskset : null;
    this.#driven = new DrivenProcesses(plan.driver, this.#processes, () => this.#beginWorker());
  }

  async run(): Promise<RunSummary | null> {
    const { stop, kill } = this.#plan;
    const onStop = (): void => this.#stop();
    const onKill = (): void => this.#kill();
    stop.addEventListener("abort", onStop);
    kill.addEventListener("abort", onKill);
    try {
      if (!stop.aborted) await this.#startAll();
      // A life may begin while others are waited for.
      while (this.#lives.size > 0) await Promise.all(this.#lives.values());
    } finally {
      stop.removeEventListener("abort", onStop);
      kill.removeEventListener("abort", onKill);
      this.#kill();
      for (const timer of this.#timers) clearTimeout(timer);
    }
    if (this.#failure === null || this.#news.finished) this.#tellSummary();
    if (this.#failure !== null) throw this.#failure;
    return this.#news.summary;
  }

  #tellSummary(): void {
    const { summary } = this.#news;
    if (this.#summaryTold || summary === null) return;
    this.#summaryTold = true;
    this.#plan.onEvent({ type: "finished", summary });
  }

  async #startAll(): Promise<void> {
    const { runFolder, workers, parameterServers } = this.#plan;
    const tooLate = this.#after(listeningTimeoutMs, () => {
      this.#fail(
        new LockstepError("io", `the coordinator was not ready after ${listeningTimeoutMs / 1000} s; see ${path.join(runFolder, "logs")}`),
      );
    });
    // All at once: while the coordinator reads the data, the others load what they need, and wait for its address.
    this.#begin(coordinatorName, () => coordinatorArguments(this.#plan, this.#news));
    for (let range = 0; range < parameterServers; range++) {
      this.#begin(parameterServerName(range), () => parameterServerArguments(range, this.#plan, this.#news.address));
    }
    for (let worker = 0; worker < workers; worker++) this.#beginWorker();
    await this.#listening.promise;
    clearTimeout(tooLate);
    if (!this.#stopping.signal.aborted) this.#driven.start();
  }

  #beginWorker(): string {
    const name = workerName(this.#workersNamed++);
    this.#begin(name, () => workerArguments(name, this.#plan, this.#news.address));
    return name;
  }

  #begin(name: string, processArguments: () => readonly string[]): void {
    const life = this.#live(name, processArguments).finally(() => this.#lives.delete(name));
    this.#lives.set(name, life);
  }

  /** Starts a process, and again each time that it crashes; resolves when it is not needed any more. Never rejects. */
  async #live(name: string, processArguments: () => readonly string[]): Promise<void> {
    let crashes = 0;
    for (let start = 0; ; start++) {
      const child = this.#start(name, processArguments(), start);
      if (start > 0) this.#tell(name, "restarted", `it runs again, as process ${child.pid}`);
      const end = await child.ended;
      const judgement = await this.#judge(child, end, crashes);
      const again = await this.#follow(name, judgement);
      if (again === null) return;
      ({ crashes } = again);
      await sleep(again.afterMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
      if (this.#stopping.signal.aborted || this.#over) return;
    }
  }

  #start(name: string, processArguments: readonly string[], start: number): ChildProcess {
    const { entry, environment, runFolder, token, driver } = this.#plan;
    const firstOnly = start === 0 ? {} : { [failpointsVariable]: undefined };
    if (name === coordinatorName) this.#coordinatorEnd = deferred<"well" | "crashed">();
    const child = startProcess({
      name,
      binding: this.#bindingOf(name),
      entry,
      arguments: processArguments,
      environment: { ...environment, ...firstOnly, ...driver?.environmentOf(name), LOCKSTEP_TOKEN: token },
      logFile: path.join(runFolder, "logs", `${name}.log`),
      onMessage: (event) => this.#receive(event),
    });
    this.#processes.add(child);
    this.#progress.started(name);
    return child;
  }

  /** What a process is started with to keep it to its cores; empty: nothing. */
  #bindingOf(name: string): readonly string[] {
    if (this.#taskset === null || !isWorker(name)) return [];
    const share = coreShare(this.#cores, this.#plan.workers, workerNumber(name));
    return share === null ? [] : [this.#taskset, "-c", share.join(",")];
  }

  #receive(event: ProcessMessage): void {
    if (event.type === "error") return;
    this.#progress.hear(event);
    if (!this.#news.hear(event)) return;
    if (event.type === "listening") {
      this.#processes.tellAll({ type: "coordinator", address: event.address });
      this.#listening.resolve();
    }
    // Its processes end by themselves, each with this reason; which of them is first does not matter.
    if (event.type === "aborted") this.#failure ??= new LockstepError("configuration", `the run has ended: ${event.reason}`);
    if (event.type === "finished") {
      this.#driven.stop();
      // Told when it has brought the run to its end: if it crashes before, the next one has more to tell.
      return;
    }
    if (!this.#stopping.signal.aborted) this.#plan.onEvent(event);
  }

  async #judge(child: ChildProcess, end: ProcessEnd, crashes: number): Promise<EndJudgement> {
    const { name, logFile } = child;
    this.#processes.remove(child);
    const progressed = this.#progress.ended(name);
    if (name === coordinatorName && end.code === 0 && this.#news.summary === null) {
      const summary = await this.#plan.findSummary();
      if (summary !== null) {
        this.#news.finish(summary);
        this.#driven.stop();
      }
    }
    const onPurpose = this.#driven.wasKilled(name) && end.signal === "SIGKILL";
    const ownWords = onPurpose || this.#stopping.signal.aborted || end.code === 0 ? "" : await lastErrorOf(logFile);
    const lastError = onPurpose ? "that was the fault injected" : ownWords;
    const stopping = this.#stopping.signal.aborted;
    if (stopping) this.#processes.releaseWorkers();
    // One that was started again to tell the members what is known here ends as well as the one before would have.
    const finished = this.#news.finished || (name === coordinatorName && end.code === 0 && this.#news.summary !== null);
    const state = { stopping, finished, alone: this.#lives.size === 1, crashes, progressed };
    return judgeEnd(name, end, lastError, state, this.#plan);
  }

  /** Null if the process is not to be started again. */
  async #follow(name: string, judgement: EndJudgement): Promise<{ readonly afterMs: number; readonly crashes: number } | null> {
    const isCoordinator = name === coordinatorName;
    switch (judgement.result) {
      case "expected":
        if (isCoordinator && !this.#stopping.signal.aborted) this.#endWell();
        break;
      case "idle":
        if ((await this.#coordinatorEnd.promise) === "well" || this.#stopping.signal.aborted) return null;
        this.#tell(name, "crashed", judgement.reason);
        return { afterMs: 0, crashes: 0 };
      case "left":
        this.#tell(name, "left", judgement.reason);
        this.#requireWorkers(name);
        break;
      case "interrupted":
        this.#stop();
        break;
      case "restart": {
        const { afterMs, crashes, reason } = judgement;
        this.#tell(name, "crashed", `${reason}; starting it again ${afterMs === 0 ? "at once" : `in ${afterMs / 1000} s`}`);
        if (isCoordinator) {
          this.#news.coordinatorEnded("crashed");
          this.#coordinatorEnd.resolve("crashed");
        }
        return { afterMs, crashes };
      }
      case "failed":
        this.#fail(new LockstepError(judgement.code, judgement.reason));
        break;
    }
    return null;
  }

  /** The members that have heard of the end are ending too. One that was started so late that it has not finds nobody who could tell it. */
  #endWell(): void {
    this.#over = true;
    this.#news.coordinatorEnded("well");
    this.#coordinatorEnd.resolve("well");
    this.#listening.resolve();
    this.#tellSummary();
    for (const name of this.#processes.names) if (!this.#progress.joined(name)) this.#processes.signal(name, "SIGKILL");
    this.#after(lingerTimeoutMs, () => this.#stop());
  }

  /** A run that all its workers were told to leave would wait for ever. */
  #requireWorkers(left: string): void {
    if ([...this.#lives.keys()].some((name) => name !== left && isWorker(name))) return;
    this.#after(lastStepMs, () => {
      if (this.#news.finished) return;
      this.#fail(new LockstepError("io", `${left} was the last worker, and was told to leave: nobody is left to compute the steps`));
    });
  }

  #tell(name: string, state: "crashed" | "left" | "restarted", reason: string): void {
    if (!this.#stopping.signal.aborted) this.#plan.onEvent({ type: "process", name, state, reason });
  }

  #fail(failure: LockstepError): void {
    this.#failure ??= failure;
    this.#stop();
  }

  #stop(): void {
    if (!this.#end()) return;
    this.#processes.signalAll("SIGTERM");
    this.#processes.releaseWorkers();
    this.#after(stopTimeoutMs, () => this.#kill());
  }

  #kill(): void {
    this.#end();
    this.#processes.signalAll("SIGKILL");
  }

  /** From now on nothing is started, and nobody waits for what will not come. @returns false if that was so before */
  #end(): boolean {
    if (this.#stopping.signal.aborted) return false;
    this.#stopping.abort();
    this.#listening.resolve();
    this.#coordinatorEnd.resolve("well");
    this.#driven.stop();
    return true;
  }

  #after(delayMs: number, act: () => void): NodeJS.Timeout {
    const timer = setTimeout(act, delayMs);
    this.#timers.push(timer);
    return timer;
  }
}

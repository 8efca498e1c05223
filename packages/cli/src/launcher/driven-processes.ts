import { LockstepError } from "@lockstep/core";
import type { LivingProcesses } from "./living-processes.ts";
import type { ProcessControl, ProcessDriver } from "./process-control.ts";

/** The processes of a run as its driver may act on them: from their first start until the run ends. */
export class DrivenProcesses implements ProcessControl {
  readonly #driver: ProcessDriver | undefined;
  readonly #processes: LivingProcesses;
  readonly #beginWorker: () => string;
  /** killed by the driver; their ends are not known yet */
  readonly #killed = new Set<string>();
  #driving = false;

  /**
   * @param driver undefined: nobody acts on them
   * @param beginWorker starts one more and tells its name
   */
  constructor(driver: ProcessDriver | undefined, processes: LivingProcesses, beginWorker: () => string) {
    this.#driver = driver;
    this.#processes = processes;
    this.#beginWorker = beginWorker;
  }

  /** All processes have been started for the first time. */
  start(): void {
    this.#driving = this.#driver !== undefined;
    this.#driver?.start(this);
  }

  /** The run is finished, has failed or is being stopped. */
  stop(): void {
    if (!this.#driving) return;
    // It may let paused processes go on before it stops.
    this.#driver?.stop();
    this.#driving = false;
  }

  /** Whether the driver killed a process that has ended; to be asked once. */
  wasKilled(name: string): boolean {
    return this.#killed.delete(name);
  }

  living(): readonly string[] {
    return this.#processes.names;
  }

  signal(name: string, signal: "SIGKILL" | "SIGSTOP" | "SIGCONT" | "SIGTERM"): boolean {
    if (!this.#driving || !this.#processes.signal(name, signal)) return false;
    if (signal === "SIGKILL") this.#killed.add(name);
    return true;
  }

  addWorker(): string {
    if (!this.#driving) throw new LockstepError("aborted", "the run is ending: no worker is started any more");
    return this.#beginWorker();
  }
}

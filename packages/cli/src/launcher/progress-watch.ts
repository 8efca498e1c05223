import type { RunEvent } from "@lockstep/core";
import { isWorker } from "./process-names.ts";

interface Process {
  /** version that the first generation with this process since its start began at; null: there was none yet */
  joinedAt: number | null;
  /** most steps that were committed when it crashed before; 0: it has not crashed */
  stepsAtCrash: number;
}

/** Tells from the coordinator's events whether a process that ends has got on since it was started. */
export class ProgressWatch {
  readonly #processes = new Map<string, Process>();
  /** Most that was ever seen. Steps that are done again count once: whoever dies at the same step each time gets nowhere. */
  #committedStep = 0;

  started(name: string): void {
    const known = this.#processes.get(name);
    this.#processes.set(name, { joinedAt: null, stepsAtCrash: known?.stepsAtCrash ?? 0 });
  }

  hear(event: RunEvent): void {
    if (event.type === "progress") this.#committedStep = Math.max(this.#committedStep, event.progress.step);
    if (event.type !== "generation") return;
    // Training goes on while the coordinator is away: it is here that the launcher learns of those steps.
    this.#committedStep = Math.max(this.#committedStep, event.start);
    for (const [name, process] of this.#processes) {
      // Servers and the coordinator are part of every generation.
      if (!isWorker(name) || event.workers.includes(name)) process.joinedAt ??= event.start;
    }
  }

  /** Whether the process took part in a generation since it was started. */
  joined(name: string): boolean {
    return (this.#processes.get(name)?.joinedAt ?? null) !== null;
  }

  /**
   * Whether a step was committed since the process crashed before, by a worker only in a generation that it took part in: others get on
   * without it. To be asked once, when it has ended.
   */
  ended(name: string): boolean {
    const process = this.#processes.get(name);
    if (process === undefined) return false;
    const { joinedAt, stepsAtCrash } = process;
    const tookPart = !isWorker(name) || (joinedAt !== null && this.#committedStep > joinedAt);
    const progressed = tookPart && this.#committedStep > stepsAtCrash;
    process.stepsAtCrash = this.#committedStep;
    return progressed;
  }
}

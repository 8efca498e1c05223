import type { ChildProcess } from "./child-process.ts";
import type { CoordinatorNews } from "./messages.ts";
import { isWorker } from "./process-names.ts";

type Signal = Parameters<ChildProcess["kill"]>[0];

/** The processes of the run that are alive, by name. */
export class LivingProcesses {
  readonly #children = new Map<string, ChildProcess>();

  /** in the order of their starts */
  get names(): readonly string[] {
    return [...this.#children.keys()];
  }

  add(child: ChildProcess): void {
    this.#children.set(child.name, child);
  }

  /** It has ended. */
  remove({ name }: ChildProcess): void {
    this.#children.delete(name);
  }

  /** @returns false if no such process is alive */
  signal(name: string, signal: Signal): boolean {
    const child = this.#children.get(name);
    child?.kill(signal);
    return child !== undefined;
  }

  tellAll(news: CoordinatorNews): void {
    for (const child of this.#children.values()) child.tell(news);
  }

  signalAll(signal: Signal): void {
    for (const child of this.#children.values()) child.kill(signal);
  }

  /** A worker that was told to leave waits for the coordinator's goodbye. With nobody else left it has nothing to wait for, and nothing to save. */
  releaseWorkers(): void {
    if (this.names.every(isWorker)) this.signalAll("SIGKILL");
  }
}

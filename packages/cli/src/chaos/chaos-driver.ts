import type { RunEvent } from "@lockstep/core";
import type { ProcessControl, ProcessDriver } from "../launcher/process-control.ts";
import { coordinatorName, isParameterServer, isWorker } from "../launcher/process-names.ts";
import { AddressWatch } from "./address-watch.ts";
import type { ChaosPlan } from "./chaos-request.ts";
import { namesOf } from "./cluster-shape.ts";
import { CommittedSteps } from "./committed-steps.ts";
import { dueFaults } from "./due-faults.ts";
import { everyParameterServer, everyProcess, everyWorker, formatFault } from "./fault-plan.ts";
import type { Fault, FaultAction } from "./fault-plan.ts";
import { ProcessLinks } from "./process-links.ts";

export interface ChaosDriverOptions extends ChaosPlan {
  readonly runFolder: string;
  readonly onEvent: (event: RunEvent) => void;
}

const tickMs = 10;

/** Breaks the processes of a training as planned, and tells of it. */
export class ChaosDriver implements ProcessDriver {
  readonly #options: ChaosDriverOptions;
  /** null: the plan cuts no link */
  readonly #links: ProcessLinks | null;
  readonly #committed: CommittedSteps;
  readonly #injected = new Set<Fault>();
  /** what ends a pause or a cut */
  readonly #endings = new Map<NodeJS.Timeout, () => void>();
  #ticking: NodeJS.Timeout | null = null;
  #addresses: AddressWatch | null = null;

  private constructor(options: ChaosDriverOptions, links: ProcessLinks | null) {
    this.#options = options;
    this.#links = links;
    this.#committed = new CommittedSteps(options.runFolder);
  }

  /** Opens the proxies that a plan with cuts needs. */
  static async open(options: ChaosDriverOptions): Promise<ChaosDriver> {
    const { plan, shape } = options;
    const cuts = plan.some(({ action }) => action.kind === "cut");
    const joins = plan.filter(({ action }) => action.kind === "join").length;
    return new ChaosDriver(options, cuts ? await ProcessLinks.open(namesOf({ ...shape, workers: shape.workers + joins })) : null);
  }

  environmentOf(name: string): Readonly<Record<string, string>> {
    return this.#links?.environmentOf(name) ?? {};
  }

  /** Sees what the coordinator tells: where it and its status page listen. */
  observe(event: RunEvent): void {
    if (event.type !== "listening" || this.#links === null) return;
    const links = this.#links;
    links.locate(coordinatorName, event.address);
    this.#addresses?.close();
    if (event.httpAddress === null) return;
    this.#addresses = new AddressWatch(`http://${event.httpAddress}/`, (name, address) => links.locate(name, address));
  }

  start(control: ProcessControl): void {
    const startedAtMs = performance.now();
    this.#ticking = setInterval(() => this.#tick(control, performance.now() - startedAtMs), tickMs);
  }

  /** Lets go what is still paused or cut, so that it can end. */
  stop(): void {
    if (this.#ticking !== null) clearInterval(this.#ticking);
    this.#ticking = null;
    for (const [timer, end] of this.#endings) {
      clearTimeout(timer);
      end();
    }
    this.#endings.clear();
  }

  async close(): Promise<void> {
    this.stop();
    this.#addresses?.close();
    await this.#links?.close();
  }

  /** What the user is told before the start, and after the end of the run. */
  tell(state: "planned" | "done"): void {
    const { plan, seed, onEvent } = this.#options;
    const missed = state === "planned" ? [] : plan.filter((fault) => !this.#injected.has(fault));
    const faults = plan.filter((fault) => !missed.includes(fault));
    onEvent({ type: "chaos", state, seed, faults: faults.map(formatFault), missed: missed.map(formatFault) });
  }

  #tick(control: ProcessControl, elapsedMs: number): void {
    const state = { committedStep: this.#committed.read(), elapsedMs, injected: this.#injected };
    for (const { fault, reason } of dueFaults(this.#options.plan, state)) {
      // A process that is just being started again is waited for.
      if (!this.#inject(fault, control)) continue;
      this.#injected.add(fault);
      this.#options.onEvent({ type: "fault", state: "injected", fault: formatFault(fault), reason });
    }
  }

  /** @returns false if nobody is there whom it could happen to */
  #inject(fault: Fault, control: ProcessControl): boolean {
    const { action } = fault;
    switch (action.kind) {
      case "kill":
        return signalAll(control, living(action.targets, control), "SIGKILL");
      case "pause": {
        const names = living(action.targets, control);
        if (!signalAll(control, names, "SIGSTOP")) return false;
        this.#endAfter(fault, action.forMs, () => signalAll(control, names, "SIGCONT"));
        return true;
      }
      case "cut":
        return this.#cut(fault, action);
      case "leave":
        return control.signal(action.worker, "SIGTERM");
      case "join":
        break;
    }
    control.addWorker();
    return true;
  }

  #cut(fault: Fault, action: Extract<FaultAction, { readonly kind: "cut" }>): boolean {
    const heal = this.#links?.cut(action.from, action.to, action.oneWay) ?? null;
    if (heal === null) return false;
    this.#endAfter(fault, action.forMs, heal);
    return true;
  }

  #endAfter(fault: Fault, delayMs: number, end: () => void): void {
    const timer = setTimeout(() => {
      this.#endings.delete(timer);
      end();
      this.#options.onEvent({ type: "fault", state: "ended", fault: formatFault(fault), reason: `${delayMs / 1000} s are over` });
    }, delayMs);
    this.#endings.set(timer, end);
  }
}

function signalAll(control: ProcessControl, names: readonly string[], signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): boolean {
  return names.map((name) => control.signal(name, signal)).includes(true);
}

/** The processes that are meant and alive. */
function living(targets: readonly string[], control: ProcessControl): readonly string[] {
  const meant = (name: string): boolean =>
    targets.includes(name) ||
    targets.includes(everyProcess) ||
    (targets.includes(everyWorker) && isWorker(name)) ||
    (targets.includes(everyParameterServer) && isParameterServer(name));
  return control.living().filter(meant);
}

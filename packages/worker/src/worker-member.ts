import { MemberSession } from "@lockstep/core";
import type { DialSession } from "@lockstep/core";
import { Departure } from "./departure.ts";
import { TrainingLoop } from "./training-loop.ts";
import type { TrainingLoopOptions } from "./training-loop.ts";

export interface WorkerMemberOptions extends Omit<TrainingLoopOptions, "onDeadLink"> {
  /** id of this process, no other one's */
  readonly instance: string;
  /** host:port of the coordinator, for messages */
  readonly coordinator: string;
  /** dials the coordinator */
  readonly dial: DialSession;
  /** how long the coordinator may be away before the worker gives up */
  readonly coordinatorTimeoutMs: number;
  /** how long the worker works on after `signal` until it is let go; then it leaves all the same */
  readonly leaveTimeoutMs: number;
  /** aborted: the worker is to leave */
  readonly signal: AbortSignal;
}

/** A worker's part in its run: its training, its session with the coordinator, its way out. */
export class WorkerMember {
  readonly loop: TrainingLoop;
  readonly #options: WorkerMemberOptions;
  #session: MemberSession | null = null;
  #departure: Departure | null = null;

  constructor(options: WorkerMemberOptions) {
    this.#options = options;
    this.loop = new TrainingLoop({
      ...options,
      onDeadLink: (generation, peer) => this.#session?.send({ kind: "dead-link", generation, peer }),
    });
  }

  /**
   * Trains until the run is finished or the coordinator lets this worker go. Once only.
   * @param address host:port where the other ranks reach this worker
   * @returns "finished", or "left" after `signal` was aborted
   * @throws LockstepError "refused" (run, recipe), "configuration", "coordinator-lost", …: what ended it
   */
  async join(address: string): Promise<"finished" | "left"> {
    const { gradient, leaveTimeoutMs, logger, signal, clock } = this.#options;
    const session = this.#dial(address);
    this.#session = session;
    const departure = new Departure({
      signal,
      timeoutMs: leaveTimeoutMs,
      ask: () => session.leave("stopped from outside"),
      logger,
      ...(clock && { clock }),
    });
    this.#departure = departure;
    const ended = await Promise.race([session.done, this.loop.failed, gradient.failed, departure.overdue]);
    return ended === "finish" ? "finished" : "left";
  }

  /** Ends the session and the training. */
  async close(): Promise<void> {
    this.#departure?.close();
    this.#session?.close();
    await this.loop.close();
  }

  #dial(address: string): MemberSession {
    const { name, coordinator, dial, instance, run, gradient, coordinatorTimeoutMs, logger, clock } = this.#options;
    const { layoutJson, topologyJson, backend, backendVersion } = gradient.description;
    const { loop } = this;
    return new MemberSession({
      address: coordinator,
      dial,
      hello: () => ({
        role: "worker",
        name,
        range: 0,
        instance,
        fence: 0,
        address,
        recipeHash: run.recipeHash,
        layoutJson,
        topologyJson,
        backend,
        backendVersion,
      }),
      beat: () => ({ ...loop.state, snapshots: [], writing: [], closed: false, phaseMs: loop.phases.means() }),
      handlers: { roster: (roster) => loop.adopt(roster) },
      coordinatorTimeoutMs,
      logger,
      ...(clock && { clock }),
    });
  }
}

import { deferred, LockstepError, MemberSession, stepsPerEpoch, systemClock, totalSteps } from "@lockstep/core";
import type { ActiveAlarms, Clock, Deferred, DialSession, ScheduledCall } from "@lockstep/core";
import { RangeServer } from "./range-server.ts";
import type { RangeServerOptions } from "./range-server.ts";

export interface ParameterServerMemberOptions extends Omit<RangeServerOptions, "steps" | "send" | "onFatal"> {
  /** id of this process, no other one's; that of its {@link RangeServerOptions.ownership} */
  readonly instance: string;
  /** host:port of the coordinator, for messages */
  readonly coordinator: string;
  /** dials the coordinator */
  readonly dial: DialSession;
  /** what is wrong with this process: told in every beat */
  readonly alarms: ActiveAlarms;
  /** aborted: the server is to write down what it holds and leave */
  readonly signal: AbortSignal;
}

const ownerCheckMs = 200;

/** A parameter server's part in its run: its range, its session with the coordinator, the watch over its folder, its way out. */
export class ParameterServerMember {
  readonly ranges: RangeServer;
  /** rejects with what this process cannot go on with; never resolves */
  readonly failed: Promise<never>;
  readonly #options: ParameterServerMemberOptions;
  readonly #clock: Clock;
  readonly #failure: Deferred<never> = deferred<never>();
  #session: MemberSession | null = null;
  #ownerCheck: ScheduledCall | null = null;

  constructor(options: ParameterServerMemberOptions) {
    const { settings, data } = options.run;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.failed = this.#failure.promise;
    this.failed.catch(() => {});
    this.ranges = new RangeServer({
      ...options,
      steps: totalSteps(settings.epochs, stepsPerEpoch(data.trainSamples, settings.batchSize, settings.shards)),
      send: (message) => this.#session?.send(message),
      onFatal: this.#failure.reject,
    });
  }

  /**
   * Holds the range until the run is finished or the signal is aborted. Once only.
   * @param address host:port where others reach this server
   * @returns "finished", or "left" when what it holds is on its disk
   * @throws LockstepError "refused" (run, or a newer process of this range), "configuration", "io", …: what ended it
   */
  async join(address: string): Promise<"finished" | "left"> {
    const { ownership, signal } = this.#options;
    this.#ownerCheck = this.#clock.every(
      ownerCheckMs,
      this.#guarded(() => ownership.check()),
    );
    const session = this.#dial(address);
    this.#session = session;
    const left = deferred<"left">();
    const leave = (): void => {
      session.send({ kind: "leave", reason: "stopped from outside" });
      this.ranges.drain().then(
        () => left.resolve("left"),
        (error: unknown) => this.#failure.reject(LockstepError.from(error)),
      );
    };
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    try {
      const ended = await Promise.race([session.done, this.failed, left.promise]);
      return ended === "left" ? "left" : "finished";
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Ends the session, and waits for writes in flight. */
  async close(): Promise<void> {
    this.#session?.close();
    this.#ownerCheck?.cancel();
    await this.ranges.close();
  }

  #dial(address: string): MemberSession {
    const { coordinator, dial, range, instance, ownership, run, alarms, logger } = this.#options;
    const { ranges } = this;
    return new MemberSession({
      address: coordinator,
      dial,
      hello: () => ({
        role: "parameter-server",
        name: `parameter-server-${range}`,
        range,
        instance,
        fence: ownership.fence.generation,
        address,
        recipeHash: run.recipeHash,
        layoutJson: "",
        topologyJson: "",
        backend: "",
        backendVersion: "",
      }),
      beat: () => ({ ...ranges.state, alarms: alarms.messages, phaseMs: { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 } }),
      handlers: {
        fence: this.#guarded((generation: number, by: string) => ranges.fence(generation, by)),
        roster: (roster) => ranges.open(roster),
        drop: this.#guarded((versions: readonly number[]) => ranges.drop(versions)),
      },
      coordinatorTimeoutMs: null,
      logger,
      clock: this.#clock,
    });
  }

  #guarded<Arguments extends unknown[]>(work: (...given: Arguments) => void): (...given: Arguments) => void {
    return (...given) => {
      try {
        work(...given);
      } catch (error) {
        this.#failure.reject(LockstepError.from(error));
      }
    };
  }
}

import { chooseStart, failpoint, LockstepError, makeRoster, nextRoster, parseLayout } from "@lockstep/core";
import type { FenceReply, Logger, PartitionGrain, RunEvent, RunSettings } from "@lockstep/core";
import type { Alarms } from "./alarms.ts";
import { membershipOf, serversOf } from "./coordinator-state.ts";
import type { CoordinatorState, FencingAttempt, Member } from "./coordinator-state.ts";
import type { Journal } from "./journal.ts";

export interface GenerationChangeOptions {
  /** random id of this coordinator process */
  readonly instance: string;
  /** expectedWorkers: the first generation waits a while for so many; default 0. grain: how finely P is cut */
  readonly settings: Pick<RunSettings, "shards" | "parameterServers" | "minWorkers"> & {
    readonly expectedWorkers?: number;
    readonly grain?: PartitionGrain;
  };
  /** N */
  readonly steps: number;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
  /** what this coordinator cannot recover from */
  readonly onFatal: (error: LockstepError) => void;
}

/**
 * How one generation follows another (docs/protocol.md rules 8 to 11): the servers are asked for their promise, and when all have given it the
 * roster is sent. An attempt that cannot succeed any more is given up, and the need for it stays.
 */
export class GenerationChange {
  readonly #options: GenerationChangeOptions;
  readonly #state: CoordinatorState;
  readonly #alarms: Alarms;
  #waitingFor = "";

  constructor(options: GenerationChangeOptions, state: CoordinatorState, alarms: Alarms) {
    this.#options = options;
    this.#state = state;
    this.#alarms = alarms;
  }

  /** Who is missing for the generation that is needed, for people; empty if nobody is. */
  get waitingFor(): string {
    return this.#waitingFor;
  }

  /**
   * Rules 8 and 9: nothing is fenced before everything is there that the next generation needs.
   * @returns whether an attempt began
   */
  begin(nowMs: number): boolean {
    const { journal, instance, settings, logger } = this.#options;
    const state = this.#state;
    if (state.need === null || state.fencing !== null) return false;
    const plan = nextRoster(nowMs, membershipOf(state), settings);
    if (plan.result === null) {
      if (this.#waitingFor !== plan.reason) logger.info({ need: state.need }, `${state.need}; ${plan.reason}`);
      this.#waitingFor = plan.reason;
      return false;
    }
    this.#waitingFor = "";
    failpoint("coordinator.need");
    const generation = Math.max(state.generation, journal.generation) + 1;
    try {
      journal.advance(generation);
    } catch (error) {
      const known = LockstepError.from(error);
      // A disk that takes nothing now may take it later; the need for the change stays.
      if (known.code === "io") this.#alarms.begin("journal", `no generation can begin: ${known.message}`);
      else this.#options.onFatal(known);
      return false;
    }
    failpoint("coordinator.generation-journalled");
    this.#alarms.over("journal");
    state.generation = generation;
    state.fencing = { generation, reason: state.need, sinceMs: nowMs, replies: new Map() };
    state.need = null;
    logger.debug({ generation }, `asking ${plan.result.servers.length} parameter server(s) to promise generation ${generation}`);
    for (const server of serversOf(state)) server.session.send({ kind: "fence", generation, coordinator: instance });
    failpoint("coordinator.fence-sent");
    return true;
  }

  /** The attempt, if there is one, cannot succeed any more; what called for it still does. */
  giveUp(): void {
    const { fencing } = this.#state;
    if (fencing === null) return;
    this.#state.fencing = null;
    this.#state.need ??= fencing.reason;
  }

  refused({ hello }: Member, have: number): void {
    this.#options.logger.warn({ member: hello.name, have }, `${hello.name} has promised generation ${have} already`);
    this.#state.generation = Math.max(this.#state.generation, have);
    this.giveUp();
  }

  /** @returns whether this was the last promise that was needed, so that the generation is open now */
  promised({ hello }: Member, { generation, versions }: FenceReply): boolean {
    const { fencing } = this.#state;
    if (fencing === null || fencing.generation !== generation || hello.role !== "parameter-server") return false;
    fencing.replies.set(hello.name, versions);
    return fencing.replies.size === this.#options.settings.parameterServers && this.#open(fencing);
  }

  /** Rules 10 and 11: all servers have promised, so the generation is valid. */
  #open(fencing: FencingAttempt): boolean {
    const { instance, settings, steps, journal, logger, report, now } = this.#options;
    const state = this.#state;
    const first = state.firstWorker;
    const plan = nextRoster(now(), membershipOf(state), settings).result;
    if (plan === null || first === null) {
      this.giveUp();
      return false;
    }
    // Version N + 1 of a run that was finished and is now to go on is a copy made by its closing step.
    const extended = journal.finishedSteps > 0 && journal.finishedSteps < steps;
    const { result, reason } = chooseStart(fencing.replies, { excludedVersion: extended ? journal.finishedSteps + 1 : null });
    if (result.alarm !== null) this.#alarms.raise(result.alarm);
    const { generation } = fencing;
    const { layoutJson, backend, backendVersion } = first;
    const facts = {
      generation,
      coordinator: instance,
      start: result.start,
      layoutJson,
      backend,
      backendVersion,
      parameters: parseLayout(layoutJson).length,
      reason: fencing.reason,
    };
    const roster = makeRoster(plan, facts, settings);
    failpoint("coordinator.roster-made");
    state.roster = roster;
    state.openedMs = now();
    state.fencing = null;
    // Whatever happened since the fence is part of this roster, which was made from the members of this moment.
    state.need = null;
    for (const member of state.members.values()) member.session.send({ kind: "roster", roster });
    failpoint("coordinator.roster-sent");
    for (const member of state.members.values()) {
      if (member.leaving && member.hello.role === "worker")
        member.session.send({ kind: "bye", reason: `generation ${generation} goes on without it` });
    }
    const workers = roster.ranks.map((rank) => rank.name);
    logger.info(
      { generation, start: roster.start, workers },
      `generation ${generation} (${fencing.reason}) starts from version ${roster.start}: ${reason}`,
    );
    report({ type: "generation", generation, start: roster.start, reason: fencing.reason, workers });
    return true;
  }
}

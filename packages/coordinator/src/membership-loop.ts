import {
  absenceMs,
  changeNeeded,
  chooseStart,
  droppableSnapshots,
  eligibleWorkers,
  expiredLeases,
  leaseMs,
  LockstepError,
  makeRoster,
  nextRoster,
  parseLayout,
  whoLeaves,
} from "@lockstep/core";
import type {
  Beat,
  DeadLink,
  DeadLinkReport,
  FenceReply,
  Hello,
  Leave,
  Logger,
  MemberMessage,
  Roster,
  RunEvent,
  RunSettings,
} from "@lockstep/core";
import { admit } from "./admission.ts";
import type { PlaceHolder } from "./admission.ts";
import { isInRoster, membershipOf, serversOf, snapshotsOf } from "./coordinator-state.ts";
import type { CoordinatorState, FencingAttempt, Member, SessionPort } from "./coordinator-state.ts";
import type { Journal } from "./journal.ts";
import { StallWatch } from "./stall-watch.ts";

export interface MembershipOptions {
  /** random id of this coordinator process */
  readonly instance: string;
  /** expectedWorkers: the first generation waits a while for so many; default 0 */
  readonly settings: Pick<RunSettings, "shards" | "parameterServers" | "minWorkers" | "allowMixedBackends"> & {
    readonly expectedWorkers?: number;
  };
  readonly recipeHash: string;
  /** N */
  readonly steps: number;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
  /**
   * All servers have the last version and their ledgers durable: gather what the run leaves behind. The run is finished when this
   * resolves. `signal` is aborted when a server is lost meanwhile.
   */
  readonly complete: (roster: Roster, signal: AbortSignal) => Promise<void>;
  /** what this coordinator cannot recover from */
  readonly onFatal: (error: LockstepError) => void;
}

/** Time for members to come back after this process was started again. */
const settleMs = 700;
/** Dead links are collected this long before anybody is judged. */
const collectLinksMs = 400;
/** After the results could not be gathered. */
const completeRetryMs = 500;
const repeatAlarmMs = 10_000;

/**
 * The coordinator's part of PROTOCOL.md: who is in the run, and when and with what a generation begins. Driven from outside (messages,
 * ended sessions, a tick every 100 ms) and synchronous, so that every change of state is whole; the decisions themselves are pure
 * functions of @lockstep/core.
 */
export class MembershipLoop {
  readonly #options: MembershipOptions;
  readonly #state: CoordinatorState;
  readonly #stall: StallWatch;
  readonly #alarms = new Map<string, number>();
  #links: { readonly sinceMs: number; readonly reports: Map<string, DeadLinkReport> } | null = null;
  #lastTickMs: number;
  #completing: AbortController | null = null;
  #completeAtMs = 0;
  #finishedMs: number | null = null;
  #toldSomebody = false;
  #waiting = "";

  constructor(options: MembershipOptions) {
    this.#options = options;
    const now = options.now();
    const { generation, finishedSteps, firstWorker } = options.journal;
    this.#lastTickMs = now;
    this.#stall = new StallWatch(options.steps);
    this.#state = {
      generation,
      members: new Map(),
      absences: new Map(),
      roster: null,
      openedMs: now,
      fencing: null,
      need: "the coordinator started",
      // Nobody can come back to a run that never had a generation.
      settleUntilMs: generation === 0 ? now : now + settleMs,
      firstWorker,
    };
    if (finishedSteps === options.steps) this.#finishedMs = now;
  }

  get state(): Readonly<CoordinatorState> {
    return this.#state;
  }

  /** Why no generation is open, for people; empty if one is. */
  get waitingFor(): string {
    return this.#waiting;
  }

  get finished(): boolean {
    return this.#finishedMs !== null;
  }

  /** The run is finished and nobody needs to be told any more. */
  get over(): boolean {
    if (this.#finishedMs === null) return false;
    return this.#options.now() - this.#finishedMs > 3 * leaseMs || (this.#state.members.size === 0 && this.#toldSomebody);
  }

  /** First message of a session. */
  hello(session: SessionPort, hello: Hello): void {
    const { settings, recipeHash, journal, logger, report, now } = this.#options;
    const state = this.#state;
    const nowMs = now();
    const { result, reason } = admit(
      hello,
      { holder: this.#holderOf(hello), firstWorker: state.firstWorker },
      { recipeHash, parameterServers: settings.parameterServers, allowMixedBackends: settings.allowMixedBackends },
    );
    if (result.kind === "refuse") {
      logger.warn({ member: hello.name }, `refused: ${reason}`);
      session.send({ kind: "refused", reason, exitCode: result.exitCode });
      session.close();
      return;
    }
    if (result.kind === "busy") {
      logger.info({ member: hello.name }, reason);
      session.send({ kind: "busy" });
      session.close();
      return;
    }
    for (const before of this.#sameIdentity(hello)) {
      before.session.close();
      this.#drop(before, `${hello.name} came on a new session`);
    }
    state.members.set(hello.name, { hello, session, sinceMs: nowMs, heardMs: nowMs, beat: null, leaving: false });
    if (this.finished) {
      this.#tellFinish(session);
      return;
    }
    report({ type: "member", name: hello.name, state: "joined", reason });
    logger.info({ member: hello.name, address: hello.address, backend: hello.backend }, reason);
    if (hello.role === "parameter-server") {
      // The journal may have been lost; the servers' promises were not.
      state.generation = Math.max(state.generation, hello.fence);
      state.need ??= `${hello.name} connected`;
      return;
    }
    if (state.firstWorker === null) {
      const { layoutJson, topologyJson, backend, backendVersion } = hello;
      state.firstWorker = { layoutJson, topologyJson, backend, backendVersion };
      this.#guard(() => journal.keepFirstWorker({ layoutJson, topologyJson, backend, backendVersion }));
    }
    if (state.roster?.ranks.some((rank) => rank.name === hello.name)) state.need ??= `${hello.name} came back`;
  }

  /** Any later message. Messages of a session that is no member's (refused, replaced) are ignored. */
  receive(session: SessionPort, message: Exclude<MemberMessage, { kind: "hello" }>): void {
    const member = this.#memberOf(session);
    if (member === null) return;
    member.heardMs = this.#options.now();
    switch (message.kind) {
      case "beat":
        this.#beat(member, message);
        return;
      case "fence-reply":
        this.#fenceReply(member, message);
        return;
      case "fence-refused":
        this.#fenceRefused(member, message.have);
        return;
      case "open-failed":
        this.#raiseAlarm(`${member.hello.name} could not open generation ${message.generation}: ${message.reason}`);
        this.#state.need ??= `${member.hello.name} could not open generation ${message.generation}`;
        return;
      case "dead-link":
        this.#deadLink(member, message);
        return;
      case "leave":
        this.#leave(member, message);
    }
  }

  /** The session has ended, whoever ended it. */
  closed(session: SessionPort, reason: string): void {
    const member = this.#memberOf(session);
    if (member !== null) this.#drop(member, reason);
  }

  /** To be called every 100 ms. */
  tick(): void {
    const nowMs = this.#options.now();
    const state = this.#state;
    this.#expireLeases(nowMs);
    if (this.finished) return;
    this.#judgeLinks(nowMs);
    this.#watchForStall(nowMs);
    if (state.fencing === null) {
      state.need = changeNeeded(nowMs, membershipOf(state), this.#options.settings).result;
      this.#beginChange(nowMs);
    }
    this.#completeIfClosed(nowMs);
  }

  /** Members of this name or this parameter range. */
  #sameIdentity(hello: Hello): readonly Member[] {
    return [...this.#state.members.values()].filter(
      (member) =>
        member.hello.name === hello.name ||
        (hello.role === "parameter-server" && member.hello.role === hello.role && member.hello.range === hello.range),
    );
  }

  #holderOf(hello: Hello): PlaceHolder | null {
    const nowMs = this.#options.now();
    const member = this.#sameIdentity(hello).find(({ heardMs }) => nowMs - heardMs < leaseMs);
    return member === undefined ? null : { name: member.hello.name, instance: member.hello.instance };
  }

  #memberOf(session: SessionPort): Member | null {
    for (const member of this.#state.members.values()) if (member.session === session) return member;
    return null;
  }

  #expireLeases(nowMs: number): void {
    const heardMs = new Map([...this.#state.members].map(([name, member]) => [name, member.heardMs]));
    const { result, reason } = expiredLeases(nowMs, { lastTickMs: this.#lastTickMs, heardMs });
    this.#lastTickMs = nowMs;
    if (result.renewAll) {
      this.#options.logger.warn({}, reason);
      for (const member of this.#state.members.values()) member.heardMs = nowMs;
    }
    for (const name of result.expired) {
      const member = this.#state.members.get(name);
      if (member === undefined) continue;
      member.session.close();
      this.#drop(member, `nothing heard for ${leaseMs} ms`);
    }
  }

  #drop(member: Member, reason: string): void {
    const state = this.#state;
    const { name, role } = member.hello;
    state.members.delete(name);
    if (this.finished) return;
    this.#options.report({ type: "member", name, state: "left", reason });
    this.#options.logger.info({ member: name }, `${name} left: ${reason}`);
    if (role === "parameter-server") {
      this.#completing?.abort(new LockstepError("peer-lost", `${name} left: ${reason}`));
      if (state.fencing !== null) this.#giveUpChange(`${name} left`);
    }
    if (role === "parameter-server" || state.roster === null || isInRoster(state.roster, name)) state.need ??= `${name} left (${reason})`;
  }

  #beat(member: Member, beat: Beat): void {
    const { parameterServers } = this.#options.settings;
    member.beat = beat;
    const isServer = member.hello.role === "parameter-server";
    const drop = isServer ? droppableSnapshots(member.hello.range, snapshotsOf(this.#state, parameterServers)).result : [];
    member.session.send({ kind: "ack", drop });
  }

  #leave(member: Member, { reason }: Leave): void {
    const { name, role } = member.hello;
    member.leaving = true;
    this.#options.logger.info({ member: name }, `${name} asks to leave: ${reason}`);
    if (role === "parameter-server") return;
    if (this.#state.roster?.ranks.some((rank) => rank.name === name)) this.#state.need ??= `${name} leaves`;
    else member.session.send({ kind: "bye", reason: "not part of the current generation" });
  }

  #deadLink(member: Member, { generation, peer }: DeadLink): void {
    const { roster, need, fencing } = this.#state;
    const reporter = member.hello.name;
    if (roster === null || need !== null || fencing !== null || generation !== roster.generation) return;
    if (!isInRoster(roster, reporter) || !isInRoster(roster, peer)) return;
    this.#links ??= { sinceMs: this.#options.now(), reports: new Map() };
    this.#links.reports.set(JSON.stringify([reporter, peer]), { reporter, peer });
  }

  #judgeLinks(nowMs: number): void {
    const { roster, need, fencing } = this.#state;
    if (this.#links === null || nowMs - this.#links.sinceMs <= collectLinksMs) return;
    const links = [...this.#links.reports.values()];
    this.#links = null;
    if (roster === null || need !== null || fencing !== null) return;
    const eligible = eligibleWorkers(nowMs, membershipOf(this.#state).workers).map((worker) => worker.name);
    const { result, reason } = whoLeaves({ links, ranks: roster.ranks.map((rank) => rank.name), eligible });
    if (result.alarm !== null) this.#raiseAlarm(result.alarm);
    for (const name of result.workers) this.#leaveOut(name, nowMs, reason);
  }

  #leaveOut(name: string, nowMs: number, reason: string): void {
    const times = (this.#state.absences.get(name)?.times ?? 0) + 1;
    this.#state.absences.set(name, { times, untilMs: nowMs + absenceMs(times) });
    this.#raiseAlarm(`${name} is left out for ${absenceMs(times) / 1000} s: ${reason}`);
    this.#state.need ??= `${name} left out`;
  }

  #watchForStall(nowMs: number): void {
    const { result, reason } = this.#stall.check(nowMs, this.#state);
    if (result === null) return;
    if (result.limitReached) {
      this.#options.onFatal(new LockstepError("invariant", `the run ends: ${reason}`));
      return;
    }
    this.#raiseAlarm(reason);
    const eligible = eligibleWorkers(nowMs, membershipOf(this.#state).workers).map((worker) => worker.name);
    if (result.culprit !== null && eligible.includes(result.culprit) && eligible.length > 1) this.#leaveOut(result.culprit, nowMs, reason);
  }

  /** Rules 8 and 9: nothing is fenced before everything is there that the next generation needs. */
  #beginChange(nowMs: number): void {
    const { journal, instance, settings, logger } = this.#options;
    const state = this.#state;
    if (state.need === null || this.#completing !== null) return;
    const plan = nextRoster(nowMs, membershipOf(state), settings);
    if (plan.result === null) {
      if (this.#waiting !== plan.reason) logger.info({ need: state.need }, `${state.need}; ${plan.reason}`);
      this.#waiting = plan.reason;
      return;
    }
    this.#waiting = "";
    const generation = Math.max(state.generation, journal.generation) + 1;
    if (!this.#guard(() => journal.advance(generation))) return;
    state.generation = generation;
    state.fencing = { generation, reason: state.need, sinceMs: nowMs, replies: new Map() };
    state.need = null;
    this.#links = null;
    logger.debug({ generation }, `asking ${plan.result.servers.length} parameter server(s) to promise generation ${generation}`);
    for (const server of serversOf(state)) server.session.send({ kind: "fence", generation, coordinator: instance });
  }

  #giveUpChange(reason: string): void {
    this.#state.need ??= this.#state.fencing?.reason ?? reason;
    this.#state.fencing = null;
  }

  #fenceRefused(member: Member, have: number): void {
    const state = this.#state;
    this.#options.logger.warn({ member: member.hello.name, have }, `${member.hello.name} has promised generation ${have} already`);
    state.generation = Math.max(state.generation, have);
    if (state.fencing !== null) this.#giveUpChange("a fence was refused");
  }

  #fenceReply(member: Member, { generation, versions }: FenceReply): void {
    const { fencing } = this.#state;
    if (fencing === null || fencing.generation !== generation || member.hello.role !== "parameter-server") return;
    fencing.replies.set(member.hello.name, versions);
    if (fencing.replies.size === this.#options.settings.parameterServers) this.#open(fencing);
  }

  /** Rules 10 and 11: all servers have promised, so the generation is valid. */
  #open(fencing: FencingAttempt): void {
    const { instance, settings, steps, journal, logger, report, now } = this.#options;
    const state = this.#state;
    const first = state.firstWorker;
    const plan = nextRoster(now(), membershipOf(state), settings).result;
    if (plan === null || first === null) {
      this.#giveUpChange("a member left while the generation was being opened");
      return;
    }
    // Version N + 1 of a run that was finished and is now to go on is a copy made by its closing step.
    const extended = journal.finishedSteps > 0 && journal.finishedSteps < steps;
    const { result, reason } = chooseStart(fencing.replies, { excludedVersion: extended ? journal.finishedSteps + 1 : null });
    if (result.alarm !== null) this.#raiseAlarm(result.alarm);
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
    state.roster = roster;
    state.openedMs = now();
    state.fencing = null;
    // Whatever happened since the fence is part of this roster, which was made from the members of this moment.
    state.need = null;
    this.#stall.opened(state.openedMs);
    for (const member of state.members.values()) member.session.send({ kind: "roster", roster });
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
  }

  /** Rule 22. Only Beats of the current generation count: an older report may be of a version that was taken back. */
  #completeIfClosed(nowMs: number): void {
    const { roster, need, fencing, members } = this.#state;
    if (roster === null || need !== null || fencing !== null || this.#completing !== null || nowMs < this.#completeAtMs) return;
    const closed = roster.servers.every((server) => {
      const beat = members.get(server.name)?.beat;
      return beat?.closed === true && beat.generation === roster.generation;
    });
    if (closed) void this.#complete(roster);
  }

  async #complete(roster: Roster): Promise<void> {
    const { complete, journal, steps, now, onFatal } = this.#options;
    const completing = new AbortController();
    this.#completing = completing;
    try {
      await complete(roster, completing.signal);
      journal.finish(steps);
      this.#finishedMs = now();
      for (const member of this.#state.members.values()) this.#tellFinish(member.session);
    } catch (error) {
      const known = LockstepError.from(completing.signal.aborted ? completing.signal.reason : error);
      const passing = ["unavailable", "peer-lost", "generation-ended", "aborted", "io"].includes(known.code);
      if (!passing) onFatal(known);
      else this.#raiseAlarm(`the results cannot be gathered yet: ${known.message}`);
      this.#completeAtMs = now() + completeRetryMs;
    } finally {
      this.#completing = null;
    }
  }

  #tellFinish(session: SessionPort): void {
    this.#toldSomebody = true;
    session.send({ kind: "finish" });
  }

  /** Says it once; again only if it is still so after a while. */
  #raiseAlarm(message: string): void {
    const nowMs = this.#options.now();
    for (const [text, saidMs] of this.#alarms) if (nowMs - saidMs > repeatAlarmMs) this.#alarms.delete(text);
    if (this.#alarms.has(message)) return;
    this.#alarms.set(message, nowMs);
    this.#options.logger.warn({ alarm: true }, message);
    this.#options.report({ type: "alarm", message });
  }

  #guard(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.#options.onFatal(LockstepError.from(error, "io"));
      return false;
    }
  }
}

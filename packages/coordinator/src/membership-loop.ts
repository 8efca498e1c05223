import {
  changeNeeded,
  droppableSnapshots,
  eligibleWorkers,
  expiredLeases,
  failpoint,
  isForgotten,
  leaseMs,
  LockstepError,
  nextAbsence,
  SeldomLog,
} from "@lockstep/core";
import type { AbortRun, Beat, Hello, Leave, MemberMessage, RunSettings } from "@lockstep/core";
import { admit } from "./admission.ts";
import type { PlaceHolder } from "./admission.ts";
import { Alarms } from "./alarms.ts";
import { Completion } from "./completion.ts";
import type { CompletionOptions } from "./completion.ts";
import { isInRoster, membershipOf, snapshotsOf } from "./coordinator-state.ts";
import type { CoordinatorState, Member, SessionPort } from "./coordinator-state.ts";
import { DeadLinks } from "./dead-links.ts";
import { GenerationChange } from "./generation-change.ts";
import type { GenerationChangeOptions } from "./generation-change.ts";
import { RunAbort } from "./run-abort.ts";
import { StallWatch } from "./stall-watch.ts";
import { absenceAlarm, whoIsAway } from "./who-is-away.ts";
import type { AwayMember } from "./who-is-away.ts";

export interface MembershipOptions extends GenerationChangeOptions, CompletionOptions {
  readonly settings: GenerationChangeOptions["settings"] & Pick<RunSettings, "allowMixedBackends">;
  readonly recipeHash: string;
}

/** Time for members to come back after this process was started again. */
const settleMs = 700;
const keepRetryMs = 1000;

/**
 * The coordinator's part of docs/protocol.md: who is in the run, and when its membership has to change. Driven from outside (messages, ended
 * sessions, a tick every 100 ms) and synchronous, so that every change of state is whole; the decisions themselves are pure functions of
 * @lockstep/core. How a change is carried out is the business of {@link GenerationChange}, how a run ends that of {@link Completion}.
 */
export class MembershipLoop {
  readonly #options: MembershipOptions;
  readonly #state: CoordinatorState;
  readonly #alarms: Alarms;
  readonly #change: GenerationChange;
  readonly #completion: Completion;
  readonly #abort: RunAbort;
  readonly #links = new DeadLinks();
  readonly #warnings: SeldomLog;
  readonly #stall: StallWatch;
  #lastTickMs: number;
  /** when what the first worker said is to be written again */
  #keepAtMs = Infinity;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const now = options.now();
    const { generation, firstWorker } = options.journal;
    this.#lastTickMs = now;
    this.#stall = new StallWatch(options.steps);
    this.#state = {
      generation,
      members: new Map(),
      departed: new Map(),
      absences: new Map(),
      roster: null,
      openedMs: now,
      fencing: null,
      need: "the coordinator started",
      // Nobody can come back to a run that never had a generation.
      settleUntilMs: generation === 0 ? now : now + settleMs,
      firstWorker,
    };
    this.#alarms = new Alarms(options);
    this.#warnings = new SeldomLog(options.logger, options.now);
    this.#change = new GenerationChange(options, this.#state, this.#alarms);
    this.#completion = new Completion(options, this.#state, this.#alarms);
    this.#abort = new RunAbort(options, this.#state);
  }

  get state(): Readonly<CoordinatorState> {
    return this.#state;
  }

  /** Why no generation is open, and who has been away for how long, for people; empty if one is. */
  get waitingFor(): string {
    const { waitingFor } = this.#change;
    return waitingFor === "" ? "" : [waitingFor, ...this.#away(this.#options.now()).map(({ text }) => text)].join("; ");
  }

  get finished(): boolean {
    return this.#completion.finished;
  }

  /** The run is finished and nobody needs to be told any more. */
  get over(): boolean {
    return this.#completion.over;
  }

  /** First message of a session. */
  hello(session: SessionPort, hello: Hello): void {
    this.#whole(() => this.#hello(session, hello));
  }

  /** Any later message. Messages of a session that is no member's (refused, replaced) are ignored. */
  receive(session: SessionPort, message: Exclude<MemberMessage, { kind: "hello" }>): void {
    const member = this.#memberOf(session);
    if (member !== null) this.#whole(() => this.#receive(member, message));
  }

  /** The session has ended, whoever ended it. */
  closed(session: SessionPort, reason: string): void {
    const member = this.#memberOf(session);
    if (member !== null) this.#whole(() => this.#drop(member, reason));
  }

  /** To be called every 100 ms. */
  tick(): void {
    const nowMs = this.#options.now();
    const state = this.#state;
    this.#expireLeases(nowMs);
    if (nowMs >= this.#keepAtMs) this.#keepFirstWorker(nowMs);
    this.#watchForAbsence(nowMs);
    if (this.finished || this.#links.quiet(nowMs)) this.#alarms.over("links");
    if (this.finished) return;
    if (this.#abort.begun) {
      this.#abort.check(nowMs);
      return;
    }
    this.#judgeLinks(nowMs);
    this.#watchForStall(nowMs);
    if (state.fencing === null) {
      state.need = changeNeeded(nowMs, membershipOf(state), this.#options.settings).result;
      if (!this.#completion.gathering) this.#change.begin(nowMs);
    }
    this.#completion.check(nowMs);
  }

  /** A change of state that broke off half-way is nothing to go on with, and not the fault of the member whose message it was. */
  #whole(change: () => void): void {
    try {
      change();
    } catch (error) {
      this.#options.onFatal(LockstepError.from(error));
    }
  }

  #hello(session: SessionPort, hello: Hello): void {
    const { settings, recipeHash, logger, report, now } = this.#options;
    failpoint("coordinator.hello-received");
    const state = this.#state;
    const nowMs = now();
    const { result, reason } = admit(
      hello,
      { holder: this.#holderOf(hello), firstWorker: state.firstWorker },
      { recipeHash, parameterServers: settings.parameterServers, allowMixedBackends: settings.allowMixedBackends },
    );
    if (result.kind === "refuse") {
      this.#warnings.warn("refused", { member: hello.name }, `refused: ${reason}`);
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
      this.#drop(before, `${hello.name} came on a new session`);
      before.session.close();
    }
    const member: Member = { hello, session, sinceMs: nowMs, heardMs: nowMs, beat: null, phaseSinceMs: nowMs, leaving: false };
    state.members.set(hello.name, member);
    state.departed.delete(hello.name);
    if (this.finished) {
      this.#completion.tell(member);
      return;
    }
    if (this.#abort.begun) {
      this.#abort.tell(member);
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
      this.#keepFirstWorker(nowMs);
    }
    if (state.roster?.ranks.some((rank) => rank.name === hello.name)) state.need ??= `${hello.name} came back`;
  }

  #receive(member: Member, message: Exclude<MemberMessage, { kind: "hello" }>): void {
    member.heardMs = this.#options.now();
    switch (message.kind) {
      case "beat":
        this.#beat(member, message);
        return;
      case "fence-reply":
        if (!this.#change.promised(member, message)) return;
        this.#links.forget();
        this.#state.departed.clear();
        this.#stall.opened(this.#state.openedMs);
        return;
      case "fence-refused":
        this.#change.refused(member, message.have);
        return;
      case "open-failed":
        this.#alarms.raise(`${member.hello.name} could not open generation ${message.generation}: ${message.reason}`);
        this.#state.need ??= `${member.hello.name} could not open generation ${message.generation}`;
        return;
      case "dead-link":
        this.#links.report(member.heardMs, this.#state, member.hello.name, message);
        return;
      case "leave":
        this.#leave(member, message);
        return;
      case "abort":
        this.#abortRun(member, message);
    }
  }

  /** A restart without it takes the next worker for the first: no reason to end, but one to try again until it is kept. */
  #keepFirstWorker(nowMs: number): void {
    const { journal } = this.#options;
    const { firstWorker } = this.#state;
    this.#keepAtMs = Infinity;
    if (firstWorker === null) return;
    try {
      journal.keepFirstWorker(firstWorker);
      this.#alarms.over("model");
    } catch (error) {
      this.#alarms.begin("model", `the model cannot be kept in the run folder: ${LockstepError.from(error).message}`);
      this.#keepAtMs = nowMs + keepRetryMs;
    }
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
      this.#drop(member, `nothing heard for ${leaseMs} ms`);
      member.session.close();
    }
  }

  #drop(member: Member, reason: string): void {
    const state = this.#state;
    const { name, role } = member.hello;
    state.members.delete(name);
    if (this.finished) return;
    if (state.roster !== null && isInRoster(state.roster, name))
      state.departed.set(name, { role, sinceMs: this.#options.now(), reason, beat: member.beat });
    this.#options.report({ type: "member", name, state: "left", reason });
    this.#options.logger.info({ member: name }, `${name} left: ${reason}`);
    if (role === "parameter-server") {
      this.#completion.interrupt(`${name} left: ${reason}`);
      this.#change.giveUp();
    }
    if (role === "parameter-server" || state.roster === null || isInRoster(state.roster, name)) state.need ??= `${name} left (${reason})`;
  }

  #beat(member: Member, beat: Beat): void {
    const { parameterServers } = this.#options.settings;
    const { phase, version, generation } = member.beat ?? {};
    if (phase !== beat.phase || version !== beat.version || generation !== beat.generation) member.phaseSinceMs = member.heardMs;
    member.beat = beat;
    const { name } = member.hello;
    this.#alarms.lasting(
      `member ${name}`,
      (beat.alarms ?? []).map((alarm) => `${name}: ${alarm}`),
    );
    const isServer = member.hello.role === "parameter-server";
    const drop = isServer ? droppableSnapshots(member.hello.range, snapshotsOf(this.#state, parameterServers)).result : [];
    if (drop.length > 0) failpoint("coordinator.ack-drop");
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

  /** Of a server alone, and of the open generation: what an older one has come to may have been computed by a process that is gone. */
  #abortRun({ hello }: Member, { generation, reason }: AbortRun): void {
    const { roster, fencing } = this.#state;
    const counts = hello.role === "parameter-server" && fencing === null && roster?.generation === generation;
    if (counts) this.#abort.begin(reason);
    else
      this.#options.logger.info(
        { member: hello.name, generation },
        `${hello.name} would end the run, but not of this generation: ${reason}`,
      );
  }

  #judgeLinks(nowMs: number): void {
    const judged = this.#links.judge(nowMs, this.#state);
    if (judged === null) return;
    const { result, reason } = judged;
    if (result.alarm !== null) this.#alarms.begin("links", result.alarm);
    for (const name of result.workers) this.#leaveOut(name, nowMs, reason);
  }

  #leaveOut(name: string, nowMs: number, reason: string): void {
    const { absences } = this.#state;
    const absence = nextAbsence(nowMs, absences.get(name));
    for (const [other, before] of absences) if (isForgotten(nowMs, before)) absences.delete(other);
    absences.set(name, absence.result);
    this.#alarms.raise(`${name} is ${absence.reason}: ${reason}`);
    this.#state.need ??= `${name} left out`;
  }

  #away(nowMs: number): readonly AwayMember[] {
    return whoIsAway(nowMs, this.#state, this.#options.settings.minWorkers);
  }

  #watchForAbsence(nowMs: number): void {
    const alarm = this.finished || this.#change.waitingFor === "" ? null : absenceAlarm(this.#away(nowMs));
    this.#alarms.concerning("absence", alarm, `${alarm}: ${this.waitingFor}`);
  }

  #watchForStall(nowMs: number): void {
    const { result, reason } = this.#stall.check(nowMs, this.#state);
    this.#alarms.concerning("stall", result === null ? null : (result.culprit ?? "nobody"), reason);
    if (result === null) return;
    if (result.limitReached) {
      this.#options.onFatal(new LockstepError("invariant", `the run ends: ${reason}`));
      return;
    }
    const eligible = eligibleWorkers(nowMs, membershipOf(this.#state).workers).map((worker) => worker.name);
    if (result.culprit !== null && eligible.includes(result.culprit) && eligible.length > 1) this.#leaveOut(result.culprit, nowMs, reason);
  }
}

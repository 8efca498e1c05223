import { changeNeeded, droppableSnapshots, failpoint, LockstepError } from "@lockstep/core";
import type { AbortRun, Beat, Hello, Leave, MemberMessage } from "@lockstep/core";
import { Alarms } from "./alarms.ts";
import { Completion } from "./completion.ts";
import type { CompletionOptions } from "./completion.ts";
import { membershipOf, snapshotsOf } from "./coordinator-state.ts";
import type { CoordinatorState, Member, SessionPort } from "./coordinator-state.ts";
import { GenerationChange } from "./generation-change.ts";
import type { GenerationChangeOptions } from "./generation-change.ts";
import { MemberRegistry } from "./member-registry.ts";
import type { MemberRegistryOptions } from "./member-registry.ts";
import { MembershipWatch } from "./membership-watch.ts";
import { RunAbort } from "./run-abort.ts";

export interface MembershipOptions extends GenerationChangeOptions, CompletionOptions, MemberRegistryOptions {
  readonly settings: GenerationChangeOptions["settings"] & MemberRegistryOptions["settings"];
}

/** Time for members to come back after this process was started again. */
const settleMs = 700;

/**
 * The coordinator's part of docs/protocol.md: who is in the run, and when its membership has to change. Driven from outside (messages, ended
 * sessions, a tick every 100 ms) and synchronous, so that every change of state is whole; the decisions themselves are pure functions of
 * @lockstep/core. Who comes and goes is the business of {@link MemberRegistry}, what keeps a generation from getting on that of
 * {@link MembershipWatch}, how a change is carried out that of {@link GenerationChange}, how a run ends that of {@link Completion}.
 */
export class MembershipLoop {
  readonly #options: MembershipOptions;
  readonly #state: CoordinatorState;
  readonly #alarms: Alarms;
  readonly #change: GenerationChange;
  readonly #completion: Completion;
  readonly #abort: RunAbort;
  readonly #registry: MemberRegistry;
  readonly #watch: MembershipWatch;

  constructor(options: MembershipOptions) {
    this.#options = options;
    const now = options.now();
    const { generation, firstWorker } = options.journal;
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
    this.#change = new GenerationChange(options, this.#state, this.#alarms);
    this.#completion = new Completion(options, this.#state, this.#alarms);
    this.#abort = new RunAbort(options, this.#state);
    this.#registry = new MemberRegistry(options, this.#state, this.#alarms, {
      change: this.#change,
      completion: this.#completion,
      abort: this.#abort,
    });
    this.#watch = new MembershipWatch(options, this.#state, this.#alarms, this.#change);
  }

  get state(): Readonly<CoordinatorState> {
    return this.#state;
  }

  /** Why no generation is open, and who has been away for how long, for people; empty if one is. */
  get waitingFor(): string {
    return this.#watch.waitingFor;
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
    this.#whole(() => this.#registry.hello(session, hello));
  }

  /** Any later message. Messages of a session that is no member's (refused, replaced) are ignored. */
  receive(session: SessionPort, message: Exclude<MemberMessage, { kind: "hello" }>): void {
    const member = this.#registry.memberOf(session);
    if (member !== null) this.#whole(() => this.#receive(member, message));
  }

  /** The session has ended, whoever ended it. */
  closed(session: SessionPort, reason: string): void {
    const member = this.#registry.memberOf(session);
    if (member !== null) this.#whole(() => this.#registry.drop(member, reason));
  }

  /** To be called every 100 ms. */
  tick(): void {
    const nowMs = this.#options.now();
    const state = this.#state;
    this.#registry.check(nowMs);
    this.#watch.checkAlarms(nowMs, this.finished);
    if (this.finished) return;
    if (this.#abort.begun) {
      this.#abort.check(nowMs);
      return;
    }
    this.#watch.checkProgress(nowMs);
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

  #receive(member: Member, message: Exclude<MemberMessage, { kind: "hello" }>): void {
    member.heardMs = this.#options.now();
    switch (message.kind) {
      case "beat":
        this.#beat(member, message);
        return;
      case "fence-reply":
        if (this.#change.promised(member, message)) this.#watch.opened();
        return;
      case "fence-refused":
        this.#change.refused(member, message.have);
        return;
      case "open-failed":
        this.#alarms.raise(`${member.hello.name} could not open generation ${message.generation}: ${message.reason}`);
        this.#state.need ??= `${member.hello.name} could not open generation ${message.generation}`;
        return;
      case "dead-link":
        this.#watch.deadLink(member, message);
        return;
      case "leave":
        this.#leave(member, message);
        return;
      case "abort":
        this.#abortRun(member, message);
    }
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
}

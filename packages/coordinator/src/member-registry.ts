import { expiredLeases, failpoint, leaseMs, LockstepError, SeldomLog } from "@lockstep/core";
import type { Hello, Logger, RunEvent, RunSettings } from "@lockstep/core";
import { admit } from "./admission.ts";
import type { PlaceHolder } from "./admission.ts";
import type { Alarms } from "./alarms.ts";
import type { Completion } from "./completion.ts";
import { isInRoster } from "./coordinator-state.ts";
import type { CoordinatorState, Member, SessionPort } from "./coordinator-state.ts";
import type { GenerationChange } from "./generation-change.ts";
import type { Journal } from "./journal.ts";
import type { RunAbort } from "./run-abort.ts";

export interface MemberRegistryOptions {
  readonly settings: Pick<RunSettings, "parameterServers" | "allowMixedBackends">;
  readonly recipeHash: string;
  readonly journal: Journal;
  readonly logger: Logger;
  readonly report: (event: RunEvent) => void;
  /** monotonic clock, ms */
  readonly now: () => number;
}

/** What coming and going may decide. */
export interface MemberRegistryParts {
  readonly change: GenerationChange;
  readonly completion: Completion;
  readonly abort: RunAbort;
}

const keepRetryMs = 1000;

/** Who has a session: members come in, are heard, and go (docs/protocol.md rules 1, 2 and 6). What that calls for is noted as a need. */
export class MemberRegistry {
  readonly #options: MemberRegistryOptions;
  readonly #state: CoordinatorState;
  readonly #alarms: Alarms;
  readonly #parts: MemberRegistryParts;
  readonly #warnings: SeldomLog;
  #lastCheckMs: number;
  /** when what the first worker said is to be written again */
  #keepAtMs = Infinity;

  constructor(options: MemberRegistryOptions, state: CoordinatorState, alarms: Alarms, parts: MemberRegistryParts) {
    this.#options = options;
    this.#state = state;
    this.#alarms = alarms;
    this.#parts = parts;
    this.#warnings = new SeldomLog(options.logger, options.now);
    this.#lastCheckMs = options.now();
  }

  /** null: the session is no member's (refused, replaced) */
  memberOf(session: SessionPort): Member | null {
    for (const member of this.#state.members.values()) if (member.session === session) return member;
    return null;
  }

  /** First message of a session. */
  hello(session: SessionPort, hello: Hello): void {
    const { settings, recipeHash, logger, now } = this.#options;
    failpoint("coordinator.hello-received");
    const { result, reason } = admit(
      hello,
      { holder: this.#holderOf(hello), firstWorker: this.#state.firstWorker },
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
      this.drop(before, `${hello.name} came on a new session`);
      before.session.close();
    }
    const nowMs = now();
    this.#join({ hello, session, sinceMs: nowMs, heardMs: nowMs, beat: null, phaseSinceMs: nowMs, leaving: false }, reason);
  }

  /** A member's session has ended, or ends now. */
  drop(member: Member, reason: string): void {
    const state = this.#state;
    const { change, completion } = this.#parts;
    const { name, role } = member.hello;
    state.members.delete(name);
    if (completion.finished) return;
    if (state.roster !== null && isInRoster(state.roster, name))
      state.departed.set(name, { role, sinceMs: this.#options.now(), reason, beat: member.beat });
    this.#options.report({ type: "member", name, state: "left", reason });
    this.#options.logger.info({ member: name }, `${name} left: ${reason}`);
    if (role === "parameter-server") {
      completion.interrupt(`${name} left: ${reason}`);
      change.giveUp();
    }
    if (role === "parameter-server" || state.roster === null || isInRoster(state.roster, name)) state.need ??= `${name} left (${reason})`;
  }

  /** To be called every tick. */
  check(nowMs: number): void {
    this.#expireLeases(nowMs);
    if (nowMs >= this.#keepAtMs) this.#keepFirstWorker(nowMs);
  }

  #join(member: Member, reason: string): void {
    const { logger, report } = this.#options;
    const { completion, abort } = this.#parts;
    const state = this.#state;
    const { hello, sinceMs } = member;
    state.members.set(hello.name, member);
    state.departed.delete(hello.name);
    if (completion.finished) {
      completion.tell(member);
      return;
    }
    if (abort.begun) {
      abort.tell(member);
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
      this.#keepFirstWorker(sinceMs);
    }
    if (state.roster?.ranks.some((rank) => rank.name === hello.name)) state.need ??= `${hello.name} came back`;
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

  #expireLeases(nowMs: number): void {
    const heardMs = new Map([...this.#state.members].map(([name, member]) => [name, member.heardMs]));
    const { result, reason } = expiredLeases(nowMs, { lastTickMs: this.#lastCheckMs, heardMs });
    this.#lastCheckMs = nowMs;
    if (result.renewAll) {
      this.#options.logger.warn({}, reason);
      for (const member of this.#state.members.values()) member.heardMs = nowMs;
    }
    for (const name of result.expired) {
      const member = this.#state.members.get(name);
      if (member === undefined) continue;
      this.drop(member, `nothing heard for ${leaseMs} ms`);
      member.session.close();
    }
  }
}

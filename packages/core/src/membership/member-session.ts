import { LockstepError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import { systemClock } from "../run/clock.ts";
import type { Clock, ScheduledCall } from "../run/clock.ts";
import { deferred } from "../run/deferred.ts";
import type { Logger } from "../run/logger.ts";
import type { DialSession, SessionLine } from "./dial-session.ts";
import type { Roster } from "./roster.ts";
import type { Beat, CoordinatorMessage, Hello, MemberMessage } from "./session-messages.ts";
import { beatIntervalMs, lateTickMs, leaseMs } from "./timing.ts";

/** What the coordinator asks of a member. A handler that throws ends the member session with its error. */
export interface SessionHandlers {
  /** a Roster came: this is the membership now; also sent to members that are not in it */
  roster(roster: Roster): void;
  /** parameter server: promise a generation; answer with FenceReply or FenceRefused */
  fence?(generation: number, coordinator: string): void;
  /** parameter server: snapshot versions that may be deleted */
  drop?(versions: readonly number[]): void;
  /** a new session stands: the coordinator has answered */
  connected?(): void;
  /** the session broke; another one is dialled by itself */
  disconnected?(reason: string): void;
}

export interface MemberSessionOptions {
  /** host:port of the coordinator, for messages */
  readonly address: string;
  readonly dial: DialSession;
  /** asked at the beginning of every session */
  readonly hello: () => Hello;
  /** asked every 500 ms */
  readonly beat: () => Beat;
  readonly handlers: SessionHandlers;
  /** how long the coordinator may be silent before this gives up with "coordinator-lost"; null: for ever */
  readonly coordinatorTimeoutMs: number | null;
  readonly logger: Logger;
  /** default: the system's */
  readonly clock?: Clock;
}

/** How a session ended for good: the run is complete, or the coordinator let the member go. */
export type SessionEnd = "finish" | "bye";

/** One dialled session. */
interface Session {
  readonly line: SessionLine;
  /** when the coordinator was heard last; when it was dialled, before */
  heardMs: number;
  answered: boolean;
}

const watchIntervalMs = 100;
const busyRetryMs = 300;
/** What ends a session but not the member: a new session may fare better. */
const passingCodes: ReadonlySet<ErrorCode> = new Set(["unavailable", "aborted", "peer-lost", "generation-ended", "io", "invariant"]);
/** After a session broke; the last one repeats. */
const redialMs = [100, 150, 200, 250] as const;

/**
 * A member's end of its session with the coordinator (docs/protocol.md rules 1, 2 and 6): Hello, a Beat every 500 ms, and a new session whenever
 * one broke or 2 s went by without an answer. Begins at once; owns its timers and sessions and gives them back when {@link done} settles.
 */
export class MemberSession {
  /**
   * Resolves when the run is complete or the member may go. Rejects with "refused" or "configuration" if the coordinator will never have
   * this member, "configuration" if the run has ended without a result, "coordinator-lost", the error of a handler, or "aborted" after
   * {@link close}.
   */
  readonly done: Promise<SessionEnd>;
  readonly #options: MemberSessionOptions;
  readonly #end: (end: SessionEnd) => void;
  readonly #fail: (error: unknown) => void;
  readonly #clock: Clock;
  readonly #beats: ScheduledCall;
  readonly #watch: ScheduledCall;
  #redial: ScheduledCall | null = null;
  #session: Session | null = null;
  #failedDials = 0;
  #leaving: string | null = null;
  #closed = false;
  /** when any coordinator was heard last */
  #lastHeardMs: number;
  #lastWatchMs: number;

  constructor(options: MemberSessionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#lastHeardMs = this.#clock.now();
    this.#lastWatchMs = this.#lastHeardMs;
    const done = deferred<SessionEnd>();
    this.done = done.promise;
    // Whoever waits gets the error; nobody has to wait.
    this.done.catch(() => {});
    this.#end = done.resolve;
    this.#fail = done.reject;
    this.#beats = this.#clock.every(beatIntervalMs, () => this.#beat());
    this.#watch = this.#clock.every(watchIntervalMs, () => this.#look());
    this.#dial();
  }

  /** Sends a message on the session of this moment. Without one the message is dropped: a new session begins from Hello, and what was said on the old one is void. */
  send(message: MemberMessage): void {
    this.#session?.line.send(message);
  }

  /** Asks to leave, on this session and on every later one (a coordinator that has lost the session has lost the wish too), until Bye. */
  leave(reason: string): void {
    this.#leaving = reason;
    this.send({ kind: "leave", reason });
  }

  /** Ends the session and the timers. {@link done} then rejects with "aborted" unless it has settled. */
  close(): void {
    this.#finish(() => this.#fail(new LockstepError("aborted", "the session was closed by this process")));
  }

  #finish(settle: () => void): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#beats.cancel();
    this.#watch.cancel();
    this.#redial?.cancel();
    this.#hangUp();
    settle();
  }

  #dial(): void {
    const line = this.#options.dial({
      message: (message) => {
        if (this.#session === session) this.#guard(() => this.#receive(session, message));
      },
      lost: (error) => this.#broken(session, error),
    });
    const session: Session = { line, heardMs: this.#clock.now(), answered: false };
    this.#session = session;
    this.#guard(() => {
      this.send({ kind: "hello", ...this.#options.hello() });
      this.#beat();
      if (this.#leaving !== null) this.send({ kind: "leave", reason: this.#leaving });
    });
  }

  #beat(): void {
    if (this.#session !== null) this.#guard(() => this.send({ kind: "beat", ...this.#options.beat() }));
  }

  #receive(session: Session, message: CoordinatorMessage): void {
    const { handlers } = this.#options;
    session.heardMs = this.#clock.now();
    this.#lastHeardMs = session.heardMs;
    if (!session.answered && message.kind !== "busy") {
      session.answered = true;
      this.#failedDials = 0;
      handlers.connected?.();
    }
    switch (message.kind) {
      case "ack":
        if (message.drop.length > 0) handlers.drop?.(message.drop);
        return;
      case "fence":
        handlers.fence?.(message.generation, message.coordinator);
        return;
      case "roster":
        handlers.roster(message.roster);
        return;
      case "bye":
        this.#finish(() => this.#end("bye"));
        return;
      case "finish":
        this.#finish(() => this.#end("finish"));
        return;
      case "busy":
        this.#hangUp();
        this.#options.logger.info({}, "an older process of this name is still in the run; trying again until it has gone");
        this.#redialIn(busyRetryMs);
        return;
      case "refused": {
        const error = new LockstepError(message.exitCode === 10 ? "configuration" : "refused", message.reason);
        this.#finish(() => this.#fail(error));
        return;
      }
      case "aborted":
        this.#finish(() => this.#fail(new LockstepError("configuration", `the run has ended: ${message.reason}`)));
    }
  }

  #broken(session: Session, error: LockstepError): void {
    if (this.#session !== session) return;
    if (!passingCodes.has(error.code)) {
      this.#finish(() => this.#fail(error));
      return;
    }
    this.#hangUp();
    this.#options.logger.debug({ address: this.#options.address }, `session with the coordinator ended: ${error.message}`);
    if (session.answered) this.#guard(() => this.#options.handlers.disconnected?.(error.message));
    this.#redialIn(redialMs[Math.min(this.#failedDials, redialMs.length - 1)] ?? 0);
    this.#failedDials += 1;
  }

  #redialIn(delayMs: number): void {
    if (this.#closed) return;
    this.#redial = this.#clock.after(delayMs, () => {
      this.#redial = null;
      this.#dial();
    });
  }

  #hangUp(): void {
    const session = this.#session;
    this.#session = null;
    session?.line.close();
  }

  #look(): void {
    const now = this.#clock.now();
    const slept = now - this.#lastWatchMs > lateTickMs;
    this.#lastWatchMs = now;
    const session = this.#session;
    if (session !== null) {
      // Answers that came while this process slept are read after its timers have run.
      if (slept) session.heardMs = now;
      else if (now - session.heardMs > leaseMs)
        this.#broken(session, new LockstepError("peer-lost", `no answer from the coordinator for ${leaseMs} ms`));
    }
    const limitMs = this.#options.coordinatorTimeoutMs;
    if (limitMs === null || slept || now - this.#lastHeardMs <= limitMs) return;
    const error = new LockstepError("coordinator-lost", `no coordinator at ${this.#options.address} for ${Math.round(limitMs / 1000)} s`);
    this.#finish(() => this.#fail(error));
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#finish(() => this.#fail(LockstepError.from(error)));
    }
  }
}

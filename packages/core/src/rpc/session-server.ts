import type { ServerDuplexStream } from "@grpc/grpc-js";
import type * as proto from "../../generated/messages.js";
import { LockstepError } from "../errors.ts";
import type { CoordinatorMessage, HelloMessage, MemberMessage } from "../membership/session-messages.ts";
import { leaseMs } from "../membership/timing.ts";
import type { Logger } from "../run/logger.ts";
import { MessageBudget } from "./message-budget.ts";
import { sessionMethod } from "./methods.ts";
import { SeldomLog } from "../run/seldom-log.ts";
import type { RpcServer } from "./server.ts";
import { decodeMemberMessage, encodeCoordinatorMessage } from "./session-codec.ts";
import { statusOf } from "./status.ts";

/** The coordinator's end of one session. */
export interface ServerSession {
  /** Dropped if the session has ended. */
  send(message: CoordinatorMessage): void;
  /** Ends the session after what was sent. */
  close(): void;
}

/** Whose business the sessions are. `closed` is called exactly once for each session that said Hello, and nothing after it. */
export interface SessionListener {
  hello(session: ServerSession, hello: HelloMessage): void;
  receive(session: ServerSession, message: Exclude<MemberMessage, { kind: "hello" }>): void;
  closed(session: ServerSession, reason: string): void;
}

type Call = ServerDuplexStream<proto.MemberMessage.$Properties, proto.CoordinatorMessage.$Properties>;

const maxSessions = 4096;
/** A member that does not read what it is sent is cut off when this many messages wait. */
const maxWaitingMessages = 256;

/** A beat is sent twice a second, a dead link reported once a second and peer. */
const messageBurst = 10_000;
const messagesPerSecond = 2000;

/** The sessions that a server has open. */
export interface OpenSessions {
  /** Ends them all, so that members notice at once; a server that is merely shut down leaves them waiting for their next answer. */
  close(): void;
}

/** Serves `Coordinator.Session`: checks and translates the messages, and ends sessions that say nothing, or nonsense. */
export function addSessionMethod(server: RpcServer, listener: SessionListener, logger: Logger): OpenSessions {
  const sessions = new Set<ServerSession>();
  const warnings = new SeldomLog(logger);
  server.addDuplex(sessionMethod, (call) => {
    if (sessions.size >= maxSessions) throw new LockstepError("unavailable", `${maxSessions} sessions are open: too many`);
    sessions.add(serveSession(call, listener, { logger, warnings }, (session) => sessions.delete(session)));
  });
  return {
    close() {
      for (const session of sessions) session.close();
    },
  };
}

function serveSession(
  call: Call,
  listener: SessionListener,
  { logger, warnings }: { readonly logger: Logger; readonly warnings: SeldomLog },
  release: (session: ServerSession) => void,
): ServerSession {
  const budget = new MessageBudget(messageBurst, messagesPerSecond);
  let open = true;
  let introduced = false;
  const session: ServerSession = {
    send(message) {
      if (!open) return;
      call.write(encodeCoordinatorMessage(message));
      if (call.writableLength > maxWaitingMessages) finish(`it left ${maxWaitingMessages} messages unread`);
    },
    close() {
      finish("closed by the coordinator");
    },
  };
  const silent = setTimeout(() => finish(`no Hello within ${leaseMs} ms`), leaseMs);
  const finish = (reason: string, failure?: LockstepError): void => {
    if (!open) return;
    open = false;
    clearTimeout(silent);
    release(session);
    if (failure === undefined) call.end();
    else call.emit("error", statusOf(failure));
    if (introduced) listener.closed(session, reason);
    else logger.debug({ peer: call.getPeer() }, `session without a Hello ended: ${reason}`);
  };
  const take = (message: MemberMessage): void => {
    if (message.kind !== "hello") {
      if (!introduced) throw new LockstepError("protocol", `session message: the first is ${message.kind}; expected Hello`);
      listener.receive(session, message);
      return;
    }
    if (introduced) throw new LockstepError("protocol", "session message: a second Hello");
    clearTimeout(silent);
    introduced = true;
    listener.hello(session, message);
  };

  call.on("data", (message: proto.MemberMessage.$Properties) => {
    if (!open) return;
    try {
      if (!budget.take())
        throw new LockstepError("protocol", `session: more than ${messageBurst} messages at once and ${messagesPerSecond} a second`);
      take(decodeMemberMessage(message));
    } catch (error) {
      const failure = LockstepError.from(error);
      warnings.warn("session ended", { peer: call.getPeer() }, `session ended: ${failure.message}`);
      // A Hello that makes no sense is a member that was started wrongly; it should say so and stay away.
      if (!introduced && failure.code === "protocol") session.send({ kind: "refused", reason: failure.message, exitCode: 10 });
      finish(failure.message, introduced ? failure : undefined);
    }
  });
  call.on("end", () => finish("it ended the session"));
  call.on("cancelled", () => finish("the connection broke"));
  call.on("error", (error: Error) => finish(`the connection broke: ${error.message}`));
  return session;
}

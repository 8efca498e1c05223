import { leaseMs, LockstepError, sessionMethod } from "@lockstep/core";
import type { CoordinatorMessage, DialSession, MemberMessage, ServerSession, SessionListener } from "@lockstep/core";
import { decodeCoordinatorMessage, decodeMemberMessage, encodeCoordinatorMessage, encodeMemberMessage } from "@lockstep/core/parts";
import type { SimulatedProcess } from "../engine/world.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";
import type { StreamEnd, StreamHandlers } from "./simulated-stream.ts";

/** Dials the coordinator at an address, as this process. */
export function simulatedSessionDial(network: SimulatedNetwork, process: SimulatedProcess, address: string): DialSession {
  return (events) => {
    const end = network.dial(process, address, "session", {
      message: (bytes) => events.message(coordinatorMessage(bytes)),
      lost: (reason) => events.lost(reason),
    });
    return {
      send: (message) => void end.send(sessionMethod.requestSerialize(encodeMemberMessage(message))),
      close: () => end.cancel(),
    };
  };
}

/**
 * The coordinator's end of the sessions at an address. A session that says no Hello in time, or nonsense, is ended; any other is closed once.
 * @returns takes no new sessions
 */
export function serveSessions(
  network: SimulatedNetwork,
  process: SimulatedProcess,
  address: string,
  listener: SessionListener,
): () => void {
  return network.listen(process, address, "session", (end) => serveSession(process, end, listener));
}

function serveSession(process: SimulatedProcess, end: StreamEnd, listener: SessionListener): StreamHandlers {
  let open = true;
  let introduced = false;
  const session: ServerSession = {
    send: (message) => {
      if (open) end.send(sessionMethod.responseSerialize(encodeCoordinatorMessage(message)));
    },
    close: () => finish("closed by the coordinator"),
  };
  const silence = process.clock.after(leaseMs, () => finish(`no Hello within ${leaseMs} ms`));
  const finish = (reason: string): void => {
    if (!open) return;
    open = false;
    silence.cancel();
    end.end();
    if (introduced) listener.closed(session, reason);
  };
  return {
    message: (bytes) => {
      if (!open) return;
      const message = memberMessage(bytes);
      if (message.kind !== "hello") {
        if (!introduced) throw new LockstepError("invariant", `a session began with ${message.kind}`);
        listener.receive(session, message);
        return;
      }
      if (introduced) throw new LockstepError("invariant", "a session has a second Hello");
      silence.cancel();
      introduced = true;
      listener.hello(session, message);
    },
    lost: (reason) => finish(reason.message),
  };
}

const memberMessage = (bytes: Uint8Array): MemberMessage => decodeMemberMessage(sessionMethod.requestDeserialize(Buffer.from(bytes)));

const coordinatorMessage = (bytes: Uint8Array): CoordinatorMessage =>
  decodeCoordinatorMessage(sessionMethod.responseDeserialize(Buffer.from(bytes)));

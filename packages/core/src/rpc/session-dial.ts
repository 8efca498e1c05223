import type * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import type { DialSession } from "../membership/dial-session.ts";
import { RpcClient } from "./client.ts";
import type { RunCredentials } from "./credentials.ts";
import { sessionMethod } from "./methods.ts";
import { decodeCoordinatorMessage, encodeMemberMessage } from "./session-codec.ts";

/** Dials `Coordinator.Session` over gRPC, each session on a connection of its own. @param address host:port of the coordinator */
export function sessionDial(address: string, credentials: RunCredentials): DialSession {
  return (events) => {
    const client = new RpcClient(address, credentials);
    const call = client.duplex(sessionMethod);
    let open = true;
    const hangUp = (): void => {
      open = false;
      call.end();
      call.cancel();
      client.close();
    };
    const lost = (error: LockstepError): void => {
      // The cancelled call reports one last error, which is this process's own doing.
      if (!open) return;
      hangUp();
      events.lost(error);
    };
    call.on("data", (bytes) => {
      if (!open) return;
      let message;
      try {
        message = decodeCoordinatorMessage(bytes);
      } catch (error) {
        lost(LockstepError.from(error));
        return;
      }
      events.message(message);
    });
    call.on("error", (failure: grpc.ServiceError) => lost(client.errorOf(failure, sessionMethod)));
    call.on("end", () => lost(new LockstepError("peer-lost", "the coordinator ended the session")));
    return {
      send: (message) => {
        if (open) call.write(encodeMemberMessage(message));
      },
      close: () => {
        if (open) hangUp();
      },
    };
  };
}

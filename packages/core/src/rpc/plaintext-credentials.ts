import type { Socket } from "node:net";
import * as grpc from "@grpc/grpc-js";

/**
 * Credentials for a connection without TLS that let the socket below it be seen: grpc-js tells of whole messages only, and a large one may
 * be on its way for a long time. They reach into what grpc-js calls at each new connection; where it does so no more, no socket is seen.
 */
export function plaintextCredentials(connected: (socket: Socket) => void): grpc.ChannelCredentials {
  const credentials = grpc.credentials.createInsecure();
  // Public types promise nothing of it.
  const create = (credentials as Partial<typeof credentials>)._createSecureConnector?.bind(credentials);
  if (create === undefined) return credentials;
  credentials._createSecureConnector = (target, options, callCredentials) => {
    const connector = create(target, options, callCredentials);
    return {
      ...connector,
      connect: (socket) => {
        connected(socket);
        return connector.connect(socket);
      },
    };
  };
  return credentials;
}

import * as grpc from "@grpc/grpc-js";
import type { Method } from "./methods.ts";

interface HealthRequest {
  /** "" asks for the process as a whole, the only thing there is to ask for */
  readonly wholeProcess: boolean;
}

/** `HealthCheckResponse { status: SERVING }` */
const serving = Buffer.from([0x08, 0x01]);

/**
 * `Check` of the standard health service (github.com/grpc/grpc, doc/health-checking.md), by which Kubernetes and others ask whether a
 * process answers. It needs no token and tells nothing else.
 */
export const healthMethod: Method<HealthRequest, object> = {
  path: "/grpc.health.v1.Health/Check",
  requestStream: false,
  responseStream: false,
  requestSerialize: ({ wholeProcess }) => Buffer.from(wholeProcess ? "" : "\n\u0001?", "latin1"),
  requestDeserialize: (bytes) => ({ wholeProcess: bytes.length === 0 }),
  responseSerialize: () => serving,
  responseDeserialize: (bytes) => ({ serving: bytes.equals(serving) }),
};

export const answerHealth: grpc.handleUnaryCall<HealthRequest, object> = (call, callback) => {
  if (call.request.wholeProcess) callback(null, {});
  else callback({ code: grpc.status.NOT_FOUND, details: "the health of single services is not told; ask for the empty name" });
};

import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";

// The one place where LockstepErrors and gRPC statuses meet. The code itself travels in a trailer, so that the other side gets back
// what was thrown and not merely the nearest of gRPC's sixteen statuses.

const codeTrailer = "lockstep-code";

const statusOfCode: Record<ErrorCode, grpc.status> = {
  usage: grpc.status.INVALID_ARGUMENT,
  configuration: grpc.status.INVALID_ARGUMENT,
  data: grpc.status.DATA_LOSS,
  refused: grpc.status.PERMISSION_DENIED,
  "coordinator-lost": grpc.status.UNAVAILABLE,
  "peer-lost": grpc.status.UNAVAILABLE,
  "generation-ended": grpc.status.FAILED_PRECONDITION,
  unavailable: grpc.status.UNAVAILABLE,
  aborted: grpc.status.CANCELLED,
  io: grpc.status.INTERNAL,
  protocol: grpc.status.INVALID_ARGUMENT,
  invariant: grpc.status.INTERNAL,
};

function codeOfStatus(status: grpc.status): ErrorCode {
  switch (status) {
    case grpc.status.UNAUTHENTICATED:
    case grpc.status.PERMISSION_DENIED:
      return "refused";
    case grpc.status.UNAVAILABLE:
    case grpc.status.DEADLINE_EXCEEDED:
      return "unavailable";
    case grpc.status.CANCELLED:
    case grpc.status.ABORTED:
      return "aborted";
    case grpc.status.FAILED_PRECONDITION:
      return "generation-ended";
    case grpc.status.DATA_LOSS:
      return "data";
    case grpc.status.INVALID_ARGUMENT:
    case grpc.status.RESOURCE_EXHAUSTED:
    case grpc.status.OUT_OF_RANGE:
    case grpc.status.UNIMPLEMENTED:
      return "protocol";
    default:
      return "peer-lost";
  }
}

const isErrorCode = (code: unknown): code is ErrorCode => typeof code === "string" && Object.hasOwn(statusOfCode, code);

/** What a handler answers when it fails. */
export function statusOf(error: unknown): grpc.StatusObject {
  const known = LockstepError.from(error);
  const metadata = new grpc.Metadata();
  metadata.set(codeTrailer, known.code);
  return { code: statusOfCode[known.code], details: known.message, metadata };
}

/** What a caller throws: the server's own error if it sent one, else the nearest code. `what` names the call and the address. */
export function errorOf(failure: grpc.ServiceError, what: string): LockstepError {
  const sent = failure.metadata?.get(codeTrailer)[0];
  return new LockstepError(isErrorCode(sent) ? sent : codeOfStatus(failure.code), `${what}: ${failure.details || failure.message}`, {
    cause: failure,
  });
}

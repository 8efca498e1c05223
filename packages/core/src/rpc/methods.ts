import type * as grpc from "@grpc/grpc-js";
import type { Reader, Writer } from "protobufjs/minimal.js";
import * as proto from "../../generated/messages.js";

// The RPCs of proto/lockstep/v1 as grpc-js method definitions. Decoded messages are typed with nullable fields on purpose:
// whoever reads one checks it.

interface MessageCodec<Shape extends object> {
  encode(message: Shape): Writer;
  decode(reader: Reader | Uint8Array): Shape;
}

export type Method<Request extends object, Response extends object> = grpc.MethodDefinition<Request, Response>;

function method<Request extends object, Response extends object>(
  path: string,
  request: MessageCodec<Request>,
  response: MessageCodec<Response>,
  streams: { readonly request?: boolean; readonly response?: boolean } = {},
): Method<Request, Response> {
  const serialize =
    <Shape extends object>(codec: MessageCodec<Shape>) =>
    (message: Shape): Buffer => {
      const bytes = codec.encode(message).finish();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    };
  return {
    path,
    requestStream: streams.request ?? false,
    responseStream: streams.response ?? false,
    requestSerialize: serialize(request),
    requestDeserialize: (bytes) => request.decode(bytes),
    responseSerialize: serialize(response),
    responseDeserialize: (bytes) => response.decode(bytes),
  };
}

/** Version of the protocol that this code speaks; a member of another one is refused. */
export const protocolVersion = 1;

export const describeMethod: Method<proto.DescribeRequest.$Properties, proto.RunDescription.$Properties> = method(
  "/lockstep.v1.Coordinator/Describe",
  proto.DescribeRequest,
  proto.RunDescription,
);

export const sessionMethod: Method<proto.MemberMessage.$Properties, proto.CoordinatorMessage.$Properties> = method(
  "/lockstep.v1.Coordinator/Session",
  proto.MemberMessage,
  proto.CoordinatorMessage,
  { request: true, response: true },
);

export const readShardMethod: Method<proto.ReadShardRequest.$Properties, proto.ShardChunk.$Properties> = method(
  "/lockstep.v1.Dataset/ReadShard",
  proto.ReadShardRequest,
  proto.ShardChunk,
  { response: true },
);

export const readRangeMethod: Method<proto.ReadRangeRequest.$Properties, proto.RangeChunk.$Properties> = method(
  "/lockstep.v1.ParameterServer/ReadRange",
  proto.ReadRangeRequest,
  proto.RangeChunk,
  { response: true },
);

export const readLedgerMethod: Method<proto.ReadLedgerRequest.$Properties, proto.LedgerChunk.$Properties> = method(
  "/lockstep.v1.ParameterServer/ReadLedger",
  proto.ReadLedgerRequest,
  proto.LedgerChunk,
  { response: true },
);

export const readInitialValuesMethod: Method<proto.ReadInitialValuesRequest.$Properties, proto.InitialValuesChunk.$Properties> = method(
  "/lockstep.v1.InitialValues/ReadInitialValues",
  proto.ReadInitialValuesRequest,
  proto.InitialValuesChunk,
  { response: true },
);

/** Path of the data-plane RPC; its codec is hand-framed, see exchange/chunk-codec.ts. */
export const exchangeStreamPath = "/lockstep.v1.TensorExchange/Stream";

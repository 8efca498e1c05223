// The inside of the exchange and of the sessions, for those who carry their messages over something other than gRPC (the simulation does).
export { PublishPullExchange, type PublishPullOptions } from "./exchange/publish-pull-exchange.ts";
export type { ChunkStream } from "./exchange/publisher.ts";
export type { Dial, PullStream, StreamEvents } from "./exchange/transport.ts";
export { type Chunk, ChunkFrame, type Pull, decodeChunk, decodePull, encodePull } from "./exchange/chunk-codec.ts";
export { decodeCoordinatorMessage, decodeMemberMessage, encodeCoordinatorMessage, encodeMemberMessage } from "./rpc/session-codec.ts";

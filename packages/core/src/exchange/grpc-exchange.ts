import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import { RpcClient } from "../rpc/client.ts";
import type { RunCredentials } from "../rpc/credentials.ts";
import { MessageBudget } from "../rpc/message-budget.ts";
import { exchangeStreamPath } from "../rpc/methods.ts";
import type { Method } from "../rpc/methods.ts";
import { maxMessageBytes } from "../rpc/server.ts";
import type { RpcServer } from "../rpc/server.ts";
import { statusOf } from "../rpc/status.ts";
import type { Logger } from "../run/logger.ts";
import { SeldomLog } from "../run/seldom-log.ts";
import { decodeChunk, decodePull, encodePull } from "./chunk-codec.ts";
import type { Pull } from "./chunk-codec.ts";
import { MemorySegment } from "./memory-segment.ts";
import { PublishPullExchange } from "./publish-pull-exchange.ts";
import { maxTopicsPerStream } from "./publisher.ts";
import type { ChunkStream, Sharing } from "./publisher.ts";
import { parseAnnouncement, segmentMetadataKey } from "./segment-format.ts";
import { SegmentReader } from "./segment-reader.ts";
import type { Dial } from "./transport.ts";

export interface GrpcExchangeOptions {
  /** gets the Stream method, so it must not listen yet; {@link GrpcExchange.close} closes it */
  readonly server: RpcServer;
  readonly credentials: RunCredentials;
  readonly logger: Logger;
  /** bytes of a vector in one message, 1 to 1 MiB; default 1 MiB */
  readonly chunkBytes?: number;
  /** most subscriptions of others (see {@link topicsOfAll}); default 65,536 */
  readonly maxTopics?: number;
  /**
   * "auto": bytes for a process of the same machine and user are laid into shared memory (/dev/shm), and a message only says where; "off":
   * all bytes travel in messages. The same bits, and the other side may choose differently. Default: "auto"
   */
  readonly sharedMemory?: SharedMemoryChoice;
  /** with "auto": shorter chunks travel in messages; default 16 KiB */
  readonly leastSharedBytes?: number;
}

export type SharedMemoryChoice = "auto" | "off";

/**
 * From here on shared memory costs less CPU of both processes than a message does (ms a vector, in a message : shared; 2 cores, Node 20.20):
 * 8 kB 0.10 : 0.10, 16 kB 0.12 : 0.09, 32 kB 0.21 : 0.10, 64 kB 0.28 : 0.15, 204 kB 0.82 : 0.20, 4 MiB 12.9 : 1.7.
 */
const defaultLeastSharedBytes = 16 << 10;

/** Every topic anew after a change of generation; then one pull for many steps of a topic. */
const pullBurst = maxTopicsPerStream + 1000;
const pullsPerSecond = 4000;

const asItIs = (bytes: Buffer): Buffer => bytes;

/** Messages stay bytes until the exchange decodes them: a codec that throws inside grpc-js would end the call with a status of its own. */
const streamMethod: Method<Buffer, Buffer> = {
  path: exchangeStreamPath,
  requestStream: true,
  responseStream: true,
  requestSerialize: asItIs,
  requestDeserialize: asItIs,
  responseSerialize: asItIs,
  responseDeserialize: asItIs,
};

/**
 * The exchange between processes: one bidirectional gRPC stream per peer, dialled by the receiver, because grpc-js applies a
 * flow-control window on its client side only and bulk bytes run several times faster from server to client.
 */
export class GrpcExchange extends PublishPullExchange {
  readonly #server: RpcServer;
  readonly #warnings: SeldomLog;
  readonly #sharing: Sharing | null;
  #address: string | null = null;

  /** @throws LockstepError "configuration" if chunkBytes is out of range */
  constructor(options: GrpcExchangeOptions) {
    const { credentials, logger, chunkBytes = 1 << 20, maxTopics, sharedMemory = "auto", leastSharedBytes } = options;
    const leastBytes = leastSharedBytes ?? defaultLeastSharedBytes;
    const sharing = sharedMemory === "auto" ? { segment: new MemorySegment({ logger }), leastBytes } : null;
    super({
      dial: dialOver(credentials, sharedMemory, logger),
      logger,
      chunkBytes,
      maxMessageBytes,
      ...(maxTopics !== undefined && { maxTopics }),
      ...(sharing && { sharing }),
    });
    this.#sharing = sharing;
    this.#server = options.server;
    this.#warnings = new SeldomLog(options.logger);
    options.server.addDuplex(streamMethod, (call) => this.#serve(call));
  }

  get address(): string {
    if (this.#address === null)
      throw new LockstepError("invariant", "the address of the exchange is not known before its server listens: call setAddress");
    return this.#address;
  }

  /** @param address host:port under which others reach this process; known once the server listens */
  setAddress(address: string): void {
    this.#address = address;
  }

  override sharesMemoryWith(address: string): boolean {
    if (this.#sharing === null || hostOf(address) !== hostOf(this.address)) return false;
    return this.#sharing.segment.announcement() !== null;
  }

  protected closeTransport(graceMs: number): Promise<void> {
    return this.#server.close(graceMs);
  }

  #serve(call: grpc.ServerDuplexStream<Buffer, Buffer>): void {
    const stream: ChunkStream = {
      // The frame takes a Buffer's place, see ChunkFrame.
      send: (frame) => call.write(frame as unknown as Buffer),
    };
    this.publisher.accept(stream);
    const budget = new MessageBudget(pullBurst, pullsPerSecond);
    let open = true;
    const leave = (): void => {
      open = false;
      this.publisher.leave(stream);
    };
    call.on("cancelled", leave);
    call.on("error", leave);
    call.on("end", () => {
      leave();
      call.end();
    });
    call.on("drain", () => this.publisher.drained(stream));
    call.on("data", (bytes: Buffer) => {
      // What a stranger has sent along with its nonsense.
      if (!open) return;
      try {
        if (!budget.take()) throw new LockstepError("protocol", `more than ${pullBurst} pulls at once and ${pullsPerSecond} a second`);
        this.publisher.pull(stream, decodePull(bytes));
      } catch (error) {
        this.counters.refused += 1;
        this.#warnings.warn("pull", { peer: call.getPeer() }, `stream ended: ${LockstepError.from(error).message}`);
        call.emit("error", statusOf(error));
      }
    });
    // Headers at once: the caller learns that its stream is accepted, and a refused one never looks alive.
    const head = new grpc.Metadata();
    const announcement = this.#sharing?.segment.announcement() ?? null;
    if (announcement !== null) head.set(segmentMetadataKey, announcement);
    call.sendMetadata(head);
  }
}

const hostOf = (address: string): string => address.slice(0, address.lastIndexOf(":"));

function dialOver(credentials: RunCredentials, sharedMemory: SharedMemoryChoice, logger: Logger): Dial {
  return (address, events) => {
    // Pulls say whether shared memory can be read, which is known when the peer has answered.
    let held: Pull[] | null = sharedMemory === "auto" ? [] : null;
    let segment: SegmentReader | null = null;
    const client = new RpcClient(address, credentials);
    const call = client.duplex(streamMethod);
    let open = true;
    const lost = (reason: LockstepError): void => {
      if (!open) return;
      open = false;
      client.close();
      events.lost(reason);
    };
    const send = (pull: Pull): void => void call.write(encodePull(segment === null ? { ...pull, sharedMemory: false } : pull));
    call.on("metadata", (head) => {
      if (!open) return;
      if (held !== null) {
        segment = openSegment(head, address, logger);
        for (const pull of held) send(pull);
        held = null;
      }
      events.opened();
    });
    call.on("data", (bytes: Buffer) => {
      if (!open) return;
      let chunk;
      try {
        chunk = decodeChunk(bytes);
      } catch (error) {
        events.malformed(LockstepError.from(error));
        return;
      }
      events.chunk(chunk);
    });
    call.on("error", (failure: grpc.ServiceError) => lost(client.errorOf(failure, streamMethod)));
    call.on("end", () => lost(new LockstepError("peer-lost", `${address} ended the stream`)));
    return {
      pull: (pull) => {
        if (!open) return;
        if (held === null) send(pull);
        else held.push(pull);
      },
      receivedBytes: () => client.receivedBytes,
      readShared: (place, offset, target) => segment?.read(place, offset, target) ?? false,
      close: () => {
        open = false;
        segment?.close();
        call.cancel();
        client.close();
      },
    };
  };
}

/** The peer's segment; null if it has none, or it is out of reach: on another machine, in another container, another user's. */
function openSegment(head: grpc.Metadata, address: string, logger: Logger): SegmentReader | null {
  const [text, ...more] = head.get(segmentMetadataKey);
  const announcement = typeof text === "string" && more.length === 0 ? parseAnnouncement(text) : null;
  if (announcement === null) return null;
  try {
    const reader = SegmentReader.open(announcement);
    logger.debug({ address }, "vectors of this peer come by shared memory");
    return reader;
  } catch (error) {
    logger.debug({ address }, `no shared memory with this peer: ${(error as Error).message}`);
    return null;
  }
}

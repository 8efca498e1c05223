import { setTimeout as sleep } from "node:timers/promises";
import { LockstepError } from "../errors.ts";
import { silentLogger } from "../run/logger.ts";
import type { ChunkFrame, Pull } from "./chunk-codec.ts";
import type { TensorExchange } from "./exchange.ts";
import { PublishPullExchange } from "./publish-pull-exchange.ts";
import type { ChunkStream } from "./publisher.ts";
import type { PullStream, StreamEvents } from "./transport.ts";

export interface MemoryExchangeOptions {
  /** bytes of a vector in one message, 1 to 1 MiB; default 1 MiB */
  readonly chunkBytes?: number;
}

/** Joins exchanges of one process: threads of a test, or ranks that are no processes of their own. */
export interface MemoryNetwork {
  /** An exchange that others of this network reach under `address`. Nothing answers at an address before this. */
  exchange(name: string, address: string, options?: MemoryExchangeOptions): TensorExchange;
  /** Breaks every stream, as a reset of every connection would; messages under way are lost. */
  cutStreams(): void;
  /** Holds back every message from and to an address until the returned function is called. */
  isolate(address: string): () => void;
}

/** An exchange without sockets that behaves as the one over gRPC: bytes are read on delivery, delivery is asynchronous and in order per stream. */
export function createMemoryNetwork(): MemoryNetwork {
  return new Network();
}

/** Messages that a stream takes before it is full; as many as a grpc-js stream. */
const queueLimit = 16;

class Network implements MemoryNetwork {
  readonly exchanges = new Map<string, MemoryExchange>();
  readonly streams = new Set<MemoryStream>();
  readonly isolated = new Set<string>();

  exchange(name: string, address: string, options: MemoryExchangeOptions = {}): TensorExchange {
    if (this.exchanges.has(address)) throw new LockstepError("configuration", `${name} cannot have the address ${address}: it is in use`);
    const exchange = new MemoryExchange(this, address, options.chunkBytes ?? 1 << 20);
    this.exchanges.set(address, exchange);
    return exchange;
  }

  cutStreams(): void {
    for (const stream of this.streams) stream.lose("cut");
  }

  isolate(address: string): () => void {
    this.isolated.add(address);
    return () => {
      this.isolated.delete(address);
      for (const stream of this.streams) stream.wake();
    };
  }
}

class MemoryExchange extends PublishPullExchange {
  readonly address: string;
  readonly #network: Network;

  constructor(network: Network, address: string, chunkBytes: number) {
    super({
      dial: (to, events) => new MemoryStream(network, address, to, events),
      logger: silentLogger,
      chunkBytes,
      maxMessageBytes: chunkBytes + (2 << 20),
    });
    this.#network = network;
    this.address = address;
  }

  accept(stream: ChunkStream): void {
    this.publisher.accept(stream);
  }

  leave(stream: ChunkStream): void {
    this.publisher.leave(stream);
  }

  pull(stream: ChunkStream, pull: Pull): void {
    this.publisher.pull(stream, pull);
  }

  drained(stream: ChunkStream): void {
    this.publisher.drained(stream);
  }

  protected async closeTransport(graceMs: number): Promise<void> {
    const streams = (): MemoryStream[] => [...this.#network.streams].filter((stream) => stream.to === this.address);
    const deadlineMs = performance.now() + graceMs;
    while (streams().length > 0 && performance.now() < deadlineMs) await sleep(1);
    this.#network.exchanges.delete(this.address);
    for (const stream of streams()) stream.lose("the peer has closed");
  }
}

/** Both ends of one stream, and what is under way between them. */
class MemoryStream implements PullStream, ChunkStream {
  readonly to: string;
  readonly #network: Network;
  readonly #from: string;
  readonly #events: StreamEvents;
  readonly #pulls: Pull[] = [];
  readonly #frames: ChunkFrame[] = [];
  #server: MemoryExchange | null = null;
  #woken = false;
  #ended = false;

  constructor(network: Network, from: string, to: string, events: StreamEvents) {
    this.#network = network;
    this.#from = from;
    this.to = to;
    this.#events = events;
    network.streams.add(this);
    this.wake();
  }

  pull(pull: Pull): void {
    this.#pulls.push(pull);
    this.wake();
  }

  send(frame: ChunkFrame): boolean {
    this.#frames.push(frame);
    this.wake();
    return this.#frames.length < queueLimit;
  }

  close(): void {
    this.#ended = true;
    this.#network.streams.delete(this);
    this.#server?.leave(this);
  }

  lose(reason: string): void {
    if (this.#ended) return;
    this.close();
    setImmediate(() => this.#events.lost(new LockstepError("peer-lost", `stream to ${this.to}: ${reason}`)));
  }

  wake(): void {
    if (this.#woken || this.#ended) return;
    this.#woken = true;
    setImmediate(() => this.#deliver());
  }

  #deliver(): void {
    this.#woken = false;
    const { isolated, exchanges } = this.#network;
    if (this.#ended || isolated.has(this.#from) || isolated.has(this.to)) return;
    if (!this.#server && !this.#connect(exchanges.get(this.to))) return;
    for (const pull of this.#pulls.splice(0)) this.#server?.pull(this, pull);
    const frames = this.#frames.splice(0);
    for (const frame of frames) if (!this.#ended) this.#events.chunk(frame);
    if (frames.length >= queueLimit && !this.#ended) this.#server?.drained(this);
  }

  #connect(server: MemoryExchange | undefined): boolean {
    if (!server) {
      this.lose("nobody answers at this address");
      return false;
    }
    try {
      server.accept(this);
    } catch (error) {
      this.lose(LockstepError.from(error).message);
      return false;
    }
    this.#server = server;
    this.#events.opened();
    return true;
  }
}

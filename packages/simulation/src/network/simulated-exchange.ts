import { LockstepError, maxMessageBytes } from "@lockstep/core";
import type { Logger } from "@lockstep/core";
import { decodeChunk, decodePull, encodePull, PublishPullExchange } from "@lockstep/core/parts";
import type { ChunkFrame, ChunkStream, Dial } from "@lockstep/core/parts";
import type { SimulatedProcess } from "../engine/world.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";
import type { StreamEnd, StreamHandlers } from "./simulated-stream.ts";

export interface SimulatedExchangeOptions {
  readonly network: SimulatedNetwork;
  readonly process: SimulatedProcess;
  /** host:port under which others reach it */
  readonly address: string;
  /** bytes of a vector in one message, 1 to 1 MiB */
  readonly chunkBytes: number;
  readonly logger: Logger;
  /** what {@link TensorExchange.sharesMemoryWith} answers of everybody; default: false */
  readonly sharesMemory?: boolean;
}

/**
 * The product's exchange over a simulated network, in the product's own wire format. A frame is serialised when its stream gets to it, as
 * grpc-js does: what its memory holds then is what is sent.
 */
export class SimulatedExchange extends PublishPullExchange {
  readonly address: string;
  readonly #process: SimulatedProcess;
  readonly #sharesMemory: boolean;
  readonly #stopListening: () => void;
  readonly #served = new Map<ChunkStream, StreamEnd>();
  #idle: () => void = () => {};

  constructor({ network, process, address, chunkBytes, logger, sharesMemory = false }: SimulatedExchangeOptions) {
    super({ dial: dialOver(network, process), logger, chunkBytes, maxMessageBytes, clock: process.clock });
    this.address = address;
    this.#process = process;
    this.#sharesMemory = sharesMemory;
    this.#stopListening = network.listen(process, address, "exchange", (end) => this.#serve(end));
  }

  override sharesMemoryWith(): boolean {
    return this.#sharesMemory;
  }

  protected closeTransport(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const close = (): void => {
        this.#idle = () => {};
        grace.cancel();
        this.#stopListening();
        for (const end of this.#served.values()) end.cancel();
        this.#served.clear();
        resolve();
      };
      const grace = this.#process.clock.after(graceMs, close);
      this.#idle = close;
      if (this.#served.size === 0 || graceMs === 0) close();
    });
  }

  #serve(end: StreamEnd): StreamHandlers {
    const stream: ChunkStream = { send: (frame) => end.send(() => serialise(frame)) };
    this.publisher.accept(stream);
    this.#served.set(stream, end);
    const leave = (): void => {
      this.publisher.leave(stream);
      this.#served.delete(stream);
      if (this.#served.size === 0) this.#idle();
    };
    return {
      message: (bytes) => this.publisher.pull(stream, decodePull(bytes)),
      drained: () => this.publisher.drained(stream),
      lost: leave,
    };
  }
}

function serialise(frame: ChunkFrame): Uint8Array {
  const bytes = new Uint8Array(frame.byteLength);
  frame.copy(bytes);
  return bytes;
}

function dialOver(network: SimulatedNetwork, process: SimulatedProcess): Dial {
  return (address, events) => {
    const end = network.dial(process, address, "exchange", {
      opened: () => events.opened(),
      message: (bytes) => {
        let chunk;
        try {
          chunk = decodeChunk(bytes);
        } catch (error) {
          events.malformed(LockstepError.from(error));
          return;
        }
        events.chunk(chunk);
      },
      lost: (reason) => events.lost(reason),
    });
    return { pull: (pull) => void end.send(encodePull(pull)), close: () => end.cancel() };
  };
}

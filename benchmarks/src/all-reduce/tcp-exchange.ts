import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { LockstepError, maxMessageBytes, silentLogger } from "@lockstep/core";
import { ChunkFrame, decodePull, encodePull, PublishPullExchange } from "@lockstep/core/parts";
import type { ChunkStream, Dial } from "@lockstep/core/parts";
import { MessagePieces, prefixBytes } from "./message-pieces.ts";

const receiveBytes = 256 << 10;

/**
 * The exchange's own messages over bare TCP sockets: what moving them costs without gRPC and HTTP/2. No credentials, no limits: for
 * measurements on the loopback interface, never for a run.
 */
export class TcpExchange extends PublishPullExchange {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    super({ dial, logger: silentLogger, chunkBytes: 1 << 20, maxMessageBytes });
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  static async listen(): Promise<TcpExchange> {
    const exchange = new TcpExchange();
    await new Promise<void>((resolve, reject) => {
      exchange.#server.once("error", reject);
      exchange.#server.listen(0, "127.0.0.1", resolve);
    });
    return exchange;
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  protected async closeTransport(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const stream: ChunkStream = { send: (frame) => sendFrame(socket, frame) };
    this.publisher.accept(stream);
    const pulls = new PullReader((bytes) => this.publisher.pull(stream, decodePull(bytes)));
    socket.on("data", (bytes: Buffer) => pulls.push(bytes));
    socket.on("drain", () => this.publisher.drained(stream));
    socket.on("error", () => {});
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.publisher.leave(stream);
    });
  }
}

function sendFrame(socket: Socket, frame: ChunkFrame): boolean {
  const { data, ...fields } = frame;
  const head = new ChunkFrame(fields);
  const front = Buffer.allocUnsafe(prefixBytes + head.byteLength);
  front.writeUInt32BE(head.byteLength, 0);
  front.writeUInt32BE(data.length, 4);
  head.copy(front, prefixBytes);
  if (data.length === 0) return socket.write(front);
  socket.cork();
  socket.write(front);
  socket.write(data);
  socket.uncork();
  return !socket.writableNeedDrain;
}

/** Pulls are short: a length in one byte, then the message. */
class PullReader {
  readonly #onPull: (bytes: Uint8Array) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onPull: (bytes: Uint8Array) => void) {
    this.#onPull = onPull;
  }

  push(bytes: Buffer): void {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    for (let length = this.#rest[0]; length !== undefined && this.#rest.length > length; length = this.#rest[0]) {
      this.#onPull(this.#rest.subarray(1, 1 + length));
      this.#rest = this.#rest.subarray(1 + length);
    }
  }
}

const dial: Dial = (address, events) => {
  const [host = "", port] = address.split(":");
  const pieces = new MessagePieces((chunk) => events.chunk(chunk));
  let open = true;
  const lost = (reason: string): void => {
    if (!open) return;
    open = false;
    events.lost(new LockstepError("peer-lost", `${address}: ${reason}`));
  };
  const take = (length: number, bytes: Uint8Array): boolean => {
    if (open) pieces.push(bytes.subarray(0, length));
    return true;
  };
  const buffer = new Uint8Array(receiveBytes);
  const socket = connect({ host, port: Number(port), noDelay: true, onread: { buffer, callback: take } }, () => {
    if (open) events.opened();
  });
  socket.on("error", (error) => lost(error.message));
  socket.on("close", () => lost("the connection has ended"));
  return {
    pull(pull) {
      const bytes = encodePull(pull);
      if (open) socket.write(Buffer.concat([Uint8Array.of(bytes.length), bytes]));
    },
    close() {
      open = false;
      socket.destroy();
    },
  };
};

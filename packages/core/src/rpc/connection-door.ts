import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { LockstepError } from "../errors.ts";

/** A connection on which nobody has shown within this time that he belongs to the run is closed. */
const strangerMs = 10_000;
/** Most of them at once; another one takes the place of the oldest. */
const maxStrangers = 256;

interface Stranger {
  readonly socket: Socket;
  readonly timer: NodeJS.Timeout;
}

/**
 * Takes connections in and closes those of strangers. What HTTP/2 keeps of a connection is little, but its calls may be left open by whoever made
 * them, refused or not, for as long as the connection lives; so no stranger's connection lives long, and there are few of them.
 */
export class ConnectionDoor {
  readonly #server: Server;
  /** by peer, as grpc-js names it */
  readonly #strangers = new Map<string, Stranger>();

  /** @param admit takes a new connection over */
  constructor(admit: (socket: Socket) => void) {
    this.#server = createServer({ noDelay: true }, (socket) => {
      this.#watch(socket);
      admit(socket);
    });
  }

  /**
   * @param address host:port, [host]:port; port 0: any free one
   * @returns the port
   * @throws LockstepError "configuration" if the address cannot be had
   */
  async listen(address: string): Promise<number> {
    const colon = address.lastIndexOf(":");
    const host = address.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
    const port = Number(address.slice(colon + 1));
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        const reason = error.code === "EADDRINUSE" ? "the port is in use; choose another" : error.message;
        reject(new LockstepError("configuration", `cannot listen on ${address}: ${reason}`, { cause: error }));
      });
      this.#server.listen({ host, port }, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** A call that came on the connection of this peer has shown that it belongs to the run: the connection may stay. */
  welcome(peer: string): void {
    const stranger = this.#strangers.get(peer);
    if (stranger === undefined) return;
    clearTimeout(stranger.timer);
    this.#strangers.delete(peer);
  }

  /** Takes in no more connections; those that are there are left alone. */
  close(): void {
    this.#server.close();
    for (const { timer } of this.#strangers.values()) clearTimeout(timer);
    this.#strangers.clear();
  }

  #watch(socket: Socket): void {
    const peer = `${socket.remoteAddress ?? ""}:${socket.remotePort ?? 0}`;
    const [oldest] = this.#strangers.values();
    if (oldest !== undefined && this.#strangers.size >= maxStrangers) oldest.socket.destroy();
    const timer = setTimeout(() => socket.destroy(), strangerMs);
    const stranger = { socket, timer };
    this.#strangers.set(peer, stranger);
    socket.once("close", () => {
      clearTimeout(timer);
      if (this.#strangers.get(peer) === stranger) this.#strangers.delete(peer);
    });
  }
}

import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";

/** A TCP relay in front of a server, whose connections can be broken or frozen on demand: faults of a network with real sockets. */
export class CuttableProxy {
  /** host:port to dial instead of the target */
  readonly address: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  #frozen = false;

  private constructor(server: Server, sockets: Set<Socket>, address: string) {
    this.#server = server;
    this.#sockets = sockets;
    this.address = address;
  }

  /** @param target host:port; need not listen yet */
  static async listen(target: string): Promise<CuttableProxy> {
    const sockets = new Set<Socket>();
    const split = target.lastIndexOf(":");
    const [host, port] = [target.slice(0, split), Number(target.slice(split + 1))];
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ host, port, noDelay: true });
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(socket);
        socket.on("error", () => other.destroy());
        socket.on("close", () => {
          sockets.delete(socket);
          other.destroy();
        });
      }
      near.pipe(far);
      far.pipe(near);
      if (proxy.#frozen) for (const socket of [near, far]) socket.pause();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new Error("a TCP server has a port");
    const proxy = new CuttableProxy(server, sockets, `127.0.0.1:${bound.port}`);
    return proxy;
  }

  /** Resets every connection. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Carries nothing more, on old connections and new ones, until the returned function is called. Connections stay up, as in a partition. */
  freeze(): () => void {
    this.#frozen = true;
    for (const socket of this.#sockets) socket.pause();
    return () => {
      this.#frozen = false;
      for (const socket of this.#sockets) socket.resume();
    };
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

import { createServer as createHttpServer } from "node:http";
import { connect, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { LockstepError } from "../errors.ts";
import { CounterRandom } from "../random/counter-random.ts";
import { FaultPipe } from "./fault-pipe.ts";
import type { Lane } from "./fault-pipe.ts";
import { splitAddress } from "./link-faults.ts";
import type { DirectionFaults, LinkFaults } from "./link-faults.ts";

export interface FaultProxyOptions {
  /** of jitter and slices, 0 to 2^32 - 1; default 0 */
  readonly seed?: number;
  /** host:port that every connection is relayed to, without HTTP CONNECT; it need not listen yet. Default: what the dialler asks for */
  readonly target?: string;
}

/** What one connection has carried. */
export interface ProxiedConnection {
  /** host:port as it was dialled */
  readonly target: string;
  readonly bytesToTarget: number;
  readonly bytesFromTarget: number;
}

interface Connection {
  readonly near: Socket;
  readonly far: Socket;
  readonly pipes: readonly [FaultPipe, FaultPipe];
}

interface Link {
  readonly target: string;
  readonly number: number;
  /** null: those of all links */
  own: LinkFaults | null;
  readonly toTarget: Lane;
  readonly fromTarget: Lane;
  readonly connections: Set<Connection>;
  /** dialled into a blackhole; null: gave up */
  readonly waiting: Set<Socket>;
  dialled: number;
}

/** Sockets at once; more than a run of many processes needs. */
const maxConnections = 1024;
/** Linux gives up on a connection that nobody answers after this long. */
const connectTimeoutMs = 127_000;

/**
 * A TCP proxy of one process on 127.0.0.1, whose links can be made slow, cut in either direction, reset and more at any time: faults of a
 * network with real sockets and without privileges. A process with LOCKSTEP_FAULT_PROXY set to its address makes all its gRPC connections
 * through it by HTTP CONNECT, so it knows of each who dialled and whom. Memory is bounded: what is held makes its sender wait.
 */
export class FaultProxy {
  /** host:port */
  readonly address: string;
  readonly #server: Server;
  readonly #seed: number;
  readonly #links = new Map<string, Link>();
  readonly #sockets = new Set<Socket>();
  #common: LinkFaults = {};
  #closed = false;

  private constructor(server: Server, seed: number, address: string) {
    this.#server = server;
    this.#seed = seed;
    this.address = address;
  }

  /** @throws LockstepError "configuration" if the target is no host:port, "io" if no port can be had */
  static async listen(options: FaultProxyOptions = {}): Promise<FaultProxy> {
    const { seed = 0, target } = options;
    const socketOptions = { noDelay: true, allowHalfOpen: true };
    const server = target === undefined ? createHttpServer(socketOptions) : createServer(socketOptions);
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error) => reject(LockstepError.from(error, "io")));
      server.listen(0, "127.0.0.1", resolve);
    });
    const bound = server.address();
    if (bound === null || typeof bound === "string") throw new LockstepError("invariant", "a TCP server has a port");
    const proxy = new FaultProxy(server, seed, `127.0.0.1:${bound.port}`);
    server.maxConnections = maxConnections;
    server.on("connection", (near: Socket) => proxy.#keep(near));
    if (target === undefined) {
      server.on("connect", (request: { readonly url?: string }, near: Socket, head: Buffer) => {
        if (head.length > 0) near.unshift(head);
        if (splitAddress(request.url ?? "") === null) near.end("HTTP/1.1 400 Bad Request\r\n\r\n");
        else proxy.#accept(proxy.#linkTo(request.url ?? ""), near, true);
      });
      server.on("request", (_request: unknown, response: { writeHead(status: number): { end(): void } }) => response.writeHead(405).end());
    } else {
      const link = proxy.#linkTo(target);
      server.on("connection", (near: Socket) => proxy.#accept(link, near, false));
    }
    return proxy;
  }

  /**
   * From now on, on old connections and new ones.
   * @param target host:port as this proxy's process dials it; "*": every link, whatever was set for it alone before
   * @param faults all of them: what is left out is healed
   * @throws LockstepError "configuration" if the target is no host:port
   */
  setFaults(target: string, faults: LinkFaults): void {
    if (target === "*") this.#common = faults;
    for (const link of target === "*" ? this.#links.values() : [this.#linkTo(target)]) {
      link.own = target === "*" ? null : faults;
      this.#apply(link);
    }
  }

  /** All links are as they should be; mute connections stay so. */
  heal(): void {
    this.setFaults("*", {});
  }

  /** Resets the connections of a link ("*": of all). @returns how many */
  reset(target: string): number {
    let count = 0;
    for (const link of target === "*" ? this.#links.values() : [this.#linkTo(target)]) {
      for (const { near, far } of link.connections) {
        near.resetAndDestroy();
        far.resetAndDestroy();
        count += 1;
      }
    }
    return count;
  }

  /** The connections that are up. */
  connections(): readonly ProxiedConnection[] {
    return [...this.#links.values()].flatMap((link) =>
      [...link.connections].map(({ pipes: [to, from] }) => ({
        target: link.target,
        bytesToTarget: to.carriedBytes,
        bytesFromTarget: from.carriedBytes,
      })),
    );
  }

  /** Resets every connection and gives the port back. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #linkTo(target: string): Link {
    const known = this.#links.get(target);
    if (known !== undefined) return known;
    if (splitAddress(target) === null)
      throw new LockstepError("configuration", `${JSON.stringify(target)} is no address; expected host:port`);
    const link: Link = {
      target,
      number: this.#links.size,
      own: null,
      toTarget: { faults: {}, freeMs: 0 },
      fromTarget: { faults: {}, freeMs: 0 },
      connections: new Set(),
      waiting: new Set(),
      dialled: 0,
    };
    this.#links.set(target, link);
    this.#apply(link);
    return link;
  }

  #apply(link: Link): void {
    const faults = link.own ?? this.#common;
    link.toTarget.faults = faults.toTarget ?? {};
    link.fromTarget.faults = faults.fromTarget ?? {};
    for (const { pipes } of link.connections) for (const pipe of pipes) pipe.faultsChanged();
    if (isCut(link)) return;
    for (const near of link.waiting) {
      link.waiting.delete(near);
      this.#accept(link, near, true);
    }
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
    if (this.#closed) socket.resetAndDestroy();
  }

  /** @param byConnect the dialler waits for an answer; else it sends at once */
  #accept(link: Link, near: Socket, byConnect: boolean): void {
    const { newConnections = "pass" } = link.own ?? this.#common;
    if (newConnections === "refuse") {
      near.resetAndDestroy();
    } else if (newConnections === "mute") {
      if (byConnect) near.write(established);
      near.on("end", () => near.end()).resume();
    } else if (byConnect && isCut(link)) {
      this.#wait(link, near);
    } else {
      this.#connect(link, near, byConnect);
    }
  }

  #wait(link: Link, near: Socket): void {
    link.waiting.add(near);
    // A dialler that waits for an answer sends nothing but its end.
    near.on("end", () => {
      if (link.waiting.has(near)) near.destroy();
    });
    near.on("close", () => link.waiting.delete(near));
    near.setTimeout(connectTimeoutMs, () => {
      if (link.waiting.has(near)) near.resetAndDestroy();
    });
    near.resume();
  }

  #connect(link: Link, near: Socket, byConnect: boolean): void {
    near.setTimeout(0);
    near.pause();
    const { host, port } = splitAddress(link.target) ?? { host: "", port: 0 };
    const far = connect({ host, port, noDelay: true, allowHalfOpen: true });
    this.#keep(far);
    const failed = (): void => void near.resetAndDestroy();
    const left = (): void => void far.resetAndDestroy();
    far.once("close", failed);
    near.once("close", left);
    const join = (): void => {
      if (near.destroyed || far.destroyed) return;
      far.off("close", failed);
      near.off("close", left);
      if (byConnect && isCut(link)) {
        far.resetAndDestroy();
        this.#wait(link, near);
        return;
      }
      // First of all, for a server may speak first.
      if (byConnect) near.write(established);
      this.#join(link, near, far);
    };
    far.once("connect", () => {
      const latencyMs = roundTripMs(link);
      if (latencyMs > 0) setTimeout(join, latencyMs);
      else join();
    });
  }

  #join(link: Link, near: Socket, far: Socket): void {
    const number = link.dialled++;
    const randomOf = (direction: number): CounterRandom =>
      new CounterRandom(this.#seed, "networkFaults", link.number, 2 * number + direction);
    const pipes = [new FaultPipe(near, far, link.toTarget, randomOf(0)), new FaultPipe(far, near, link.fromTarget, randomOf(1))] as const;
    const connection: Connection = { near, far, pipes };
    link.connections.add(connection);
    const forget = (): void => {
      if (near.destroyed && far.destroyed) link.connections.delete(connection);
    };
    near.on("close", forget);
    far.on("close", forget);
    near.resume();
  }
}

const established = "HTTP/1.1 200 Connection established\r\n\r\n";

const isCut = ({ toTarget, fromTarget }: Link): boolean => toTarget.faults.blackhole === true || fromTarget.faults.blackhole === true;

function roundTripMs({ toTarget, fromTarget }: Link): number {
  const latencyMs = (faults: DirectionFaults): number => faults.latencyMs ?? 0;
  return latencyMs(toTarget.faults) + latencyMs(fromTarget.faults);
}

import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { LockstepError } from "@lockstep/core";
import type { Logger, RunStatus } from "@lockstep/core";
import { isLoopback, refusalOf } from "./http-access.ts";
import type { HttpAccess } from "./http-access.ts";
import { defaultFeedLimits } from "./live-feed/feed-limits.ts";
import type { FeedLimits } from "./live-feed/feed-limits.ts";
import { LiveFeed } from "./live-feed/live-feed.ts";
import { prometheusText } from "./prometheus-text.ts";

export interface HttpOptions {
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
  /** names, besides those of this machine and of private networks, under which browsers may reach it; default none */
  readonly hosts?: readonly string[];
}

export interface HttpStatusSources {
  readonly status: () => RunStatus;
  readonly logger: Logger;
  /** monotonic clock, ms */
  readonly now: () => number;
  readonly feedLimits?: Partial<FeedLimits>;
}

/** Connections besides those of the feed. */
const maxPlainConnections = 64;
const paths = "/status, /feed (WebSocket), /metrics and /healthz";

/**
 * Serves the state of the run, read-only: `GET /status` (JSON), `/feed` (WebSocket: the same, kept up to date), `GET /metrics` (Prometheus),
 * `GET /healthz`. Each answer is made when it is asked for and a connection that does not take it is cut, so a watcher costs the
 * training nothing.
 */
export class HttpStatus {
  readonly #server: Server;
  readonly #feed: LiveFeed;
  readonly #access: HttpAccess;
  readonly #sources: HttpStatusSources;

  private constructor({ host, hosts = [] }: HttpOptions, sources: HttpStatusSources) {
    const limits = { ...defaultFeedLimits, ...sources.feedLimits };
    this.#sources = sources;
    this.#access = { loopback: isLoopback(host), hosts: hosts.map((name) => name.toLowerCase()) };
    this.#feed = new LiveFeed({ status: sources.status, logger: sources.logger, now: sources.now, limits });
    this.#server = createServer(
      { requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 2000, maxHeaderSize: 8192 },
      (request, response) => this.#answer(request, response),
    );
    this.#server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => this.#upgrade(request, socket, head));
    this.#server.maxConnections = maxPlainConnections + limits.maxClients;
    this.#server.setTimeout(10_000, (socket) => socket.destroy());
  }

  /** @throws LockstepError "configuration" if the port cannot be had */
  static async listen(options: HttpOptions, sources: HttpStatusSources): Promise<HttpStatus> {
    const { host, port } = options;
    const http = new HttpStatus(options, sources);
    await new Promise<void>((resolve, reject) => {
      http.#server.once("error", (error: NodeJS.ErrnoException) => {
        const reason = error.code === "EADDRINUSE" ? "the port is in use; choose another" : error.message;
        reject(new LockstepError("configuration", `cannot serve HTTP on ${host}:${port}: ${reason}`, { cause: error }));
      });
      http.#server.listen(port, host, resolve);
    });
    return http;
  }

  /** host:port really bound */
  get address(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await this.#feed.close();
    await closed;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const refusal = refusalOf(request.headers, this.#access);
    if (refusal !== null) return send(response, 403, "text/plain", `${refusal}\n`);
    if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "text/plain", "read-only\n");
    try {
      this.#get(pathOf(request), response);
    } catch (error) {
      this.#sources.logger.error({ err: error }, `cannot tell the status: ${LockstepError.from(error).message}`);
      send(response, 500, "text/plain", "the status cannot be told; see the coordinator's log\n");
    }
  }

  #get(path: string, response: ServerResponse): void {
    switch (path) {
      case "/":
        return send(response, 200, "text/plain", `Lockstep tells where this run stands at ${paths}\n`);
      case "/status":
        return send(response, 200, "application/json", `${JSON.stringify(this.#sources.status())}\n`);
      case "/metrics": {
        const figures = { feedClients: this.#feed.clients, residentBytes: process.memoryUsage.rss() };
        return send(response, 200, "text/plain; version=0.0.4", prometheusText(this.#sources.status(), figures));
      }
      case "/healthz":
        return send(response, 200, "text/plain", "ok\n");
      case "/feed":
        return send(response, 426, "text/plain", "this is a WebSocket\n", { upgrade: "websocket" });
      default:
        return send(response, 404, "text/plain", `not found; there are ${paths}\n`);
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = refusalOf(request.headers, this.#access);
    if (refusal !== null) return refuse(socket, "403 Forbidden", refusal);
    if (pathOf(request) !== "/feed") return refuse(socket, "404 Not Found", `not found; there are ${paths}`);
    if (!this.#feed.accept(request, socket, head)) refuse(socket, "503 Service Unavailable", "too many watch already; try again later");
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? "").split("?")[0] ?? "";

function send(response: ServerResponse, code: number, type: string, body: string, more: Readonly<Record<string, string>> = {}): void {
  const headers = { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store", "x-content-type-options": "nosniff", ...more };
  response.writeHead(code, headers);
  response.end(body);
}

/** Answers a request that wanted to become something else; there is no ServerResponse for it. */
function refuse(socket: Duplex, status: string, reason: string): void {
  socket.on("error", () => {});
  const body = `${reason}\n`;
  const headers = ["connection: close", "content-type: text/plain; charset=utf-8", `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`HTTP/1.1 ${[status, ...headers].join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

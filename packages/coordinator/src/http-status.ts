import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { LockstepError } from "@lockstep/core";
import type { RunStatus } from "./run-status.ts";

export interface HttpAddress {
  readonly host: string;
  /** 0: any free one */
  readonly port: number;
}

const loopbackHosts = new Set(["localhost", "127.0.0.1", "[::1]"]);
const maxConnections = 64;

/**
 * Serves the state of the run, read-only: `GET /status` (JSON) and `GET /healthz`. Each answer is made when it is asked for and a
 * connection that does not take it is cut, so a watcher costs the training nothing.
 */
export class HttpStatus {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws LockstepError "configuration" if the port cannot be had */
  static async listen({ host, port }: HttpAddress, status: () => RunStatus): Promise<HttpStatus> {
    const loopback = loopbackHosts.has(host) || host === "::1";
    const server = createServer(
      { requestTimeout: 5000, headersTimeout: 5000, keepAliveTimeout: 2000, maxHeaderSize: 8192 },
      (request, response) => {
        answer(request, response, loopback, status);
      },
    );
    server.maxConnections = maxConnections;
    server.setTimeout(10_000, (socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once("error", (error: NodeJS.ErrnoException) => {
        const reason = error.code === "EADDRINUSE" ? "the port is in use; choose another" : error.message;
        reject(new LockstepError("configuration", `cannot serve HTTP on ${host}:${port}: ${reason}`, { cause: error }));
      });
      server.listen(port, host, resolve);
    });
    return new HttpStatus(server);
  }

  /** host:port really bound */
  get address(): string {
    const { address, port, family } = this.#server.address() as AddressInfo;
    return family === "IPv6" ? `[${address}]:${port}` : `${address}:${port}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}

function answer(request: IncomingMessage, response: ServerResponse, loopback: boolean, status: () => RunStatus): void {
  if (!isSameSite(request, loopback)) return send(response, 403, "text/plain", "this address answers only pages of its own\n");
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "text/plain", "read-only\n");
  switch ((request.url ?? "").split("?")[0]) {
    case "/status":
      return send(response, 200, "application/json", `${JSON.stringify(status())}\n`);
    case "/healthz":
      return send(response, 200, "text/plain", "ok\n");
    default:
      return send(response, 404, "text/plain", "not found; there are /status and /healthz\n");
  }
}

/**
 * Keeps pages of other sites from reading the status through a visitor's browser: their Origin is another one, and a name of theirs that
 * resolves to this machine (DNS rebinding) shows in Host.
 */
function isSameSite(request: IncomingMessage, loopback: boolean): boolean {
  const { host, origin } = request.headers;
  if (loopback && !loopbackHosts.has(hostName(host ?? ""))) return false;
  if (origin === undefined) return true;
  return origin === `http://${host}` || origin === `https://${host}` || (loopback && isLoopbackOrigin(origin));
}

const hostName = (host: string): string => host.replace(/:\d+$/, "").toLowerCase();

function isLoopbackOrigin(origin: string): boolean {
  const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
  return host !== undefined && loopbackHosts.has(hostName(host));
}

function send(response: ServerResponse, code: number, type: string, body: string): void {
  response.writeHead(code, { "content-type": `${type}; charset=utf-8`, "cache-control": "no-store", "x-content-type-options": "nosniff" });
  response.end(body);
}

import type { Socket } from "node:net";
import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import { faultProxyVariable, splitAddress } from "../faults/link-faults.ts";
import { callMetadata } from "./credentials.ts";
import type { RunCredentials } from "./credentials.ts";
import type { Method } from "./methods.ts";
import { plaintextCredentials } from "./plaintext-credentials.ts";
import { maxMessageBytes } from "./server.ts";
import { errorOf } from "./status.ts";

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** the call fails with "unavailable" after this; default: none (streams) or 10 s (unary) */
  readonly timeoutMs?: number;
}

const closeGraceMs = 1000;

/**
 * Calls to one address. One TCP connection of its own: channels of equal options would share one otherwise. The receive window is
 * 8 MiB, because grpc-js applies it on the client side only and its default caps a stream at 64 KiB in flight. Never through a proxy:
 * the processes of a run reach each other directly, while https_proxy is meant for the internet. The exception is LOCKSTEP_FAULT_PROXY.
 */
export class RpcClient {
  readonly address: string;
  readonly #client: grpc.Client;
  readonly #credentials: RunCredentials;
  #connection: { readonly socket: Socket; readonly bytesBefore: number } | null = null;
  #closed = false;

  constructor(address: string, credentials: RunCredentials) {
    this.address = address;
    this.#credentials = credentials;
    const route = routeTo(address, process.env[faultProxyVariable] ?? "");
    this.#client = new grpc.Client(
      route.dialled,
      plaintextCredentials((socket) => this.#connected(socket)),
      {
        ...route.options,
        "grpc-node.flow_control_window": 8 << 20,
        "grpc.use_local_subchannel_pool": 1,
        "grpc.enable_retries": 0,
        "grpc.enable_channelz": 0,
        "grpc.enable_http_proxy": 0,
        "grpc.max_receive_message_length": maxMessageBytes,
        "grpc.initial_reconnect_backoff_ms": 50,
        "grpc.max_reconnect_backoff_ms": 250,
      },
    );
  }

  unary<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    request: Request,
    options: CallOptions = {},
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      if (options.signal?.aborted) {
        reject(abortReason(options.signal));
        return;
      }
      const call = this.#client.makeUnaryRequest(
        method.path,
        method.requestSerialize,
        method.responseDeserialize,
        request,
        callMetadata(this.#credentials),
        { deadline: Date.now() + (options.timeoutMs ?? 10_000) },
        (failure, response) => {
          options.signal?.removeEventListener("abort", cancel);
          if (options.signal?.aborted) reject(abortReason(options.signal));
          else if (failure) reject(errorOf(failure, this.#what(method.path)));
          else if (response) resolve(response);
          else reject(new LockstepError("protocol", `${this.#what(method.path)}: empty answer`));
        },
      );
      const cancel = (): void => call.cancel();
      options.signal?.addEventListener("abort", cancel, { once: true });
    });
  }

  /** The messages of a server stream, in order. Leaving the loop early cancels the call. */
  async *serverStream<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    request: Request,
    options: CallOptions = {},
  ): AsyncGenerator<Response, void, undefined> {
    if (options.signal?.aborted) throw abortReason(options.signal);
    const call = this.#client.makeServerStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      request,
      callMetadata(this.#credentials),
      options.timeoutMs === undefined ? {} : { deadline: Date.now() + options.timeoutMs },
    );
    const cancel = (): void => call.cancel();
    options.signal?.addEventListener("abort", cancel, { once: true });
    try {
      for await (const message of call) yield message as Response;
    } catch (failure) {
      if (options.signal?.aborted) throw abortReason(options.signal);
      throw errorOf(failure as grpc.ServiceError, this.#what(method.path));
    } finally {
      options.signal?.removeEventListener("abort", cancel);
      call.on("error", () => {});
      call.cancel();
    }
  }

  /** A two-way stream. The caller attaches `data`, `error` and `end`. */
  duplex<Request extends object, Response extends object>(method: Method<Request, Response>): grpc.ClientDuplexStream<Request, Response> {
    return this.#client.makeBidiStreamRequest(
      method.path,
      method.requestSerialize,
      method.responseDeserialize,
      callMetadata(this.#credentials),
      {},
    );
  }

  /** What an `error` event of a {@link duplex} stream means. */
  errorOf(failure: grpc.ServiceError, method: { readonly path: string }): LockstepError {
    return errorOf(failure, this.#what(method.path));
  }

  /** Bytes that have come in on the connection there is now, of messages that are not whole yet too. */
  get receivedBytes(): number {
    return this.#connection === null ? 0 : this.#connection.socket.bytesRead - this.#connection.bytesBefore;
  }

  /** What is still being said is said, unless it takes longer than a second. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.close();
    // grpc-js would wait for the other end to close too, which one that is gone never does.
    const socket = this.#connection?.socket;
    if (socket) setTimeout(() => socket.destroy(), closeGraceMs).unref();
  }

  #connected(socket: Socket): void {
    // grpc-js does not call back a connection that it no longer wants.
    if (this.#closed) socket.destroy();
    // What a proxy has said is not the peer's.
    this.#connection = { socket, bytesBefore: socket.bytesRead };
  }

  #what(path: string): string {
    return `${path.slice(path.lastIndexOf("/") + 1)} at ${this.address}`;
  }
}

/** The proxy, if there is one, is dialled instead and asked by HTTP CONNECT for the address. */
function routeTo(address: string, proxy: string): { readonly dialled: string; readonly options: grpc.ChannelOptions } {
  if (proxy === "") return { dialled: address, options: {} };
  if (splitAddress(proxy) === null)
    throw new LockstepError("configuration", `${faultProxyVariable} is ${JSON.stringify(proxy)}; expected host:port`);
  return { dialled: proxy, options: { "grpc.http_connect_target": `dns:${address}`, "grpc.default_authority": address } };
}

function abortReason(signal: AbortSignal): LockstepError {
  return LockstepError.from(signal.reason, "aborted");
}

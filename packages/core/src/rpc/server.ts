import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import type { Logger } from "../run/logger.ts";
import { ConnectionDoor } from "./connection-door.ts";
import { checkCredentials } from "./credentials.ts";
import type { RunCredentials } from "./credentials.ts";
import { answerHealth, healthMethod } from "./health.ts";
import type { Method } from "./methods.ts";
import { RequestGate } from "./request-gate.ts";
import type { CallHead } from "./request-gate.ts";
import { statusOf } from "./status.ts";

// grpc-js writes lines of its own to stderr (on a port in use, say); here every failure is an error that says it better.
if (process.env["GRPC_VERBOSITY"] === undefined) grpc.setLogVerbosity(grpc.logVerbosity.NONE);

/** Largest message accepted: a 1 MiB chunk and its header. Anything longer is refused before it is read. */
export const maxMessageBytes: number = (1 << 20) + (64 << 10);

/** Longest request of a member to another member: a Pull, or what part of a ledger is wanted. */
export const maxMemberRequestBytes = 4096;

/** A member needs one or two streams of a connection at a time. */
const maxStreamsOfConnection = 128;
/** A connection without a stream is closed after this; whoever needs it again dials again. */
const maxIdleMs = 10_000;
/** What a connection may keep of headers and of messages that are not sent yet, before it gets no further stream. */
const maxSessionMiB = 64;

/** What a streaming handler writes to. */
export interface ResponseStream<Response> {
  /** Resolves when the stream can take more; rejects when the caller has gone. */
  write(message: Response): Promise<void>;
  /** aborted when the caller has gone */
  readonly signal: AbortSignal;
}

/**
 * A gRPC server on one port. Every call is checked for the run's credentials before its handler sees it, and whatever a handler
 * throws, sync or async, becomes a status: grpc-js would let an async rejection hang the caller. Only the health of the process is told
 * without credentials.
 */
export class RpcServer {
  readonly #server: grpc.Server;
  readonly #door: ConnectionDoor;
  readonly #credentials: RunCredentials;
  readonly #logger: Logger;
  /** paths of the calls that may leave out the run id */
  readonly #runOptional = new Set<string>();
  /** calls refused for their credentials */
  refused = 0;

  /** @param maxRequestBytes longest request, or message of a stream of requests, that is accepted; default {@link maxMessageBytes} */
  constructor(credentials: RunCredentials, logger: Logger, maxRequestBytes: number = maxMessageBytes) {
    this.#credentials = credentials;
    this.#logger = logger;
    const gate = new RequestGate((call) => this.#check(call), new Set([healthMethod.path]));
    this.#server = new grpc.Server({
      "grpc.max_receive_message_length": maxRequestBytes,
      "grpc.max_send_message_length": -1,
      "grpc.max_concurrent_streams": maxStreamsOfConnection,
      "grpc.max_connection_idle_ms": maxIdleMs,
      "grpc-node.max_session_memory": maxSessionMiB,
      "grpc.enable_channelz": 0,
      interceptors: [gate.interceptor],
    });
    const connections = this.#server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
    this.#door = new ConnectionDoor((socket) => connections.injectConnection(socket));
    this.#add(healthMethod, answerHealth);
  }

  addUnary<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    handler: (request: Request) => Response | Promise<Response>,
    options: { readonly runOptional?: boolean } = {},
  ): this {
    if (options.runOptional) this.#runOptional.add(method.path);
    const handle: grpc.handleUnaryCall<Request, Response> = (call, callback) => {
      const answer = async (): Promise<void> => {
        try {
          callback(null, await handler(call.request));
        } catch (error) {
          callback(statusOf(error));
        }
      };
      void answer();
    };
    return this.#add(method, handle);
  }

  addServerStream<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    handler: (request: Request, stream: ResponseStream<Response>) => Promise<void>,
  ): this {
    const handle: grpc.handleServerStreamingCall<Request, Response> = (call) => {
      const gone = new AbortController();
      call.on("cancelled", () => gone.abort(new LockstepError("aborted", "the caller has gone")));
      call.on("error", (error) => gone.abort(LockstepError.from(error, "peer-lost")));
      const answer = async (): Promise<void> => {
        try {
          await handler(call.request, { signal: gone.signal, write: (message) => writeTo(call, message, gone.signal) });
          call.end();
        } catch (error) {
          if (!gone.signal.aborted) call.emit("error", statusOf(error));
        }
      };
      void answer();
    };
    return this.#add(method, handle);
  }

  /** For long-lived two-way streams. The handler must attach its listeners before it returns; `error` and `cancelled` are its business. */
  addDuplex<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    handler: (call: grpc.ServerDuplexStream<Request, Response>) => void,
  ): this {
    const handle: grpc.handleBidiStreamingCall<Request, Response> = (call) => {
      try {
        this.#check({ path: method.path, metadata: call.metadata, peer: call.getPeer() });
        handler(call);
      } catch (error) {
        call.on("error", () => {});
        call.emit("error", statusOf(error));
      }
    };
    return this.#add(method, handle);
  }

  /**
   * Listens on `address` (host:port; port 0: any free one).
   * @returns host:port really bound
   * @throws LockstepError "configuration" if the address cannot be had
   */
  async listen(address: string): Promise<string> {
    const port = await this.#door.listen(address);
    return `${address.slice(0, address.lastIndexOf(":"))}:${port}`;
  }

  /** Lets calls in flight end for up to `graceMs` (default 0), then cuts them off. */
  async close(graceMs = 0): Promise<void> {
    this.#door.close();
    if (graceMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        new Promise<void>((resolve) => this.#server.tryShutdown(() => resolve())),
        new Promise<void>((resolve) => {
          timer = setTimeout(resolve, graceMs);
        }),
      ]);
      clearTimeout(timer);
    }
    this.#server.forceShutdown();
  }

  #add(method: { readonly path: string }, handle: unknown): this {
    const name = method.path.slice(method.path.lastIndexOf("/") + 1);
    this.#server.addService(
      { [name]: method } as unknown as grpc.ServiceDefinition,
      { [name]: handle } as grpc.UntypedServiceImplementation,
    );
    return this;
  }

  #check({ path, metadata, peer }: CallHead): void {
    try {
      checkCredentials(metadata, this.#credentials, this.#runOptional.has(path));
      this.#door.welcome(peer);
    } catch (error) {
      this.refused += 1;
      if (this.refused === 1 || this.refused % 1000 === 0)
        this.#logger.warn({ refused: this.refused }, `call refused: ${LockstepError.from(error).message}`);
      throw error;
    }
  }
}

async function writeTo<Request, Response>(
  call: grpc.ServerWritableStream<Request, Response>,
  message: Response,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  if (call.write(message)) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (done: () => void) => (): void => {
      call.off("drain", drained);
      signal.removeEventListener("abort", aborted);
      done();
    };
    const drained = settle(resolve);
    const aborted = settle(() => reject(signal.reason as Error));
    call.once("drain", drained);
    signal.addEventListener("abort", aborted, { once: true });
  });
}

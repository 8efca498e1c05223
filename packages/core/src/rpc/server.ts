import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import type { Logger } from "../run/logger.ts";
import { checkCredentials } from "./credentials.ts";
import type { RunCredentials } from "./credentials.ts";
import { answerHealth, healthMethod } from "./health.ts";
import type { Method } from "./methods.ts";
import { statusOf } from "./status.ts";

// grpc-js writes lines of its own to stderr (on a port in use, say); here every failure is an error that says it better.
if (process.env["GRPC_VERBOSITY"] === undefined) grpc.setLogVerbosity(grpc.logVerbosity.NONE);

/** Largest message accepted: a 1 MiB chunk and its header. Anything longer is refused before it is read. */
export const maxMessageBytes: number = (1 << 20) + (64 << 10);

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
  readonly #credentials: RunCredentials;
  readonly #logger: Logger;
  /** calls refused for their credentials */
  refused = 0;

  constructor(credentials: RunCredentials, logger: Logger) {
    this.#credentials = credentials;
    this.#logger = logger;
    this.#server = new grpc.Server({
      "grpc.max_receive_message_length": maxMessageBytes,
      "grpc.max_send_message_length": -1,
      "grpc.enable_channelz": 0,
    });
    this.#add(healthMethod, answerHealth);
  }

  addUnary<Request extends object, Response extends object>(
    method: Method<Request, Response>,
    handler: (request: Request) => Response | Promise<Response>,
    options: { readonly runOptional?: boolean } = {},
  ): this {
    const handle: grpc.handleUnaryCall<Request, Response> = (call, callback) => {
      const answer = async (): Promise<void> => {
        try {
          this.#check(call.metadata, options.runOptional);
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
          this.#check(call.metadata);
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
        this.#check(call.metadata);
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
    const port = await new Promise<number>((resolve, reject) => {
      this.#server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error, bound) => {
        if (error) {
          const reason = /EADDRINUSE/.test(error.message) ? "the port is in use; choose another" : error.message;
          reject(new LockstepError("configuration", `cannot listen on ${address}: ${reason}`, { cause: error }));
        } else resolve(bound);
      });
    });
    return `${address.slice(0, address.lastIndexOf(":"))}:${port}`;
  }

  /** Lets calls in flight end for up to `graceMs` (default 0), then cuts them off. */
  async close(graceMs = 0): Promise<void> {
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

  #check(metadata: grpc.Metadata, runOptional = false): void {
    try {
      checkCredentials(metadata, this.#credentials, runOptional);
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

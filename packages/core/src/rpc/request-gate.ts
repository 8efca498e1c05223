import * as grpc from "@grpc/grpc-js";
import { LockstepError } from "../errors.ts";
import { statusOf } from "./status.ts";

/** How long a caller may take to send its request after the head of the call. */
const requestTimeoutMs = 10_000;
/** Most calls of strangers whose requests are awaited at once: what has come of a request is kept until it is whole. */
const maxAwaitedOfStrangers = 16;

/** What is known of a call before its request. */
export interface CallHead {
  readonly path: string;
  readonly metadata: grpc.Metadata;
  /** address of the caller's end of the connection */
  readonly peer: string;
}

/**
 * Judges a call with a single request by its head, before a byte of the request is taken in: grpc-js alone would collect the request first and
 * show it to a handler then, so that anybody could make it hold messages that never end. Streams of requests judge for themselves.
 */
export class RequestGate {
  readonly #judge: (call: CallHead) => void;
  readonly #openToAll: ReadonlySet<string>;
  #awaitedOfStrangers = 0;

  /**
   * @param judge throws what the caller is refused with
   * @param openToAll paths of the methods that anybody may call; they are not judged
   */
  constructor(judge: (call: CallHead) => void, openToAll: ReadonlySet<string>) {
    this.#judge = judge;
    this.#openToAll = openToAll;
  }

  readonly interceptor: grpc.ServerInterceptor = (method, call) => {
    if (method.requestStream) return new grpc.ServerInterceptingCall(call);
    const ofStranger = this.#openToAll.has(method.path);
    let timer: NodeJS.Timeout | null = null;
    const stopWaiting = (): void => {
      if (timer === null) return;
      clearTimeout(timer);
      timer = null;
      if (ofStranger) this.#awaitedOfStrangers -= 1;
    };
    const refuse = (error: unknown): void => {
      stopWaiting();
      call.sendStatus(statusOf(error));
    };
    const listener = new grpc.ServerListenerBuilder()
      .withOnReceiveMetadata((metadata, next) => {
        try {
          if (ofStranger) this.#admitStranger();
          else this.#judge({ path: method.path, metadata, peer: call.getPeer() });
        } catch (error) {
          refuse(error);
          return;
        }
        timer = setTimeout(
          () => refuse(new LockstepError("protocol", `no whole request within ${requestTimeoutMs / 1000} s`)),
          requestTimeoutMs,
        );
        next(metadata);
      })
      .withOnReceiveMessage((message, next) => {
        stopWaiting();
        next(message);
      })
      .withOnCancel(stopWaiting)
      .build();
    const responder = new grpc.ResponderBuilder().withStart((next) => next(listener)).build();
    return new grpc.ServerInterceptingCall(call, responder);
  };

  #admitStranger(): void {
    if (this.#awaitedOfStrangers >= maxAwaitedOfStrangers)
      throw new LockstepError("unavailable", `${maxAwaitedOfStrangers} requests of strangers are awaited already`);
    this.#awaitedOfStrangers += 1;
  }
}

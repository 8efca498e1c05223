/** Which way a vector goes; the numbers are those of lockstep.v1.Phase. */
export const Phase = { reduceScatter: 1, gradient: 2, parameters: 3, allGather: 4, blockSums: 5, range: 6 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** What a vector is, apart from its step. `subtree` is a node of the canonical sum (1 = root); 0 where the phase has none. */
export interface Topic {
  readonly phase: Phase;
  readonly slice: number;
  readonly subtree: number;
}

/**
 * A vector that this process serves. The bytes are read when they are sent, not when they are published: they must not change
 * until every subscriber has them (see docs on why no acknowledgement is needed).
 */
export interface Publication {
  /** The first `readyBytes` bytes are final and may be sent. Only whole chunks leave before {@link complete}, and never the last one. */
  advance(readyBytes: number): void;
  /** All bytes are final: the rest leaves, the last chunk carrying `header`. */
  complete(header?: Uint8Array): void;
}

/** Where the vectors of a subscription go. */
export interface VectorSink {
  /** Called once a step, before its first byte: where its bytes go. The view's length is the expected total; any other total is refused. */
  destination(step: number): Uint8Array;
  /** Bytes [0, receivedBytes) of the step's vector are in place. Called after every chunk, before {@link complete}. */
  received?(step: number, receivedBytes: number): void;
  /** The whole vector is in place. `header` is what the publisher gave to complete(), empty if nothing. */
  complete(step: number, header: Uint8Array): void;
}

export interface SubscribeOptions {
  /** the last step wanted; default: no end (granted in windows that are renewed by themselves) */
  readonly lastStep?: number;
}

export interface Subscription {
  /** Stops delivery at once. */
  cancel(): void;
}

export interface ExchangeCounters {
  /** vectors delivered whole */
  vectors: number;
  /** chunks dropped because generation, step or offset was not the expected one */
  dropped: number;
  /** pulls and chunks refused because they were malformed or too long */
  refused: number;
  bytesReceived: number;
  /** of bytesReceived, those that were read from a peer's shared memory */
  bytesShared: number;
  bytesSent: number;
}

/**
 * Moves vectors between the processes of one run. Publish and pull: the receiver subscribes to (peer, topic) from a step on,
 * the publisher serves each step's vector as it becomes ready. Steps of one topic are delivered in order, each exactly once.
 *
 * One generation is open at a time. Nothing crosses generations: opening or closing one drops every publication and
 * subscription of the one before, and their sinks are never called again. A pull of an older generation is answered "stale",
 * one of a newer generation is kept and answered when that generation is opened here.
 */
export interface TensorExchange {
  /** host:port under which others reach this process */
  readonly address: string;
  readonly counters: Readonly<ExchangeCounters>;
  /** Number of the open generation, 0 if none. */
  readonly generation: number;
  /**
   * Opens a generation. `peers`: name -> host:port of every process that may be subscribed to.
   * `onDeadLink` is called once a second for a peer from which nothing came (not even a beat) for 2.2 s; the link is dialled again by itself.
   */
  openGeneration(generation: number, peers: ReadonlyMap<string, string>, onDeadLink?: (peer: string) => void): void;
  /** Serves and accepts nothing from now on; pulls of generations up to `fence` are refused as stale. */
  closeGeneration(fence: number): void;
  /**
   * Whether bytes from this address probably come by shared memory, judged by its host and by what this process can do: then they cost a
   * sender the same for any number of receivers.
   */
  sharesMemoryWith(address: string): boolean;
  /** Hangs up on every peer, for a process that awaits nothing more: no link is dialled again. What is published stays. */
  disconnect(): void;
  /** Makes a vector of this step known; nothing is sent before advance() or complete(). The latest two steps of a topic are kept. */
  publish(topic: Topic, step: number, vector: Uint8Array): Publication;
  subscribe(topic: Topic, peer: string, firstStep: number, sink: VectorSink, options?: SubscribeOptions): Subscription;
  /**
   * Ends all streams and the server. What was published stays readable for up to `graceMs` (default 0), or until the last subscriber
   * has gone; this process itself receives nothing more from the moment of the call.
   */
  close(graceMs?: number): Promise<void>;
}

import type { Worker } from "node:worker_threads";
import {
  deferred,
  LockstepError,
  maximalSubtrees,
  sharedVectors,
  type Deferred,
  type Logger,
  type RunSettings,
  type ShardSamples,
} from "@lockstep/core";
import type { GradientDescription, ThreadCommand, ThreadReply } from "./gradient-messages.ts";
import { handOver } from "./hand-over.ts";
import { PreparedThread } from "./prepared-thread.ts";
import type { DataShape, StepGradientResult, SubtreeRoot } from "./step-gradient.ts";

export type { GradientDescription } from "./gradient-messages.ts";
export type { DataShape, StepGradientResult, SubtreeRoot } from "./step-gradient.ts";

/** Computes gradients in a thread of its own, so that the event loop of the caller stays responsive. P = parameters. */
export interface GradientComputer {
  readonly description: GradientDescription;
  /** shared memory, P elements each; version v is expected in parameters[v & 1] */
  readonly parameters: readonly [Float32Array, Float32Array];
  /** rejects when the thread has ended by itself; never resolves */
  readonly failed: Promise<never>;
  /**
   * Hands the samples of a shard over: arrays that fill their ArrayBuffer are moved (and empty afterwards), shared ones shared, others
   * copied.
   * @param validation absent in a run that holds nothing back
   * @throws LockstepError "data" if they are not what the run's settings deal to this shard
   */
  loadShard(shard: number, train: ShardSamples, test: ShardSamples, validation?: ShardSamples): Promise<void>;
  hasShard(shard: number): boolean;
  /**
   * Says which shards the next steps are for. Returns the roots of the maximal subtrees they cover, in shared memory; each compute fills
   * them anew. They stay valid until the next assign, which may reuse their memory.
   */
  assign(shards: readonly number[]): readonly SubtreeRoot[];
  /** Says which step is likely to be computed next: its samples are gathered ahead, while this thread waits for others. */
  prepare(step: number): void;
  /**
   * Reads parameters[step & 1] and fills the roots. Do not write these parameters or read the roots before it has settled.
   * @throws LockstepError "invariant" if an assigned shard was not loaded
   */
  compute(step: number): Promise<StepGradientResult>;
  /** Ends the thread; what is still being computed is rejected with "aborted". */
  close(): Promise<void>;
}

export interface GradientComputerOptions {
  readonly settings: RunSettings;
  /** what the contributions say who computed them */
  readonly workerName: string;
  readonly data: DataShape;
  /** false: every gradient with TensorFlow.js's tape; the bits are the same, only slower */
  readonly replay: boolean;
  /** ends the thread; waits reject with "aborted" */
  readonly signal: AbortSignal;
  readonly logger: Logger;
  /** to be used, and ended with the computer; default: a new one */
  readonly thread?: PreparedThread;
}

/** Loading native TensorFlow from a cold disk takes seconds; this is for the disk that hangs. */
const startTimeoutMs = 120_000;
/** Nobody else knows yet of a worker that has not started: who watches the run should hear of it before it is given up. */
const slowStartMs = 20_000;
/** Problem of a slow start, see alarmLogger. */
const slowStartAlarm = "start";
/** The thread ends between two kernels; one that takes longer is killed. */
const closeTimeoutMs = 2_000;

/**
 * Starts the thread, which loads the recipe, chooses the backend, builds the model once and derives the layout.
 * @throws LockstepError with the thread's code: "configuration" for an unknown recipe, an unusable backend or an untrainable model
 */
export async function startGradientComputer(options: GradientComputerOptions): Promise<GradientComputer> {
  const { signal, logger } = options;
  const stopped = (): LockstepError => new LockstepError("aborted", "gradient thread: stopped from outside", { cause: signal.reason });
  if (signal.aborted) throw stopped();
  const startedMs = performance.now();
  const thread = new GradientThread(options);
  const onAbort = (): void => void thread.end(stopped());
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const { description, parameters } = await thread.ready;
    logger.debug(
      { alarmOver: slowStartAlarm, startMs: Math.round(performance.now() - startedMs) },
      `gradient thread: ${description.backendReason}`,
    );
    for (const warning of description.backendWarnings) logger.warn({ backend: description.backend }, warning);
    return new ThreadedGradientComputer(options, thread, description, parameters, () => signal.removeEventListener("abort", onAbort));
  } catch (error) {
    signal.removeEventListener("abort", onAbort);
    await thread.end(LockstepError.from(error));
    throw error;
  }
}

class ThreadedGradientComputer implements GradientComputer {
  readonly description: GradientDescription;
  readonly parameters: readonly [Float32Array, Float32Array];
  readonly failed: Promise<never>;
  readonly #options: GradientComputerOptions;
  readonly #thread: GradientThread;
  readonly #released: () => void;
  readonly #loaded = new Set<number>();
  /** every root ever made; assign takes the first ones */
  readonly #vectors: Float32Array[] = [];
  #assigned: readonly number[] = [];
  #tensors = 0;

  constructor(
    options: GradientComputerOptions,
    thread: GradientThread,
    description: GradientDescription,
    parameters: readonly [Float32Array, Float32Array],
    released: () => void,
  ) {
    this.#options = options;
    this.#thread = thread;
    this.description = description;
    this.parameters = parameters;
    this.failed = thread.failed;
    this.#released = released;
  }

  async loadShard(shard: number, train: ShardSamples, test: ShardSamples, validation?: ShardSamples): Promise<void> {
    const {
      samples: [ownTrain, ownTest],
      transfer,
    } = handOver([train, test]);
    const held = validation && handOver([validation]);
    await this.#thread.ask(
      (id) => ({ kind: "load", id, shard, train: ownTrain, test: ownTest, ...(held && { validation: held.samples[0] }) }),
      [...transfer, ...(held?.transfer ?? [])],
    );
    this.#loaded.add(shard);
  }

  hasShard(shard: number): boolean {
    return this.#loaded.has(shard);
  }

  assign(shards: readonly number[]): readonly SubtreeRoot[] {
    this.#assigned = shards.toSorted((a, b) => a - b);
    const roots = maximalSubtrees(this.#assigned, this.#options.settings.shards).map((subtree, index) => {
      const vector_P = (this.#vectors[index] ??= sharedVectors(1, this.parameters[0].length)[0] as Float32Array);
      return { subtree, vector_P };
    });
    this.#thread.tell({ kind: "assign", roots });
    this.#options.logger.debug({ tensors: this.#tensors }, `gradient thread: from now on shards ${this.#assigned.join(", ")}`);
    return roots;
  }

  prepare(step: number): void {
    this.#thread.tell({ kind: "prepare", step });
  }

  async compute(step: number): Promise<StepGradientResult> {
    const missing = this.#assigned.filter((shard) => !this.#loaded.has(shard));
    if (missing.length > 0)
      throw new LockstepError("invariant", `gradient of step ${step}: the samples of shards ${missing.join(", ")} are not loaded`);
    const reply = await this.#thread.ask((id) => ({ kind: "compute", id, step }));
    if (reply.kind !== "computed") throw new LockstepError("invariant", `gradient thread: answered compute with ${reply.kind}`);
    this.#tensors = reply.tensors;
    return reply.result;
  }

  async close(): Promise<void> {
    this.#released();
    await this.#thread.end(new LockstepError("aborted", "gradient thread: closed"));
  }
}

type Ready = Extract<ThreadReply, { kind: "ready" }>;

interface Waiter {
  resolve(reply: ThreadReply): void;
  reject(error: LockstepError): void;
}

/** The thread, its unanswered commands, and the end of both. Command 0 is the start. */
class GradientThread {
  readonly ready: Promise<Ready>;
  readonly failed: Promise<never>;
  readonly #worker: Worker;
  readonly #logger: Logger;
  readonly #waiters = new Map<number, Waiter>();
  readonly #exited: Promise<void>;
  readonly #failure: Deferred<never> = deferred<never>();
  #nextId = 1;
  /** what it does before it is ready */
  #doing = "loading TensorFlow.js";
  #ended: LockstepError | null = null;

  constructor({ settings, workerName, data, replay, logger, thread = new PreparedThread() }: GradientComputerOptions) {
    this.#logger = logger;
    this.failed = this.#failure.promise;
    // It is for whoever wants to race with it; others hear of the same from their own waits.
    this.failed.catch(() => {});
    this.ready = this.#wait(0).then((reply) => reply as Ready);

    this.#worker = thread.worker;
    const slow = setTimeout(
      () => logger.warn({ alarm: slowStartAlarm }, `not ready after ${slowStartMs / 1000} s: still ${this.#doing}`),
      slowStartMs,
    );
    const timer = setTimeout(() => {
      void this.end(
        new LockstepError(
          "configuration",
          `not ready after ${startTimeoutMs / 1000} s: still ${this.#doing}; a slow disk with node_modules, or a recipe that never comes to an end?`,
        ),
      );
    }, startTimeoutMs);
    const started = (): void => {
      clearTimeout(slow);
      clearTimeout(timer);
    };
    this.#worker.on("message", (reply: ThreadReply) => this.#answer(reply));
    this.#worker.on("messageerror", (error) => this.#die(LockstepError.from(error)));
    this.#worker.on("error", (error) => this.#die(LockstepError.from(error)));
    if (thread.failure !== null) this.#die(LockstepError.from(thread.failure));
    this.#exited = thread.exited.then((code) =>
      this.#die(new LockstepError("invariant", `gradient thread: ended by itself with code ${code}`)),
    );
    this.#worker.postMessage({ kind: "start", settings, workerName, data, replay } satisfies ThreadCommand, []);
    this.ready.then(started, started);
  }

  tell(command: ThreadCommand): void {
    if (this.#ended !== null) throw this.#ended;
    this.#worker.postMessage(command, []);
  }

  async ask(command: (id: number) => ThreadCommand, transfer: readonly ArrayBuffer[] = []): Promise<ThreadReply> {
    if (this.#ended !== null) throw this.#ended;
    const id = this.#nextId++;
    const answer = this.#wait(id);
    this.#worker.postMessage(command(id), transfer);
    return answer;
  }

  /** Rejects what waits with `reason`, then ends the thread; a thread that is inside a kernel for too long is killed. */
  async end(reason: LockstepError): Promise<void> {
    if (this.#ended === null) {
      this.#ended = reason;
      this.#rejectAll(reason);
      this.#worker.postMessage({ kind: "close" } satisfies ThreadCommand, []);
    }
    const timer = setTimeout(() => {
      this.#logger.warn({ closeTimeoutMs }, "gradient thread: still computing; terminated");
      void this.#worker.terminate();
    }, closeTimeoutMs);
    await this.#exited;
    clearTimeout(timer);
  }

  #wait(id: number): Promise<ThreadReply> {
    return new Promise((resolve, reject) => this.#waiters.set(id, { resolve, reject }));
  }

  #answer(reply: ThreadReply): void {
    if (reply.kind === "starting") {
      this.#doing = reply.doing;
      return;
    }
    if (reply.kind === "replay") {
      this.#logger[reply.notice.level]({}, `gradient thread: ${reply.notice.text}`);
      return;
    }
    const id = reply.kind === "ready" ? 0 : reply.id;
    const waiter = this.#waiters.get(id);
    this.#waiters.delete(id);
    if (reply.kind === "failed") waiter?.reject(new LockstepError(reply.code, reply.message));
    else waiter?.resolve(reply);
  }

  #die(error: LockstepError): void {
    if (this.#ended !== null) return;
    this.#ended = error;
    this.#rejectAll(error);
    this.#failure.reject(error);
  }

  #rejectAll(error: LockstepError): void {
    for (const waiter of this.#waiters.values()) waiter.reject(error);
    this.#waiters.clear();
  }
}

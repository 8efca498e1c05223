import type { SimulatedProcess, World } from "../engine/world.ts";
import { latencyMs, writeDelayMs } from "./link-latency.ts";

/** Bytes, or how to get them when they are written: until then they may change, as memory does that a transport has only a view of. */
export type Message = Uint8Array | (() => Uint8Array);

/** What travels one way of a stream. */
export type Parcel =
  | { readonly kind: "opened" }
  | { readonly kind: "message"; readonly bytes: Message }
  /** nothing follows */
  | { readonly kind: "end"; readonly reason: string };

export interface DirectionOptions {
  readonly world: World;
  readonly from: SimulatedProcess;
  readonly to: SimulatedProcess;
  /** nothing passes now */
  readonly isCut: () => boolean;
  /** as the receiving process, bytes and not views of live memory */
  readonly arrived: (parcel: Parcel) => void;
  /** as the sending process: everything that it queued has been written */
  readonly drained: () => void;
}

interface InFlight {
  readonly parcel: Parcel;
  /** later if what is before it comes later */
  readonly atMs: number;
}

/** Most queue lengths at which a writer is told to stop: 16 in grpc-js, and less, so that small vectors fill a stream too. */
const queueLimits = [1, 2, 4, 16] as const;
/** Messages written and not yet read; what comes after waits in the writer's memory. */
const windows = [1, 4, 64] as const;
/** TCP sends again after a pause that doubles from loss to loss, so a healed link rests for up to as long as it was cut, or this. */
const longestRestMs = 8000;

/**
 * One way of a stream: first in, first out. Bytes are read from live memory when they are written,
 * some time after they were queued; a writer that stands still writes nothing, and a reader that stands still reads nothing.
 */
export class StreamDirection {
  readonly #options: DirectionOptions;
  readonly #queueLimit: number;
  readonly #window: number;
  readonly #queue: Parcel[] = [];
  readonly #inFlight: InFlight[] = [];
  #open = true;
  #writing = false;
  #delivering = false;
  #full = false;
  #cutSinceMs: number | null = null;

  constructor(options: DirectionOptions) {
    this.#options = options;
    this.#queueLimit = options.world.random.pick(queueLimits);
    this.#window = options.world.random.pick(windows);
  }

  /** @returns false if the queue is full: `drained` says when it is not */
  send(parcel: Parcel): boolean {
    if (!this.#open) return true;
    this.#queue.push(parcel);
    this.#write();
    this.#full ||= this.#queue.length >= this.#queueLimit;
    return !this.#full;
  }

  /** What is only queued will not be written. */
  forgetQueue(): void {
    this.#queue.length = 0;
    // Its process may be dead, and what it was to write next never comes.
    this.#writing = false;
  }

  /** What is under way will not arrive. */
  forgetInFlight(): void {
    this.#inFlight.length = 0;
  }

  /** Nothing passes any more. */
  close(): void {
    this.#open = false;
    this.forgetQueue();
    this.forgetInFlight();
  }

  /** A cut has healed. */
  healed(): void {
    const since = this.#cutSinceMs;
    if (since === null || this.#options.isCut()) return;
    this.#cutSinceMs = null;
    const { world } = this.#options;
    this.#deliverIn(world.random.int(0, Math.min(longestRestMs, Math.ceil(world.nowMs - since))));
  }

  #write(): void {
    while (this.#open && !this.#writing && this.#inFlight.length < this.#window) {
      const parcel = this.#queue[0];
      if (parcel === undefined) break;
      if (parcel.kind === "message" && typeof parcel.bytes === "function") {
        this.#writeLater(parcel.bytes);
        return;
      }
      this.#queue.shift();
      this.#launch(parcel);
    }
    if (!this.#full || this.#queue.length > 0 || this.#writing) return;
    this.#full = false;
    const { world, from, drained } = this.#options;
    world.after(0, () => from.run(drained));
  }

  #writeLater(read: () => Uint8Array): void {
    const { world, from } = this.#options;
    this.#writing = true;
    world.after(writeDelayMs(world.random), () =>
      from.run(() => {
        this.#writing = false;
        // It may have been taken back meanwhile.
        const parcel = this.#queue[0];
        if (parcel?.kind === "message" && parcel.bytes === read) {
          this.#queue.shift();
          this.#launch({ kind: "message", bytes: read() });
        }
        this.#write();
      }),
    );
  }

  #launch(parcel: Parcel): void {
    const { world } = this.#options;
    this.#inFlight.push({ parcel, atMs: world.nowMs + latencyMs(world.random) });
    this.#deliver();
  }

  #deliver(): void {
    const next = this.#inFlight[0];
    if (next === undefined || this.#cutSinceMs !== null) return;
    this.#deliverIn(next.atMs - this.#options.world.nowMs);
  }

  #deliverIn(delayMs: number): void {
    if (this.#delivering) return;
    this.#delivering = true;
    const { world, to, isCut, arrived } = this.#options;
    world.after(delayMs, () => {
      if (isCut()) {
        this.#delivering = false;
        this.#cutSinceMs ??= world.nowMs;
        return;
      }
      to.run(() => {
        this.#delivering = false;
        const next = this.#inFlight.shift();
        if (next !== undefined) arrived(next.parcel);
        this.#write();
        this.#deliver();
      });
    });
  }
}

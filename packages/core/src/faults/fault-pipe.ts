import type { Socket } from "node:net";
import type { CounterRandom } from "../random/counter-random.ts";
import type { DirectionFaults } from "./link-faults.ts";
import { nextPiece } from "./next-piece.ts";

/** What all connections of a link share in one direction. */
export interface Lane {
  faults: DirectionFaults;
  /** when the bandwidth is free again */
  freeMs: number;
}

/** Bytes held for one direction of a connection before its sender is made to wait, as TCP's window would. */
const heldBytes = 1 << 20;

/** Carries one direction of one connection: bytes, its end and its reset, in order, with the faults of its lane. Owns its timers. */
export class FaultPipe {
  readonly #source: Socket;
  readonly #destination: Socket;
  readonly #lane: Lane;
  readonly #random: CounterRandom;
  readonly #queue: { bytes: Buffer; dueMs: number }[] = [];
  #waitingBytes = 0;
  #sinceFaultsBytes = 0;
  /** what comes after the last byte */
  #ending: "none" | "end" | "reset" = "none";
  #endSent = false;
  #blocked = false;
  #closed = false;
  #timer: NodeJS.Timeout | null = null;
  #nextTurn: NodeJS.Immediate | null = null;
  #carriedBytes = 0;

  constructor(source: Socket, destination: Socket, lane: Lane, random: CounterRandom) {
    this.#source = source;
    this.#destination = destination;
    this.#lane = lane;
    this.#random = random;
    source.on("data", (bytes: Buffer) => this.#take(bytes));
    source.on("end", () => this.#endWith("end"));
    source.on("error", () => this.#endWith("reset"));
    source.on("close", () => {
      if (!source.readableEnded) this.#endWith("reset");
    });
    destination.on("drain", () => {
      this.#blocked = false;
      this.#pump();
    });
    destination.on("close", () => this.close());
  }

  /** delivered so far */
  get carriedBytes(): number {
    return this.#carriedBytes;
  }

  /** The faults of the lane are others now. */
  faultsChanged(): void {
    this.#sinceFaultsBytes = 0;
    for (const piece of this.#queue) piece.dueMs = Math.min(piece.dueMs, this.#dueMs());
    this.#pump();
  }

  /** Nobody is there any more to carry to: the source is left to itself. */
  close(): void {
    this.#closed = true;
    this.#queue.length = 0;
    this.#waitingBytes = 0;
    this.#source.pause();
    this.#clearTimers();
  }

  #take(bytes: Buffer): void {
    if (this.#closed) return;
    this.#queue.push({ bytes, dueMs: this.#dueMs() });
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= heldBytes) this.#source.pause();
    this.#pump();
  }

  #endWith(ending: "end" | "reset"): void {
    if (this.#ending !== "reset") this.#ending = ending;
    this.#pump();
  }

  #dueMs(): number {
    const { latencyMs = 0, jitterMs = 0 } = this.#lane.faults;
    return performance.now() + latencyMs + (jitterMs > 0 ? this.#draw() * jitterMs : 0);
  }

  #draw(): number {
    return this.#random.uint32() / 2 ** 32;
  }

  #pump(): void {
    this.#clearTimers();
    while (!this.#closed && !this.#blocked) {
      const { faults, freeMs } = this.#lane;
      const head = this.#queue[0];
      const state = {
        waitingBytes: head?.bytes.length ?? 0,
        dueMs: head?.dueMs ?? 0,
        freeMs,
        carriedBytes: this.#sinceFaultsBytes,
        drawn: faults.sliceBytes === undefined ? 0 : this.#draw(),
      };
      const { result } = nextPiece(performance.now(), state, faults);
      switch (result.kind) {
        case "hold":
          return;
        case "wait":
          this.#timer = setTimeout(() => this.#pump(), result.forMs);
          return;
        case "reset":
          this.#source.resetAndDestroy();
          this.#destination.resetAndDestroy();
          return;
        case "idle":
          this.#passEnding();
          return;
        case "send":
          this.#send(result.bytes);
          if (faults.sliceBytes === undefined) break;
          // A turn of the event loop between two slices, or the receiver would read them as one.
          this.#nextTurn = setImmediate(() => this.#pump());
          return;
      }
    }
  }

  #send(length: number): void {
    const [head] = this.#queue;
    if (head === undefined) return;
    const piece = head.bytes.subarray(0, length);
    if (length === head.bytes.length) this.#queue.shift();
    else head.bytes = head.bytes.subarray(length);
    const { bytesPerSecond } = this.#lane.faults;
    if (bytesPerSecond !== undefined) {
      this.#lane.freeMs = Math.max(this.#lane.freeMs, performance.now()) + (1000 * length) / bytesPerSecond;
    }
    this.#waitingBytes -= length;
    this.#sinceFaultsBytes += length;
    this.#carriedBytes += length;
    if (!this.#destination.write(piece)) this.#blocked = true;
    if (this.#waitingBytes < heldBytes && this.#source.isPaused()) this.#source.resume();
  }

  #passEnding(): void {
    if (this.#ending === "reset") {
      this.#destination.resetAndDestroy();
    } else if (this.#ending === "end" && !this.#endSent) {
      this.#endSent = true;
      this.#destination.end();
    }
  }

  #clearTimers(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#nextTurn !== null) clearImmediate(this.#nextTurn);
    this.#timer = null;
    this.#nextTurn = null;
  }
}

import { LockstepError } from "@lockstep/core";
import type { SimulatedProcess, World } from "../engine/world.ts";
import { latencyMs } from "./link-latency.ts";
import { StreamDirection } from "./stream-direction.ts";
import type { Message, Parcel } from "./stream-direction.ts";

/** What a stream tells the process at one of its ends, and as that process. */
export interface StreamHandlers {
  /** The other end has accepted; only whoever dialled hears it. */
  opened?(): void;
  message(bytes: Uint8Array): void;
  /** {@link StreamEnd.send} may be called again. */
  drained?(): void;
  /** It is over; nothing more is told. */
  lost(reason: LockstepError): void;
}

/** What a process does with its end of a stream. */
export interface StreamEnd {
  /** @returns false if it should wait until it is drained */
  send(message: Message): boolean;
  /** Hangs up after what was sent. */
  end(): void;
  /** Hangs up now: what was not written yet never is. */
  cancel(): void;
}

export interface StreamOptions {
  readonly world: World;
  readonly client: SimulatedProcess;
  readonly handlers: StreamHandlers;
  /** for messages */
  readonly service: string;
  /** whether nothing passes from one process to another, by their names */
  readonly isCut: (from: string, to: string) => boolean;
  /** both ends are done with it */
  readonly over: () => void;
}

/** One end, and what it knows of the other: it is there; it has gone and a send would tell; it has gone and nothing tells. */
interface Side {
  readonly process: SimulatedProcess;
  handlers: StreamHandlers;
  /** its process has neither hung up nor been told that the stream is over */
  open: boolean;
  other: "there" | "gone" | "silent";
}

/** Until a process that sends to one that has gone is answered that nobody reads. */
const answerMs = 200;

/** A two-way stream between two processes. It may end differently, and at different times, for each of them. */
export class SimulatedStream {
  readonly #options: StreamOptions;
  readonly #client: Side;
  #server: Side | null = null;
  /** client to server, server to client */
  #directions: readonly [StreamDirection, StreamDirection] | null = null;
  #accepted = false;
  /** what the client sent before the server had accepted */
  readonly #early: Message[] = [];

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#client = { process: options.client, handlers: options.handlers, open: true, other: "there" };
  }

  /** The end of whoever dialled. */
  get clientEnd(): StreamEnd {
    return this.#end(this.#client, 0);
  }

  /** Whoever dialled still wants it. */
  get wanted(): boolean {
    return this.#client.open;
  }

  isBetween(one: string, other: string): boolean {
    const client = this.#client.process.name;
    const server = this.#server?.process.name;
    return (client === one && server === other) || (client === other && server === one);
  }

  /** Nobody will have it. */
  refuse(reason: LockstepError): void {
    this.#tell(this.#client, reason);
  }

  /** @param accept called as the serving process; may throw a LockstepError, which then reaches the client */
  connect(process: SimulatedProcess, accept: (end: StreamEnd) => StreamHandlers): void {
    const client = this.#client;
    const server: Side = { process, handlers: { message: () => {}, lost: () => {} }, open: false, other: "there" };
    const directions = [this.#direction(client, server), this.#direction(server, client)] as const;
    this.#server = server;
    this.#directions = directions;
    process.run(() => {
      if (!client.open || client.other !== "there") return;
      server.open = true;
      try {
        server.handlers = accept(this.#end(server, 1));
      } catch (error) {
        server.open = false;
        this.refuse(LockstepError.from(error));
        return;
      }
      this.#accepted = true;
      directions[1].send({ kind: "opened" });
      for (const bytes of this.#early.splice(0)) directions[0].send({ kind: "message", bytes });
    });
  }

  /** Breaks it, if it is connected. Each end is told, or rarely is not and goes on as if the other were there. */
  reset(): void {
    if (this.#directions === null) return;
    this.#close();
    for (const side of [this.#client, this.#server]) if (side !== null) this.#abandon(side, "reset", 0.95);
  }

  /** One of its processes is dead. The other one is told by what is left of it, or is not. */
  died(process: SimulatedProcess): void {
    const { random } = this.#options.world;
    const isClient = this.#client.process === process;
    const dead = isClient ? this.#client : this.#server;
    const other = isClient ? this.#server : this.#client;
    if (dead !== null) dead.open = false;
    if (other === null || !other.open || other.other !== "there" || this.#directions === null) {
      this.#finish();
      return;
    }
    const written = this.#directions[isClient ? 0 : 1];
    const reason = `${process.name} has gone`;
    written.forgetQueue();
    // What it had written is still read, unless its end overtakes it.
    if (random.chance(0.5)) written.forgetInFlight();
    if (random.chance(0.9)) written.send({ kind: "end", reason });
    else this.#abandon(other, reason, 0);
  }

  /** A cut between some processes has healed. */
  healed(): void {
    for (const direction of this.#directions ?? []) direction.healed();
  }

  #direction(from: Side, to: Side): StreamDirection {
    const { world, isCut } = this.#options;
    return new StreamDirection({
      world,
      from: from.process,
      to: to.process,
      isCut: () => isCut(from.process.name, to.process.name),
      arrived: (parcel) => this.#arrived(to, parcel),
      drained: () => {
        if (from.open) from.handlers.drained?.();
      },
    });
  }

  #end(side: Side, way: 0 | 1): StreamEnd {
    return {
      send: (bytes) => {
        if (!side.open) return true;
        if (side.other !== "there") this.#sendToNobody(side);
        else if (way === 0 && !this.#accepted) this.#early.push(bytes);
        else return this.#directions?.[way].send({ kind: "message", bytes }) ?? true;
        return true;
      },
      end: () => this.#hangUp(side, way, false),
      cancel: () => this.#hangUp(side, way, true),
    };
  }

  #hangUp(side: Side, way: 0 | 1, now: boolean): void {
    if (!side.open) return;
    side.open = false;
    const directions = this.#directions;
    if (directions !== null && side.other === "there") {
      directions[way === 0 ? 1 : 0].close();
      if (now) directions[way].forgetQueue();
      if (this.#accepted) directions[way].send({ kind: "end", reason: `${side.process.name} has ended it` });
    }
    this.#finish();
  }

  #arrived(side: Side, parcel: Parcel): void {
    if (!side.open) return;
    if (parcel.kind === "opened") side.handlers.opened?.();
    else if (parcel.kind === "end") this.#lose(side, this.#lost(parcel.reason));
    // What arrives was written: it is no view of live memory any more.
    else if (typeof parcel.bytes !== "function") side.handlers.message(parcel.bytes);
  }

  /** The other end has gone without a word of its own. */
  #abandon(side: Side, reason: string, toldProbability: number): void {
    const { random } = this.#options.world;
    side.other = random.chance(0.5) ? "gone" : "silent";
    if (random.chance(toldProbability)) this.#tell(side, this.#lost(reason));
  }

  #sendToNobody(side: Side): void {
    if (side.other === "silent") return;
    side.other = "silent";
    this.#tell(side, this.#lost("nobody reads it any more"), answerMs);
  }

  #tell(side: Side, reason: LockstepError, delayMs: number = latencyMs(this.#options.world.random)): void {
    this.#options.world.after(delayMs, () =>
      side.process.run(() => {
        if (side.open) this.#lose(side, reason);
      }),
    );
  }

  #lose(side: Side, reason: LockstepError): void {
    side.open = false;
    this.#close();
    this.#finish();
    side.handlers.lost(reason);
  }

  #close(): void {
    for (const direction of this.#directions ?? []) direction.close();
  }

  #finish(): void {
    if (!this.#client.open && this.#server?.open !== true) this.#options.over();
  }

  #lost(reason: string): LockstepError {
    const { service, client } = this.#options;
    return new LockstepError("peer-lost", `${service} stream of ${client.name}: ${reason}`);
  }
}

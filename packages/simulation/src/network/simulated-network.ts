import { LockstepError } from "@lockstep/core";
import type { SimulatedProcess, World } from "../engine/world.ts";
import { latencyMs } from "./link-latency.ts";
import { SimulatedStream } from "./simulated-stream.ts";
import type { StreamEnd, StreamHandlers } from "./simulated-stream.ts";

/** What a process serves at its address; the exchange alone is the data plane. */
export type Service = "exchange" | "session" | "samples" | "results";

/** Takes a stream, as the serving process. May throw a LockstepError, which then reaches whoever dialled. */
export type Accept = (end: StreamEnd) => StreamHandlers;

/** Nothing passes from processes of one name to those of another; null stands for everybody else. */
export interface Cut {
  readonly from: string | null;
  readonly to: string | null;
  /** "data": streams of the exchange alone */
  readonly plane: "data" | "all";
}

interface Host {
  readonly process: SimulatedProcess;
  readonly services: Map<Service, Accept>;
}

/**
 * The network between the processes of a simulated world: streams that are first in, first out, with latencies, cuts, resets and half-open
 * ends. A message sent is a message that arrives, in order, unless the stream ends for one of its two ends, and each may learn that or not.
 */
export class SimulatedNetwork {
  readonly #world: World;
  readonly #hosts = new Map<string, Host>();
  readonly #streams = new Map<SimulatedProcess, Set<SimulatedStream>>();
  readonly #cuts = new Set<Cut>();
  /** dials that a cut holds up */
  readonly #held = new Set<() => void>();

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Streams to this address and service are the process's from now on; those that another process took there before stay with it.
   * @returns stops taking new ones
   */
  listen(process: SimulatedProcess, address: string, service: Service, accept: Accept): () => void {
    const before = this.#hosts.get(address);
    const host = before?.process === process ? before : { process, services: new Map<Service, Accept>() };
    this.#hosts.set(address, host);
    host.services.set(service, accept);
    return () => {
      if (host.services.get(service) === accept) host.services.delete(service);
    };
  }

  /** Never calls back before it has returned. Whatever is sent before the other end has accepted waits. */
  dial(process: SimulatedProcess, address: string, service: Service, handlers: StreamHandlers): StreamEnd {
    const world = this.#world;
    const stream: SimulatedStream = new SimulatedStream({
      world,
      client: process,
      handlers,
      service,
      isCut: (from, to) => this.#isCut(from, to, service),
      over: () => this.#forget(stream),
    });
    this.#keep(process, stream);
    world.after(latencyMs(world.random) + latencyMs(world.random), () => this.#connect(stream, process, address, service));
    return stream.clientEnd;
  }

  /** @returns heals it; what it held up arrives some time after that, unless the ends have given up */
  cut(cut: Cut): () => void {
    this.#world.tell(`cut ${cut.from ?? "everybody"} > ${cut.to ?? "everybody"}${cut.plane === "data" ? " (data plane)" : ""}`);
    this.#cuts.add(cut);
    return () => {
      if (!this.#cuts.delete(cut)) return;
      this.#world.tell(`healed ${cut.from ?? "everybody"} > ${cut.to ?? "everybody"}`);
      for (const stream of this.#all()) stream.healed();
      for (const retry of this.#held) retry();
    };
  }

  /** Breaks every stream between processes of two names, in both directions. */
  reset(one: string, other: string): void {
    this.#world.tell(`reset ${one} and ${other}`);
    for (const stream of this.#all()) if (stream.isBetween(one, other)) stream.reset();
  }

  /** Breaks every stream there is. */
  resetAll(): void {
    this.#world.tell("reset of everything");
    for (const stream of this.#all()) stream.reset();
  }

  #connect(stream: SimulatedStream, client: SimulatedProcess, address: string, service: Service): void {
    if (!stream.wanted) return;
    const host = this.#hosts.get(address);
    // A connection needs both directions.
    if (host && (this.#isCut(client.name, host.process.name, service) || this.#isCut(host.process.name, client.name, service))) {
      this.#hold(() => this.#connect(stream, client, address, service));
      return;
    }
    const accept = host?.services.get(service);
    if (host?.process.alive === true && accept !== undefined) {
      this.#keep(host.process, stream);
      stream.connect(host.process, accept);
    } else if (this.#world.random.chance(0.9)) {
      stream.refuse(new LockstepError("unavailable", `nobody answers at ${address} (${service})`));
    }
  }

  #hold(connect: () => void): void {
    const { random } = this.#world;
    const retry = (): void => {
      this.#held.delete(retry);
      this.#world.after(random.int(0, 1000), connect);
    };
    this.#held.add(retry);
  }

  #isCut(from: string, to: string, service: Service): boolean {
    if (this.#cuts.size === 0 || from === to) return false;
    for (const cut of this.#cuts) {
      if ((cut.from ?? from) === from && (cut.to ?? to) === to && (cut.plane === "all" || service === "exchange")) return true;
    }
    return false;
  }

  /** Every stream once, in the order in which they were dialled by each process. */
  #all(): Set<SimulatedStream> {
    return new Set([...this.#streams.values()].flatMap((streams) => [...streams]));
  }

  #keep(process: SimulatedProcess, stream: SimulatedStream): void {
    let streams = this.#streams.get(process);
    if (streams === undefined) {
      const own = new Set<SimulatedStream>();
      streams = own;
      this.#streams.set(process, own);
      process.onDeath(() => {
        this.#streams.delete(process);
        for (const each of own) each.died(process);
      });
    }
    streams.add(stream);
  }

  #forget(stream: SimulatedStream): void {
    for (const streams of this.#streams.values()) streams.delete(stream);
  }
}

import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import type { RunEvent } from "@lockstep/core";
import { startLockstep } from "./command.ts";
import type { CommandResult, RunningCommand } from "./command.ts";

type EventOf<Type extends RunEvent["type"]> = Extract<RunEvent, { readonly type: Type }>;

export const token = "the-token-of-a-run-that-was-started-by-hand";
const eventTimeoutMs = 60_000;
const pollMs = 20;

/** A run whose processes are started one by one, as on machines of their own: each server has its own folder, the coordinator a fixed address. */
export class HandStartedRun {
  readonly name: string;
  readonly folder: string;
  /** of the coordinator */
  readonly address: string;
  readonly #scratch: string;
  readonly #settings: readonly string[];
  readonly #timeoutMs: number | undefined;
  readonly #started: RunningCommand[] = [];

  private constructor(scratch: string, name: string, settings: readonly string[], address: string, timeoutMs?: number) {
    this.name = name;
    this.folder = path.join(scratch, name);
    this.address = address;
    this.#scratch = scratch;
    this.#settings = settings;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param settings flags of the coordinator that define the run
   * @param timeoutMs of each process; default: that of a command
   */
  static async prepare(scratch: string, name: string, settings: readonly string[], timeoutMs?: number): Promise<HandStartedRun> {
    return new HandStartedRun(scratch, name, settings, `127.0.0.1:${await freePort()}`, timeoutMs);
  }

  /** Starts a coordinator of this run, at the run's one address, and waits until it listens. */
  async coordinator(flags: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<RunningCommand> {
    const command = ["coordinator", "--run", this.folder, "--listen", this.address, ...this.#settings, ...flags];
    const coordinator = this.#start(command, environment);
    await coordinator.until(/"type":"listening"/);
    return coordinator;
  }

  /** of a parameter server, with its snapshots and its ledger */
  serverFolder(range: number): string {
    return `${this.folder}-server-${range}`;
  }

  parameterServer(range: number, environment: Readonly<Record<string, string>> = {}): RunningCommand {
    const folder = this.serverFolder(range);
    return this.#start(["parameter-server", "--coordinator", this.address, "--range", String(range), "--run", folder], environment);
  }

  worker(name: string, flags: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): RunningCommand {
    return this.#start(["worker", "--coordinator", this.address, ...flags], { LOCKSTEP_NAME: name, ...environment });
  }

  /** `lockstep verify` of the run's folder. */
  verify(): Promise<CommandResult> {
    return this.#start(["verify", this.folder]).result;
  }

  /** Kills what a test that failed has left running. */
  end(): void {
    for (const started of this.#started) for (const pid of started.processes()) process.kill(pid, "SIGKILL");
  }

  /** Processes of this run that are alive. */
  processes(): readonly number[] {
    return this.#started.flatMap((started) => started.processes());
  }

  /** For every generation in which steps were committed, the names of the workers whose gradients they hold. */
  async workersByGeneration(): Promise<ReadonlyMap<number, readonly string[]>> {
    const names = new Map<number, Set<string>>();
    for (const line of (await readFile(path.join(this.folder, "ledger.jsonl"), "utf8")).trimEnd().split("\n")) {
      const { g, shards } = JSON.parse(line) as { readonly g?: number; readonly shards?: readonly { readonly worker: string }[] };
      if (g === undefined) continue;
      const known = names.get(g) ?? new Set();
      names.set(g, known);
      for (const { worker } of shards ?? []) known.add(worker);
    }
    return new Map([...names].map(([generation, known]) => [generation, [...known].toSorted()]));
  }

  #start(command: readonly string[], environment: Readonly<Record<string, string>> = {}): RunningCommand {
    const started = startLockstep(command, {
      folder: this.#scratch,
      environment: { LOCKSTEP_TOKEN: token, ...environment },
      ...(this.#timeoutMs !== undefined && { timeoutMs: this.#timeoutMs }),
    });
    this.#started.push(started);
    return started;
  }
}

/** What a coordinator has reported so far, of one kind. */
export function eventsOf<Type extends RunEvent["type"]>(coordinator: RunningCommand, type: Type): readonly EventOf<Type>[] {
  return timedEventsOf(coordinator, type).map(({ event }) => event);
}

/** The same, each with the time of its log line: milliseconds, of Date.now(). */
export function timedEventsOf<Type extends RunEvent["type"]>(
  coordinator: RunningCommand,
  type: Type,
): readonly { readonly time: number; readonly event: EventOf<Type> }[] {
  const output = coordinator.output();
  return output
    .slice(0, output.lastIndexOf("\n") + 1)
    .split("\n")
    .flatMap((line) => {
      if (line === "") return [];
      const { time, event } = JSON.parse(line) as { readonly time: number; readonly event?: RunEvent };
      return event?.type === type ? [{ time, event: event as EventOf<Type> }] : [];
    });
}

/** The generation of this number, as soon as the coordinator reports it. */
export async function untilGeneration(coordinator: RunningCommand, generation: number): Promise<EventOf<"generation">> {
  return untilEvent(coordinator, "generation", (event) => event.generation === generation, `generation ${generation}`);
}

/** Resolves when the member has a session. */
export async function untilMember(coordinator: RunningCommand, name: string): Promise<void> {
  await untilEvent(coordinator, "member", (event) => event.name === name && event.state === "joined", `${name} to join`);
}

/** Resolves when so many more epochs than now are over. */
export async function untilMoreEpochs(coordinator: RunningCommand, epochs: number): Promise<void> {
  const target = (eventsOf(coordinator, "epoch").at(-1)?.epoch.epoch ?? 0) + epochs;
  await untilEvent(coordinator, "epoch", (event) => event.epoch.epoch >= target, `the end of epoch ${target}`);
}

/** Resolves to the first event of this kind that is wanted, as soon as the coordinator reports it. */
export async function untilEvent<Type extends RunEvent["type"]>(
  coordinator: RunningCommand,
  type: Type,
  wanted: (event: EventOf<Type>) => boolean,
  what: string,
): Promise<EventOf<Type>> {
  const endMs = performance.now() + eventTimeoutMs;
  let ended = false;
  const atEnd = (): void => void (ended = true);
  coordinator.result.then(atEnd, atEnd);
  for (;;) {
    const event = eventsOf(coordinator, type).find(wanted);
    if (event !== undefined) return event;
    if (performance.now() > endMs) throw new Error(`waited ${eventTimeoutMs} ms for ${what}\n${coordinator.output()}`);
    if (ended) throw new Error(`the coordinator ended; expected ${what}\n${coordinator.output()}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

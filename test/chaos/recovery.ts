import path from "node:path";
import type { RunEvent } from "@lockstep/core";
import type { RunningCommand } from "../harness/command.ts";
import { startLockstep } from "../harness/command.ts";
import { pidOf } from "../harness/pid-of.ts";
import { LedgerWatch } from "./ledger-watch.ts";
import type { SeenLine } from "./ledger-watch.ts";
import { tinyArguments } from "./tiny-run.ts";

export interface RecoveryCase {
  readonly role: "worker" | "parameter server" | "coordinator";
  readonly process: string;
  readonly signal: "SIGKILL" | "SIGSTOP";
}

/** A stopped coordinator is not noticed by anybody who could be asked; all other pairs are. */
export const recoveryCases: readonly RecoveryCase[] = [
  { role: "worker", process: "worker-1", signal: "SIGKILL" },
  { role: "parameter server", process: "parameter-server-0", signal: "SIGKILL" },
  { role: "coordinator", process: "coordinator", signal: "SIGKILL" },
  { role: "worker", process: "worker-1", signal: "SIGSTOP" },
  { role: "parameter server", process: "parameter-server-0", signal: "SIGSTOP" },
];

/** Milliseconds from the signal on. */
export interface Recovery {
  /** the coordinator says that the process has left; NaN for the coordinator itself */
  readonly noticedMs: number;
  /** the first step of the next generation is committed; for the coordinator: its membership is served again */
  readonly nextCommitMs: number;
  /** longest time without a commit from the signal to that step */
  readonly longestGapMs: number;
  /** steps that were committed before and are done again */
  readonly stepsLost: number;
}

const workers = 2;
/** Two snapshots. */
const steadySteps = 40;
const limitMs = 60_000;
const pollMs = 5;
/** More than any measurement needs: the run is stopped from outside. */
const endlessEpochs = 100_000;

/** Breaks one process of a running training `times` times, each time after everything has come to rest, and measures how it comes back. */
export async function measureRecovery(scratch: string, recoveryCase: RecoveryCase, times: number): Promise<readonly Recovery[]> {
  const name = `recovery-${recoveryCase.process}-${recoveryCase.signal}`;
  // The launcher must not give up: a server that dies again and again before its next snapshot gets nowhere.
  const patience = ["--max-restarts", "1000"];
  const command = startLockstep([...tinyArguments(scratch, name, { workers, epochs: endlessEpochs }), ...patience], {
    folder: scratch,
    timeoutMs: times * limitMs,
  });
  const run = new WatchedRun(command, new LedgerWatch(path.join(scratch, name, "ledger.jsonl")));
  try {
    const recoveries: Recovery[] = [];
    while (recoveries.length < times) recoveries.push(await run.recoverFrom(recoveryCase));
    command.kill("SIGINT");
    await command.result;
    return recoveries;
  } finally {
    run.close();
    for (const pid of command.processes()) process.kill(pid, "SIGKILL");
  }
}

class WatchedRun {
  readonly #command: RunningCommand;
  readonly #ledger: LedgerWatch;
  /** when each event was heard */
  readonly #events: { readonly atMs: number; readonly event: RunEvent }[] = [];
  readonly #timer: NodeJS.Timeout;
  #read = 0;
  #ended = false;

  constructor(command: RunningCommand, ledger: LedgerWatch) {
    this.#command = command;
    const end = (): void => void (this.#ended = true);
    command.result.then(end, end);
    this.#ledger = ledger;
    this.#timer = setInterval(() => this.#hear(), pollMs);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#ledger.close();
  }

  async recoverFrom({ process: name, signal }: RecoveryCase): Promise<Recovery> {
    const generation = await this.#steady();
    const pid = await pidOf(this.#command, name);
    if (pid === null) throw new Error(`${name} is not alive`);
    const from = this.#ledger.lines.length;
    const atMs = performance.now();
    process.kill(pid, signal);
    // A stopped server holds everybody up: it is let go as soon as it is missed.
    if (signal === "SIGSTOP") {
      await this.#until(() => this.#leftAfter(name, atMs) !== null, `the coordinator to miss ${name}`);
      if (name.startsWith("worker-")) await this.#until(() => this.#nextStep(from, generation) !== null, "training to go on without it");
      process.kill(pid, "SIGCONT");
    }
    await this.#until(() => this.#nextStep(from, generation) !== null, `a step after ${signal} of ${name}`);
    const next = this.#nextStep(from, generation) as SeenLine;
    return {
      noticedMs: (this.#leftAfter(name, atMs) ?? Number.NaN) - atMs,
      nextCommitMs: next.atMs - atMs,
      longestGapMs: longestGapMs(this.#ledger.lines, atMs, next.atMs),
      stepsLost: stepsLost(this.#ledger.lines, generation),
    };
  }

  /** Waits until all workers take part and have done so for a while. @returns the generation */
  async #steady(): Promise<number> {
    let generation = 0;
    await this.#until(() => {
      const last = this.#events.findLast(({ event }) => event.type === "generation")?.event;
      if (last?.type !== "generation" || last.workers.length < workers) return false;
      ({ generation } = last);
      if (this.#ledger.lines.at(-1)?.generation !== generation) return false;
      return this.#ledger.lines.filter((line) => line.kind === "step" && line.generation === generation).length >= steadySteps;
    }, "all workers to take part");
    return generation;
  }

  #nextStep(from: number, generation: number): SeenLine | null {
    return this.#ledger.lines.slice(from).find((line) => line.kind === "step" && line.generation > generation) ?? null;
  }

  #leftAfter(name: string, atMs: number): number | null {
    const left = this.#events.find(
      (heard) => heard.atMs >= atMs && heard.event.type === "member" && heard.event.name === name && heard.event.state === "left",
    );
    return left?.atMs ?? null;
  }

  #hear(): void {
    const output = this.#command.output();
    const end = output.lastIndexOf("\n") + 1;
    const atMs = performance.now();
    for (const line of output.slice(this.#read, end).split("\n"))
      if (line.startsWith("{")) this.#events.push({ atMs, event: JSON.parse(line) as RunEvent });
    this.#read = end;
  }

  async #until(condition: () => boolean, what: string): Promise<void> {
    const endMs = performance.now() + limitMs;
    while (!condition()) {
      const why = this.#ended ? "the run ended before" : performance.now() > endMs ? `waited ${limitMs} ms for` : null;
      if (why !== null) throw new Error(`${why} ${what}\n${this.#command.output().slice(-2_000)}`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
}

function longestGapMs(lines: readonly SeenLine[], fromMs: number, toMs: number): number {
  const commits = lines.filter((line) => line.kind === "step" && line.atMs > fromMs && line.atMs <= toMs);
  const times = [fromMs, ...commits.map(({ atMs }) => atMs)];
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
}

/** Committed before the first generation after this one, and beyond its start. */
function stepsLost(lines: readonly SeenLine[], generation: number): number {
  const opened = lines.findIndex((line) => line.kind === "open" && line.generation > generation);
  const open = lines[opened];
  const last = lines.slice(0, opened).findLast((line) => line.kind === "step");
  return open?.kind === "open" && last?.kind === "step" ? last.step + 1 - open.start : 0;
}

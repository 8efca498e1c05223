import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunSummary } from "@lockstep/core";
import type { RunningCommand } from "../harness/command.ts";
import { eventsOf, timedEventsOf, untilEvent, untilMoreEpochs } from "../harness/hand-started-run.ts";
import { NetworkedRun } from "../harness/networked-run.ts";
import { pacedRecipe, setPace } from "../harness/paced-recipe.ts";
import { readSummary, train } from "../harness/run-folder.ts";
import { writeSmallMnist } from "../harness/small-mnist.ts";
import { LedgerWatch } from "./ledger-watch.ts";

const batchSize = 32;
const stepsPerEpoch = 16;
/** What a gradient of a shard takes longer. */
const pacedMs = 80;
/** Of two workers. */
const pacedStepsASecond = 12;
const settlingSeconds = 15;
const waitMs = 60_000;
/** A worker gives up after a minute without a coordinator; here it waits for the end of the fault. */
const patience = ["--coordinator-timeout", "600"];
const pollMs = 20;

/** What paced runs train, and what an undisturbed one comes to. */
export interface PacedTraining {
  readonly scratch: string;
  readonly settings: readonly string[];
  readonly reference: RunSummary;
}

/**
 * Trains undisturbed, with steps enough that faults of so many seconds meet a run at work from their beginning to their end.
 * @param name of the reference, for two in one folder
 * @param flags of the run
 */
export async function preparePaced(
  scratch: string,
  seconds: number,
  name = "undisturbed",
  flags: readonly string[] = [],
): Promise<PacedTraining> {
  await writeSmallMnist(path.join(scratch, "data"), stepsPerEpoch * batchSize, 64);
  const recipe = path.join(scratch, "recipe.mjs");
  const defaults = { batchSize, shards: 2, epochs: 20, optimizer: { name: "adam", learningRate: 0.001 } } as const;
  await writeFile(recipe, pacedRecipe({ name: "paced", units: 16, paceFile: null, slowMs: pacedMs, defaults }));
  const epochs = Math.ceil(((seconds + settlingSeconds) * pacedStepsASecond) / stepsPerEpoch);
  const common = ["--data", "data", "--seed", "3", "--epochs", String(epochs), "--snapshot-every", String(2 * stepsPerEpoch), ...flags];
  const { summary } = await train(scratch, name, [recipe, ...common]);
  return { scratch, settings: ["--recipe", recipe, ...common], reference: summary };
}

/** A run of two workers and one server that reach each other through fault proxies; slow until it is told to hurry. */
export class PacedRun {
  readonly net: NetworkedRun;
  readonly coordinator: RunningCommand;
  server: RunningCommand;
  /** worker-a and worker-b */
  workers: readonly [RunningCommand, RunningCommand];
  readonly ledger: LedgerWatch;
  readonly #training: PacedTraining;
  readonly #paceFile: string;

  private constructor(
    net: NetworkedRun,
    processes: readonly [RunningCommand, RunningCommand, RunningCommand, RunningCommand],
    ledger: LedgerWatch,
    training: PacedTraining,
    paceFile: string,
  ) {
    this.net = net;
    const [coordinator, server, ...workers] = processes;
    this.coordinator = coordinator;
    this.server = server;
    this.workers = workers;
    this.ledger = ledger;
    this.#training = training;
    this.#paceFile = paceFile;
  }

  /** Resolves when both workers are at work. @param name also of its folder @param environment of every process */
  static async start(training: PacedTraining, name: string, environment: Readonly<Record<string, string>> = {}): Promise<PacedRun> {
    const paceFile = path.join(training.scratch, `${name}.pace`);
    await setPace(paceFile, "slow");
    const net = await NetworkedRun.prepare(training.scratch, name, training.settings, { PACE_FILE: paceFile, ...environment });
    const ledger = new LedgerWatch(path.join(net.run.serverFolder(0), "ledger.jsonl"));
    try {
      const coordinator = await net.coordinator(["--expected-workers", "2"]);
      const processes = [
        coordinator,
        await net.parameterServer(0),
        await net.worker("worker-a", patience),
        await net.worker("worker-b", patience),
      ] as const;
      const run = new PacedRun(net, processes, ledger, training, paceFile);
      await untilMoreEpochs(coordinator, 1);
      return run;
    } catch (error) {
      ledger.close();
      await net.end();
      throw error;
    }
  }

  /** Membership changes so far, the first generation included. */
  get generations(): number {
    return eventsOf(this.coordinator, "generation").length;
  }

  get alarms(): readonly string[] {
    return eventsOf(this.coordinator, "alarm").map(({ message }) => message);
  }

  /** Steps committed and not cut back since. */
  get committedSteps(): number {
    const last = this.ledger.lines.at(-1);
    if (last === undefined) return 0;
    return last.kind === "open" ? last.start : last.step + 1;
  }

  /** Resolves when so many more steps than now are committed. */
  async untilMoreSteps(count: number): Promise<void> {
    const wanted = this.committedSteps + count;
    const endMs = performance.now() + waitMs;
    while (this.committedSteps < wanted) {
      if (performance.now() > endMs)
        throw new Error(`waited ${waitMs} ms for step ${wanted}, at ${this.committedSteps}\n${this.coordinator.output()}`);
      await sleep(pollMs);
    }
  }

  /** Resolves when a generation of exactly these workers is open, later than the first `after`. */
  async untilGeneration(after: number, workers: readonly string[]): Promise<void> {
    const wanted = (event: { readonly generation: number; readonly workers: readonly string[] }): boolean =>
      event.generation > after && event.workers.join() === workers.join();
    await untilEvent(this.coordinator, "generation", wanted, `a generation of ${workers.join(" and ")} after the first ${after}`);
  }

  /** From a time of Date.now() until the coordinator said that the process had left; waits for that. */
  async leftAfterMs(name: string, fromMs: number): Promise<number> {
    const endMs = performance.now() + waitMs;
    for (;;) {
      const left = timedEventsOf(this.coordinator, "member").find(
        ({ time, event }) => time >= fromMs && event.name === name && event.state === "left",
      );
      if (left !== undefined) return left.time - fromMs;
      if (performance.now() > endMs) throw new Error(`waited ${waitMs} ms for ${name} to be missed\n${this.coordinator.output()}`);
      await sleep(pollMs);
    }
  }

  /** Longest time without a commit between two times of performance.now(). */
  longestGapMs(fromMs: number, toMs: number): number {
    const commits = this.ledger.lines.filter((line) => line.kind === "step" && line.atMs > fromMs && line.atMs < toMs);
    const times = [fromMs, ...commits.map((line) => line.atMs), toMs];
    return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  }

  /** From now on at full speed. */
  async hurry(): Promise<void> {
    await setPace(this.#paceFile, "full");
  }

  /** Starts a process anew in the place of one that was killed. */
  async restart(name: "worker-a" | "worker-b" | "parameter-server-0"): Promise<void> {
    const [a, b] = this.workers;
    if (name === "parameter-server-0") this.server = await this.net.parameterServer(0);
    else if (name === "worker-a") this.workers = [await this.net.worker(name, patience), b];
    else this.workers = [a, await this.net.worker(name, patience)];
  }

  /** Waits until the processes have ended. @returns what is not as it is without faults; empty: nothing */
  async problemsAtEnd(): Promise<readonly string[]> {
    const { reference } = this.#training;
    const processes = [this.coordinator, this.server, ...this.workers];
    const ends = await Promise.all(processes.map(({ result }) => result));
    const summary = await readSummary(this.net.run.folder).catch(() => null);
    const verified = await this.net.run.verify();
    const rosters = new Map(eventsOf(this.coordinator, "generation").map(({ generation, workers }) => [generation, workers]));
    const strangers = [...(await this.net.run.workersByGeneration())].filter(([generation, workers]) =>
      workers.some((worker) => rosters.get(generation)?.includes(worker) !== true),
    );
    return [
      ...ends.flatMap(({ code, signal, stderr }) => (code === 0 ? [] : [`a process ended with ${code ?? signal}: ${stderr}`])),
      ...(summary?.weightsHash === reference.weightsHash ? [] : [`weightsHash is ${summary?.weightsHash ?? "unknown"}`]),
      ...(summary?.ledgerOk === true ? [] : ["ledgerOk is not true"]),
      ...(verified.code === 0 ? [] : [`verify ended with ${verified.code ?? verified.signal}: ${verified.stdout}${verified.stderr}`]),
      ...strangers.map(([generation, workers]) => `generation ${generation} has gradients of ${workers.join(", ")}`),
    ];
  }

  /** Kills what is still running and closes proxies and files. */
  async end(): Promise<void> {
    this.ledger.close();
    await this.net.end();
  }
}

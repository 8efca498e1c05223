import {
  AllGather,
  deferred,
  failpoint,
  goesWhole,
  LockstepError,
  ReduceScatter,
  stepsPerEpoch,
  systemClock,
  totalSteps,
  waitingFailpoint,
} from "@lockstep/core";
import type { Beat, Clock, Deferred, Logger, Roster, RunDescription, ShardSamples, SplitName, TensorExchange } from "@lockstep/core";
import type { GradientComputer } from "./gradient/gradient-computer.ts";
import { ParameterLink } from "./parameter-link.ts";
import { PhaseClock } from "./phase-clock.ts";
import type { StepPhase } from "./phase-clock.ts";
import { trainingStep } from "./training-step.ts";

/**
 * The samples of one shard, in the order of the shard plan. Rejects with "unavailable" or "peer-lost" if they cannot be had now, and with
 * the signal's reason.
 */
export type FetchSamples = (split: SplitName, shard: number, signal: AbortSignal) => Promise<ShardSamples>;

export interface TrainingLoopOptions {
  /** this worker's name in rosters */
  readonly name: string;
  readonly run: RunDescription;
  readonly gradient: GradientComputer;
  readonly exchange: TensorExchange;
  /** asked for the shards that a roster gives to this worker; asked again as long as they cannot be had */
  readonly fetchSamples: FetchSamples;
  readonly onDeadLink: (generation: number, peer: string) => void;
  readonly logger: Logger;
  /** default: the system's */
  readonly clock?: Clock;
}

/** Before its first step in a generation a worker needs the samples of its shards and the parameters of the generation's start. */
type LoopPhase = StepPhase | "idle" | "samples" | "parameters";

/** What a worker tells of itself in every beat. */
export type LoopState = Pick<Beat, "generation" | "version" | "phase" | "waitingFor">;

const refetchDelayMs = 500;

/**
 * Trains through the generations of a run: each roster ends the one before, whatever it was doing, and starts again from the version
 * that the roster names, pulled anew even if this worker holds that number (what it holds may never have been committed).
 */
export class TrainingLoop {
  readonly phases: PhaseClock;
  /** rejects with what this worker cannot recover from; never resolves */
  readonly failed: Promise<never>;
  readonly #options: TrainingLoopOptions;
  readonly #clock: Clock;
  readonly #steps: number;
  readonly #failure: Deferred<never> = deferred<never>();
  #generation = 0;
  #version = 0;
  #link: ParameterLink | null = null;
  #peers: readonly string[] = [];
  #current = new AbortController();
  #running: Promise<void> = Promise.resolve();
  /** what is still missing for the first step of the generation */
  #opening: "idle" | "samples" | "parameters" = "idle";

  constructor(options: TrainingLoopOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.phases = new PhaseClock(() => this.#clock.now());
    const { settings, data } = options.run;
    this.#steps = totalSteps(settings.epochs, stepsPerEpoch(data.trainSamples, settings.batchSize, settings.shards));
    this.failed = this.#failure.promise;
    this.failed.catch(() => {});
  }

  get state(): LoopState {
    const phase = this.phases.phase === "idle" ? this.#opening : this.phases.phase;
    return { generation: this.#generation, version: this.#version, phase, waitingFor: this.#waitingFor(phase) };
  }

  #waitingFor(phase: LoopPhase): readonly string[] {
    const servers = this.#link?.waitingFor() ?? [];
    switch (phase) {
      case "samples":
        return ["coordinator"];
      case "parameters":
        return [...this.#peers, ...servers];
      case "commit":
        return servers;
      case "reduceScatter":
      case "allGather":
        return this.#peers;
      default:
        return [];
    }
  }

  /** Leaves the current generation at once and takes part in this one, if the worker is in it. Older rosters are ignored. */
  adopt(roster: Roster): void {
    if (roster.generation <= this.#generation) return;
    this.#generation = roster.generation;
    this.#end(`generation ${roster.generation} (${roster.reason})`);
    this.#options.exchange.closeGeneration(roster.generation - 1);
    this.#current = new AbortController();
    const { signal } = this.#current;
    // The gradient of the step that was given up must have ended before its buffers are used again.
    this.#running = this.#running.then(() => this.#take(roster, signal));
  }

  /** Ends everything, the gradient thread with it: what it still computes may take as long as a step, or never end. */
  async close(): Promise<void> {
    this.#end("the worker stops");
    await this.#options.gradient.close();
    await this.#running;
  }

  #end(why: string): void {
    this.#current.abort(new LockstepError("generation-ended", why));
  }

  async #take(roster: Roster, signal: AbortSignal): Promise<void> {
    const { name, logger } = this.#options;
    const rank = roster.ranks.findIndex((other) => other.name === name);
    if (signal.aborted) return;
    if (rank < 0) {
      logger.info(
        { generation: roster.generation },
        `not part of generation ${roster.generation} (${roster.reason}); waiting for the next`,
      );
      return;
    }
    logger.info(
      { generation: roster.generation, start: roster.start, rank, worldSize: roster.ranks.length },
      `generation ${roster.generation}: rank ${rank} of ${roster.ranks.length}, from version ${roster.start} (${roster.reason})`,
    );
    try {
      await this.#train(roster, rank, signal);
    } catch (error) {
      this.phases.abandon();
      this.#opening = "idle";
      if (!signal.aborted) this.#failure.reject(LockstepError.from(error));
    }
  }

  async #train(roster: Roster, rank: number, signal: AbortSignal): Promise<void> {
    const { exchange, gradient, run, name, onDeadLink } = this.#options;
    failpoint("worker.roster-adopted");
    const parameters_P = (version: number): Float32Array => gradient.parameters[version & 1] as Float32Array;
    const others = roster.ranks.filter((other) => other.name !== name);
    this.#peers = others.map((other) => other.name);
    const myShards = roster.ranks[rank]?.shards ?? [];

    const roots = gradient.assign(myShards);
    exchange.openGeneration(roster.generation, new Map([...others, ...roster.servers].map((peer) => [peer.name, peer.address])), (peer) =>
      onDeadLink(roster.generation, peer),
    );
    const common = { exchange, rank, ranks: roster.ranks, slices: roster.slices, firstStep: roster.start, signal };
    const whole = roster.servers.filter((server) => goesWhole(server) && exchange.sharesMemoryWith(server.address));
    const wholeRanges = new Set(whole.map(({ range }) => range));
    const allGather = new AllGather({ ...common, destination: parameters_P, comesOtherwise: ({ range }) => wholeRanges.has(range) });
    const { shards, clip } = run.settings;
    const normLayout = clip?.by === "norm" ? gradient.description.layout : null;
    const parameterServer = new ParameterLink({ exchange, roster, rank, shards, parameters_P, normLayout, allGather, wholeRanges, signal });
    const reduceScatter = new ReduceScatter({ ...common, shards });
    this.#link = parameterServer;

    this.#opening = "samples";
    await Promise.all([
      this.#fetchShards(myShards, signal).then(() => {
        this.#opening = "parameters";
        return waitingFailpoint("worker.shards-fetched");
      }),
      allGather.complete(roster.start).then(() => waitingFailpoint("worker.parameters-pulled")),
    ]);
    this.#opening = "idle";
    this.#version = roster.start;
    // Step N is the closing step: it has no gradient and carries the evaluation of version N.
    for (let step = roster.start; step <= this.#steps; step++) {
      await trainingStep(step, { gradient, roots, reduceScatter, parameterServer, allGather, clock: this.phases });
      this.#version = step + 1;
    }
  }

  async #fetchShards(shards: readonly number[], signal: AbortSignal): Promise<void> {
    const { gradient, fetchSamples, run, logger } = this.#options;
    const validates = run.settings.validation !== undefined;
    for (const shard of shards) {
      while (!gradient.hasShard(shard)) {
        try {
          const train = await fetchSamples("train", shard, signal);
          const test = await fetchSamples("test", shard, signal);
          await gradient.loadShard(shard, train, test, validates ? await fetchSamples("validation", shard, signal) : undefined);
        } catch (error) {
          const { code, message } = LockstepError.from(error);
          if (signal.aborted || (code !== "unavailable" && code !== "peer-lost")) throw error;
          logger.warn({ shard }, `samples of shard ${shard}: ${message}; asking again`);
          await this.#pause(refetchDelayMs, signal);
          signal.throwIfAborted();
        }
      }
    }
  }

  /** Ends early with the generation: the next one waits for it. */
  #pause(delayMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        pause.cancel();
        signal.removeEventListener("abort", end);
        resolve();
      };
      const pause = this.#clock.after(delayMs, end);
      signal.addEventListener("abort", end, { once: true });
    });
  }
}

import { randomUUID } from "node:crypto";
import {
  describeRun,
  GrpcExchange,
  LockstepError,
  maxMemberRequestBytes,
  RpcClient,
  RpcServer,
  sessionDial,
  topicsOfAll,
} from "@lockstep/core";
import type { Logger, SharedMemoryChoice } from "@lockstep/core";
import { findRecipe, recipeHash } from "@lockstep/recipes";
import { startGradientComputer } from "./gradient/gradient-computer.ts";
import { PreparedThread } from "./gradient/prepared-thread.ts";
import { samplesFrom } from "./samples-from.ts";
import { WorkerMember } from "./worker-member.ts";

export interface WorkerOptions {
  /** host:port; a promise of it where it is not known yet: TensorFlow.js is loaded meanwhile */
  readonly coordinator: string | Promise<string>;
  /** the run's secret */
  readonly token: string;
  /** null: learned from the coordinator */
  readonly runId: string | null;
  /** unique among the workers of the run; ranks follow the order of the names */
  readonly name: string;
  /** host:port to listen on for the other ranks; port 0: any free one */
  readonly listen: string;
  /** how long the coordinator may be away before the worker gives up (LockstepError "coordinator-lost") */
  readonly coordinatorTimeoutMs: number;
  /** how long the worker works on after `signal` until it is let go; then it leaves all the same */
  readonly leaveTimeoutMs: number;
  /** false: gradients are never replayed; the bits are the same, only slower */
  readonly replay: boolean;
  /** whether vectors go by shared memory to processes of this machine; the bits are the same */
  readonly sharedMemory: SharedMemoryChoice;
  readonly logger: Logger;
  /** asks the worker to leave: it works on until the coordinator lets it go (or leaveTimeoutMs), then runWorker resolves "left" */
  readonly signal: AbortSignal;
}

/**
 * Joins a run as a worker and trains until the run is finished.
 * @returns "finished", or "left" after `signal` was aborted
 * @throws LockstepError "refused" (token, run, recipe), "configuration", "coordinator-lost", …; see exitCodeOf
 */
export async function runWorker(options: WorkerOptions): Promise<"finished" | "left"> {
  const { logger, token, name } = options;
  const stopping = new AbortController();
  const closers: (() => Promise<void> | void)[] = [() => stopping.abort(new LockstepError("aborted", "the worker stops"))];
  try {
    const thread = new PreparedThread();
    closers.push(() => thread.close());
    const coordinatorAddress = await options.coordinator;
    const asking = new RpcClient(coordinatorAddress, { token, runId: options.runId });
    closers.push(() => asking.close());
    const run = await describeRun(asking, { signal: options.signal, timeoutMs: options.coordinatorTimeoutMs });
    const { settings } = run;
    const recipe = await findRecipe(settings.recipe);
    const ownHash = recipeHash(recipe, settings);
    if (ownHash !== run.recipeHash) {
      throw new LockstepError(
        "refused",
        `recipe ${settings.recipe} is another one here (${ownHash.slice(0, 12)}) than at the coordinator (${run.recipeHash.slice(0, 12)}): run the same version everywhere`,
      );
    }

    const credentials = { token, runId: run.runId };
    const gradient = await startGradientComputer({
      settings,
      workerName: name,
      data: run.data,
      replay: options.replay,
      signal: stopping.signal,
      logger,
    });
    closers.push(() => gradient.close());
    const { description } = gradient;
    logger.info({ backend: description.backend, version: description.backendVersion }, description.backendReason);

    const server = new RpcServer(credentials, logger, maxMemberRequestBytes);
    const { sharedMemory } = options;
    const exchange = new GrpcExchange({ server, credentials, logger, sharedMemory, maxTopics: topicsOfAll(settings) });
    const address = await server.listen(options.listen);
    exchange.setAddress(address);
    closers.push(() => exchange.close());

    const coordinator = new RpcClient(coordinatorAddress, credentials);
    closers.push(() => coordinator.close());
    const member = new WorkerMember({
      name,
      run,
      instance: randomUUID(),
      gradient,
      exchange,
      fetchSamples: samplesFrom(coordinator, run.data),
      coordinator: coordinatorAddress,
      dial: sessionDial(coordinatorAddress, credentials),
      coordinatorTimeoutMs: options.coordinatorTimeoutMs,
      leaveTimeoutMs: options.leaveTimeoutMs,
      logger,
      signal: options.signal,
    });
    closers.push(() => member.close());
    return await member.join(address);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

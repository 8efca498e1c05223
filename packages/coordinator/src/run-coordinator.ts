import { randomUUID } from "node:crypto";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  ActiveAlarms,
  alarmLogger,
  checkExchangeLimits,
  exchangeLoad,
  holdOutValidation,
  LockstepError,
  RpcServer,
  makeFolder,
  requireSameData,
  stepsPerEpoch,
  systemClock,
  totalSteps,
} from "@lockstep/core";
import type { Logger, RunEvent, RunSettings } from "@lockstep/core";
import { findRecipe, loadDataset, recipeHash } from "@lockstep/recipes";
import { coordinatorFolder } from "./coordinator-folder.ts";
import { commonVersion } from "./coordinator-state.ts";
import { addDatasetService } from "./dataset-service.ts";
import { FinishRun } from "./finish-run.ts";
import { HttpStatus } from "./http-status.ts";
import type { HttpOptions } from "./http-status.ts";
import { InitialValues } from "./initial-values.ts";
import { addInitialValuesService } from "./initial-values-service.ts";
import { Journal } from "./journal.ts";
import { LedgerFollower } from "./ledger-follower.ts";
import { runMembershipClock } from "./membership-clock.ts";
import { MembershipLoop } from "./membership-loop.ts";
import { MetricsFile } from "./metrics-file.ts";
import { ProgressReporter } from "./progress-reporter.ts";
import { StatusBoard } from "./run-status.ts";
import type { StatusSources } from "./run-status.ts";
import { addSessionService } from "./session-service.ts";
import { announceStatusAddress } from "./status-address.ts";
import { takeOverAddress } from "./take-over.ts";
import { EventFile } from "./tensorboard/event-file.ts";
import { TrainingCurves } from "./tensorboard/training-curves.ts";

export interface CoordinatorOptions {
  /** what the run leaves behind lies here; the same folder again after a restart */
  readonly runFolder: string;
  readonly settings: RunSettings;
  /** of the data that the run began with (`dataHash`); undefined: not known, because the run is older than this check */
  readonly dataHash: string | undefined;
  readonly runId: string;
  /** the run's secret */
  readonly token: string;
  /** host:port for the members; port 0: any free one. An older coordinator of this run that listens there is taken over from */
  readonly listen: string;
  /** workers that are being started with this coordinator: the first generation waits for them, 10 s at most; 0: for none */
  readonly expectedWorkers: number;
  /** where to serve the status; null: nowhere */
  readonly http: HttpOptions | null;
  /** after the end of the run: go on answering late members and the status page until `signal`; false: end as soon as everybody knows */
  readonly stay: boolean;
  /** hears what happens, in order */
  readonly report: (event: RunEvent) => void;
  readonly logger: Logger;
  /** ends the coordinator; it has nothing to save */
  readonly signal: AbortSignal;
}

/** After the last step, how long to wait for the followed ledger so that the last progress is told. */
const lastLinesMs = 2000;
/** At the end, how long members may take to read the last words. */
const closeGraceMs = 200;

const now = (): number => performance.now();

/**
 * Coordinates one run until it is finished: serves its data and its membership, and gathers its results. Members may come, go, crash and
 * come back; started again on the same folder it goes on where it was.
 * @throws LockstepError "configuration" or "data" (settings, data, folder, ports), "refused" when a newer coordinator of the run took
 * over, "invariant" when the ledgers do not prove the run or nobody gets on, the signal's reason when it is aborted
 */
export async function runCoordinator(options: CoordinatorOptions): Promise<void> {
  const { runFolder, settings, runId, token, logger, signal } = options;
  const startedMs = now();
  signal.throwIfAborted();
  const recipe = await findRecipe(settings.recipe);
  const hash = recipeHash(recipe, settings);
  const dataset = holdOutValidation(await loadDataset(recipe, settings), settings);
  requireSameData(dataset, options.dataHash);
  checkExchangeLimits(settings, exchangeLoad(dataset));
  const perEpoch = stepsPerEpoch(dataset.train.count, settings.batchSize, settings.shards);
  const steps = totalSteps(settings.epochs, perEpoch);

  const board = new StatusBoard();
  const report = (event: RunEvent): void => {
    board.note(event);
    options.report(event);
  };
  const closers: (() => Promise<void> | void)[] = [];
  try {
    prepareFolder(runFolder);
    const instance = randomUUID();
    const journal = new Journal(coordinatorFolder(runFolder), instance);
    closers.push(() => journal.close());
    const credentials = { token, runId };
    // Before anything is read that an older coordinator may still write.
    await takeOverAddress({ listen: options.listen, credentials, claim: () => journal.claim(), logger, signal });
    const alarms = new ActiveAlarms({
      raised: (message) => report({ type: "alarm", message }),
      cleared: (message) => report({ type: "alarm-over", message }),
    });
    const alarming = alarmLogger(logger, alarms);
    if (journal.modelProblem !== null) alarming.warn({ alarm: true }, journal.modelProblem);
    const metrics = await MetricsFile.open(path.join(runFolder, "metrics.jsonl"), dataset.classes, alarming);
    closers.push(() => metrics.close());
    const events = await EventFile.open(runFolder, alarming);
    closers.push(() => events.close());
    const initialValues = settings.initialValues === undefined ? null : await InitialValues.open(runFolder, settings.initialValues);
    if (initialValues !== null) closers.push(() => initialValues.close());
    const curves = new TrainingCurves({ events, settings, recipeHash: hash, steps, stepsPerEpoch: perEpoch, classes: dataset.classes });
    const stopped = new AbortController();
    const pastGeneration = journal.generation;

    const reporter: ProgressReporter = new ProgressReporter({
      settings,
      steps,
      stepsPerEpoch: perEpoch,
      classes: dataset.classes,
      pastGeneration,
      startedMs,
      state: () => loop.state,
      metrics,
      curves,
      alarms,
      report,
      now,
    });
    closers.push(() => reporter.close());
    const finish = new FinishRun({
      runFolder,
      runId,
      recipeHash: hash,
      settings,
      steps,
      stepsPerEpoch: perEpoch,
      dataset,
      credentials,
      curves,
      pace: reporter.pace,
      now,
    });
    let unproved: string | null = null;

    const loop: MembershipLoop = new MembershipLoop({
      instance,
      settings: { ...settings, expectedWorkers: options.expectedWorkers },
      recipeHash: hash,
      steps,
      journal,
      logger,
      report,
      now,
      complete: async (roster, completing) => {
        // Before any wait, in which a server may be lost.
        const lastVersion = commonVersion(loop.state);
        const waitUntilMs = now() + lastLinesMs;
        while (!reporter.complete && now() < waitUntilMs) await sleep(20, undefined, { signal: completing });
        const { firstWorker, members } = loop.state;
        if (firstWorker === null || lastVersion === null) throw new LockstepError("invariant", "a run was completed without a worker");
        const phaseTimes = roster.ranks.flatMap((rank) => members.get(rank.name)?.beat?.phaseMs ?? []);
        const { summary, problem } = await finish.complete(roster, lastVersion, firstWorker, phaseTimes, completing);
        unproved = problem;
        reporter.close();
        report({ type: "finished", summary });
      },
      onFatal: (error) => stopped.abort(error),
    });

    const server = new RpcServer(credentials, logger);
    const sessions = addSessionService(server, { runId, settings, recipeHash: hash, dataset }, loop, logger);
    addDatasetService(server, dataset, settings);
    if (initialValues !== null) {
      addInitialValuesService(server, {
        values: initialValues,
        seed: settings.seed,
        layoutJson: () => loop.state.firstWorker?.layoutJson ?? null,
        logger: alarming,
        onFatal: (error) => stopped.abort(error),
      });
    }
    const address = await server.listen(options.listen);
    // Not before: a process that cannot even listen must not put an end to the one that is at work.
    journal.claim();
    curves.begin();
    closers.push(async () => {
      sessions.close();
      await server.close(closeGraceMs);
    });
    const sources: StatusSources = {
      runId,
      recipe: settings.recipe,
      classes: dataset.classes,
      loop,
      progress: () => reporter.progress,
      workerSamples: (name) => reporter.workerSamples(name),
      startedMs,
      now,
    };
    const http = options.http === null ? null : await HttpStatus.listen(options.http, { status: () => board.status(sources), logger, now });
    if (http !== null) {
      closers.push(() => http.close());
      closers.push(await announceStatusAddress(runFolder, { runId, instance, address: http.address }, alarming));
    }
    const follower = new LedgerFollower({
      credentials,
      source: () => {
        const server0 = loop.state.roster?.servers[0];
        const member = server0 === undefined ? undefined : loop.state.members.get(server0.name);
        return member === undefined ? null : { address: member.hello.address, version: member.beat?.version ?? 0 };
      },
      onLines: (lines) => reporter.take(lines),
      onRestart: () => reporter.restart(),
      logger,
    });
    closers.push(() => follower.close());

    report({ type: "listening", address, httpAddress: http?.address ?? null });
    logger.info({ address, httpAddress: http?.address ?? null, steps, runId }, `coordinator of run ${runId} listens on ${address}`);
    const over = (): boolean => (options.stay && unproved === null ? loop.finished && signal.aborted : loop.over);
    await runMembershipClock({ loop, journal, over, clock: systemClock, signal: AbortSignal.any([signal, stopped.signal]) });
    if (unproved !== null) throw new LockstepError("invariant", unproved);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new LockstepError("configuration", `cannot make the run folder ${folder}: ${LockstepError.from(error).message}`, {
      cause: error,
    });
  }
}

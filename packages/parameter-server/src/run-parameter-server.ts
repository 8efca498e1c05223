import { randomUUID } from "node:crypto";
import path from "node:path";
import {
  ActiveAlarms,
  alarmLogger,
  deferred,
  describeRun,
  GrpcExchange,
  LockstepError,
  MemberSession,
  openLedgerFile,
  maxMemberRequestBytes,
  RpcClient,
  RpcServer,
  sessionDial,
  SnapshotStore,
  stepsPerEpoch,
  topicsOfAll,
  totalSteps,
} from "@lockstep/core";
import type { LedgerFile, Logger } from "@lockstep/core";
import { Ownership } from "./ownership.ts";
import { addParameterServerService } from "./parameter-server-service.ts";
import { RangeServer } from "./range-server.ts";

export interface ParameterServerOptions {
  /** host:port of the coordinator */
  readonly coordinator: string;
  /** the run's secret */
  readonly token: string;
  /** null: learned from the coordinator */
  readonly runId: string | null;
  /** which of the run's K ranges this process holds: 0 .. K-1 */
  readonly range: number;
  /** where snapshots, ledger and promises live; the same folder again after a restart */
  readonly folder: string;
  /** host:port to listen on; port 0: any free one */
  readonly listen: string;
  /** after the end of the run: stay and answer until `signal`, for a supervisor that would start an ended process again */
  readonly stay: boolean;
  readonly logger: Logger;
  /** asks the server to write down what it holds and leave: runParameterServer then resolves "left" */
  readonly signal: AbortSignal;
}

const ownerCheckMs = 200;
const describeTimeoutMs = 60_000;

/**
 * Holds one range of the parameters of a run until it is finished.
 * @returns "finished", or "left" after `signal` was aborted
 * @throws LockstepError "refused" (token, run, or a newer process of this range), "configuration", "io", …; see exitCodeOf
 */
export async function runParameterServer(options: ParameterServerOptions): Promise<"finished" | "left"> {
  const { token, range, folder } = options;
  const alarms = new ActiveAlarms();
  const logger = alarmLogger(options.logger, alarms);
  const stopping = new AbortController();
  const closers: (() => Promise<void> | void)[] = [() => stopping.abort(new LockstepError("aborted", "the parameter server stops"))];
  try {
    const asking = new RpcClient(options.coordinator, { token, runId: options.runId });
    closers.push(() => asking.close());
    const run = await describeRun(asking, { signal: options.signal, timeoutMs: describeTimeoutMs });
    const { settings, data } = run;
    if (range >= settings.parameterServers) {
      throw new LockstepError(
        "configuration",
        `there is no range ${range}: the run has ${settings.parameterServers} parameter server${settings.parameterServers === 1 ? "" : "s"}, numbered from 0`,
      );
    }
    const steps = totalSteps(settings.epochs, stepsPerEpoch(data.trainSamples, settings.batchSize, settings.shards));
    const credentials = { token, runId: run.runId };

    const instance = randomUUID();
    const ownership = new Ownership(folder, range, instance);
    closers.push(() => ownership.close());
    const store = await SnapshotStore.open({ folder: path.join(folder, "snapshots"), range, run, logger });
    const ledger = await openLedgerFile(path.join(folder, range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`));
    closers.push(() => ledger.close());
    tellCut(ledger, logger);
    tellLoss(store, ledger, settings.snapshotEverySteps, logger);
    if (ownership.promisedAtLeast(ledger.generation))
      logger.warn(
        { alarm: true },
        `the promise of parameter server ${range} was lost: it takes generation ${ledger.generation} of its ledger for it`,
      );

    const failure = deferred<never>();
    failure.promise.catch(() => {});

    const server = new RpcServer(credentials, logger, maxMemberRequestBytes);
    const exchange = new GrpcExchange({ server, credentials, logger, maxTopics: topicsOfAll(settings) });
    const ranges: RangeServer = new RangeServer({
      range,
      run,
      exchange,
      ownership,
      store,
      ledger,
      steps,
      logger,
      send: (message) => session.send(message),
      onFatal: failure.reject,
    });
    addParameterServerService(server, ranges, ledger);
    const address = await server.listen(options.listen);
    exchange.setAddress(address);
    closers.push(() => exchange.close());
    closers.push(() => ranges.close());

    const guarded =
      <Arguments extends unknown[]>(work: (...given: Arguments) => void) =>
      (...given: Arguments): void => {
        try {
          work(...given);
        } catch (error) {
          failure.reject(LockstepError.from(error));
        }
      };
    const owner = setInterval(
      guarded(() => ownership.check()),
      ownerCheckMs,
    );
    closers.push(() => clearInterval(owner));

    const session: MemberSession = new MemberSession({
      address: options.coordinator,
      dial: sessionDial(options.coordinator, credentials),
      hello: () => ({
        role: "parameter-server",
        name: `parameter-server-${range}`,
        range,
        instance,
        fence: ownership.fence.generation,
        address,
        recipeHash: run.recipeHash,
        layoutJson: "",
        topologyJson: "",
        backend: "",
        backendVersion: "",
      }),
      beat: () => ({ ...ranges.state, alarms: alarms.messages, phaseMs: { gradient: 0, reduceScatter: 0, commit: 0, allGather: 0 } }),
      handlers: {
        fence: guarded((generation: number, coordinator: string) => ranges.fence(generation, coordinator)),
        roster: (roster) => ranges.open(roster),
        drop: guarded((versions: readonly number[]) => ranges.drop(versions)),
      },
      coordinatorTimeoutMs: null,
      logger,
      signal: stopping.signal,
    });
    closers.push(() => session.close());

    const left = deferred<"left">();
    const leave = (): void => {
      session.send({ kind: "leave", reason: "stopped from outside" });
      void ranges.drain().then(
        () => left.resolve("left"),
        (error: unknown) => failure.reject(LockstepError.from(error)),
      );
    };
    if (options.signal.aborted) leave();
    else options.signal.addEventListener("abort", leave, { once: true });
    const ended = await Promise.race([session.done, failure.promise, left.promise]);
    if (ended === "left") return "left";
    options.signal.removeEventListener("abort", leave);
    if (options.stay) {
      logger.info({}, "the run is finished; staying until told to stop");
      await Promise.race([whenAborted(options.signal), failure.promise]);
    }
    return "finished";
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

/** A torn last line is what a crash leaves; more than that is damage. */
function tellCut({ file, cut }: LedgerFile, logger: Logger): void {
  if (cut === null) return;
  const kept = cut.savedAs === null ? "" : `; they are kept as ${cut.savedAs}`;
  const message = `${file}: ${cut.bytes} bytes cut off its end: ${cut.reason}${kept}`;
  if (cut.savedAs === null) logger.warn({ ...cut }, message);
  else logger.error({ ...cut, alarm: true }, `${message}; what they tell will be trained again`);
}

/** The newest snapshot is of one of the last versions, unless snapshots have failed, are damaged or gone. */
function tellLoss(store: SnapshotStore, ledger: LedgerFile, everySteps: number, logger: Logger): void {
  const newest = store.covered(ledger).at(-1) ?? 0;
  const lost = ledger.nextStep - newest;
  if (lost <= 2 * everySteps) return;
  logger.error(
    { alarm: true, newest, steps: ledger.nextStep },
    `the ledger tells of ${ledger.nextStep} steps, but the newest snapshot that can be used is of version ${newest}: ${lost} steps may have to be trained again`,
  );
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

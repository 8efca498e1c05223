import { randomUUID } from "node:crypto";
import {
  ActiveAlarms,
  alarmLogger,
  describeRun,
  GrpcExchange,
  LockstepError,
  maxMemberRequestBytes,
  readInitialValues,
  RpcClient,
  RpcServer,
  sessionDial,
  topicsOfAll,
} from "@lockstep/core";
import type { Logger, SharedMemoryChoice } from "@lockstep/core";
import { Ownership } from "./ownership.ts";
import { ParameterServerMember } from "./parameter-server-member.ts";
import { addParameterServerService } from "./parameter-server-service.ts";
import { openRangeFiles } from "./range-files.ts";

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
  /** whether vectors go by shared memory to processes of this machine; the bits are the same */
  readonly sharedMemory: SharedMemoryChoice;
  /** after the end of the run: stay and answer until `signal`, for a supervisor that would start an ended process again */
  readonly stay: boolean;
  readonly logger: Logger;
  /** asks the server to write down what it holds and leave: runParameterServer then resolves "left" */
  readonly signal: AbortSignal;
}

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
  const closers: (() => Promise<void> | void)[] = [];
  try {
    const asking = new RpcClient(options.coordinator, { token, runId: options.runId });
    closers.push(() => asking.close());
    const run = await describeRun(asking, { signal: options.signal, timeoutMs: describeTimeoutMs });
    const { settings } = run;
    if (range >= settings.parameterServers) {
      throw new LockstepError(
        "configuration",
        `there is no range ${range}: the run has ${settings.parameterServers} parameter server${settings.parameterServers === 1 ? "" : "s"}, numbered from 0`,
      );
    }
    const credentials = { token, runId: run.runId };

    const instance = randomUUID();
    const ownership = new Ownership(folder, range, instance);
    closers.push(() => ownership.close());
    const { store, ledger, best } = await openRangeFiles({ folder, range, run, ownership, logger });
    closers.push(() => ledger.close());

    const server = new RpcServer(credentials, logger, maxMemberRequestBytes);
    const { sharedMemory } = options;
    const exchange = new GrpcExchange({ server, credentials, logger, sharedMemory, maxTopics: topicsOfAll(settings) });
    const coordinator = new RpcClient(options.coordinator, credentials);
    closers.push(() => coordinator.close());
    const closing = new AbortController();
    const member = new ParameterServerMember({
      range,
      run,
      instance,
      ownership,
      store,
      ledger,
      best,
      exchange,
      coordinator: options.coordinator,
      dial: sessionDial(options.coordinator, credentials),
      alarms,
      logger,
      initialValues: (start, end) => readInitialValues(coordinator, start, end, closing.signal),
      signal: options.signal,
    });
    addParameterServerService(server, member.ranges, ledger);
    const address = await server.listen(options.listen);
    exchange.setAddress(address);
    closers.push(() => exchange.close());
    closers.push(() => member.close());
    closers.push(() => closing.abort(new LockstepError("aborted", "the parameter server ends")));

    const ended = await member.join(address);
    if (ended === "finished" && options.stay) {
      logger.info({}, "the run is finished; staying until told to stop");
      // The workers end: links to them would be dialled again, and warned of, for as long as this process stays.
      exchange.disconnect();
      await Promise.race([whenAborted(options.signal), member.failed]);
    }
    return ended;
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

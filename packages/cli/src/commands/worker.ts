import { hostname } from "node:os";
import { LockstepError } from "@lockstep/core";
import { runWorker } from "@lockstep/worker";
import { workerShape } from "../configuration/shapes.ts";
import { alarmToLauncher } from "../process/launcher-alarms.ts";
import { coordinatorAddress } from "../process/coordinator-address.ts";
import { readToken } from "../process/token.ts";
import { readProcessConfiguration, runProcess } from "./run-process.ts";
import type { ProcessFlags } from "./run-process.ts";

const defaultCoordinatorTimeoutSeconds = 60;
/** Less than the 30 s that Kubernetes gives a pod between SIGTERM and SIGKILL. */
const defaultLeaveTimeoutSeconds = 20;

export async function worker(flags: ProcessFlags): Promise<number> {
  const settings = await readProcessConfiguration(workerShape, flags);
  const token = await readToken(flags.tokenFile, process.env);
  const name = settings.name ?? `worker-${hostname()}`;
  if (!/^[\w.-]{1,64}$/.test(name)) {
    throw new LockstepError(
      "configuration",
      `the worker's name "${name}" must have 1 to 64 letters, digits, points, hyphens or underscores; give it by --name`,
    );
  }
  const coordinator = coordinatorAddress(settings.coordinator);
  return runProcess(name, ({ logger, signal }) =>
    runWorker({
      coordinator: coordinator(signal),
      token,
      runId: settings.runId ?? null,
      name,
      listen: settings.listen ?? "127.0.0.1:0",
      sharedMemory: settings.sharedMemory ?? "auto",
      coordinatorTimeoutMs: (settings.coordinatorTimeout ?? defaultCoordinatorTimeoutSeconds) * 1000,
      leaveTimeoutMs: (settings.leaveTimeout ?? defaultLeaveTimeoutSeconds) * 1000,
      replay: settings.replay ?? true,
      logger: alarmToLauncher(name, logger),
      signal,
    }),
  );
}

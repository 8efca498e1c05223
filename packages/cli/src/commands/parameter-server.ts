import path from "node:path";
import { runParameterServer } from "@lockstep/parameter-server";
import { parameterServerShape } from "../configuration/shapes.ts";
import { coordinatorAddress } from "../process/coordinator-address.ts";
import { readToken } from "../process/token.ts";
import { readProcessConfiguration, required, runProcess } from "./run-process.ts";
import type { ProcessFlags } from "./run-process.ts";

export async function parameterServer(flags: ProcessFlags): Promise<number> {
  const settings = await readProcessConfiguration(parameterServerShape, flags);
  const token = await readToken(flags.tokenFile, process.env);
  const coordinator = coordinatorAddress(settings.coordinator);
  const folder = path.resolve(required(settings.run, "--run DIR (or LOCKSTEP_RUN), the folder for snapshots and the ledger,"));
  const range = required(settings.range, "--range NUMBER (or LOCKSTEP_RANGE), which range of the parameters this server holds,");
  return runProcess(`parameter-server-${range}`, async ({ logger, signal }) =>
    runParameterServer({
      coordinator: await coordinator(signal),
      token,
      runId: settings.runId ?? null,
      range,
      folder,
      listen: settings.listen ?? "127.0.0.1:0",
      sharedMemory: settings.sharedMemory ?? "auto",
      stay: settings.stay ?? false,
      logger,
      signal,
    }),
  );
}

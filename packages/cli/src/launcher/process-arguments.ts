import type { LaunchPlan } from "./launch.ts";

type Run = Pick<LaunchPlan, "runFolder" | "runId" | "workers" | "httpPort">;

/** What the launcher has learned from the coordinator so far. */
export interface CoordinatorKnowledge {
  /** host:port where it listens for members; null: it never has */
  readonly address: string | null;
  /** host:port of the status page; null: there was none yet */
  readonly httpAddress: string | null;
  /** a generation was opened: nobody is waited for any more, whoever is there goes on */
  readonly underWay: boolean;
}

const anyPort = "127.0.0.1:0";

/** A coordinator that is started again serves where its members and the user's browser know it. */
export function coordinatorArguments(run: Run, { address, httpAddress, underWay }: CoordinatorKnowledge): readonly string[] {
  const http = run.httpPort === null ? "off" : (httpAddress ?? `127.0.0.1:${run.httpPort}`);
  const expected = String(underWay ? 0 : run.workers);
  const folder = ["--run", run.runFolder, "--run-id", run.runId];
  return ["coordinator", ...folder, "--listen", address ?? anyPort, "--http", http, "--expected-workers", expected];
}

/** @param coordinator host:port; null: it is not known yet, and will be told */
export function parameterServerArguments(range: number, run: Run, coordinator: string | null): readonly string[] {
  return ["parameter-server", "--range", String(range), "--run", run.runFolder, ...memberArguments(run, coordinator)];
}

/** @param coordinator as of {@link parameterServerArguments} */
export function workerArguments(name: string, run: Run, coordinator: string | null): readonly string[] {
  return ["worker", "--name", name, ...memberArguments(run, coordinator)];
}

function memberArguments({ runId }: Run, coordinator: string | null): readonly string[] {
  return [...(coordinator === null ? [] : ["--coordinator", coordinator]), "--run-id", runId, "--listen", anyPort];
}

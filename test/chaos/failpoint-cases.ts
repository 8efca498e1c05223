import { failpointNames } from "@lockstep/core";
import type { FailpointName } from "@lockstep/core";

/** When a tiny run is hit at a point. */
interface Moment {
  /** which time the process passes the point */
  readonly pass: number;
  /** what makes the process pass it so often; default: the training does */
  readonly chaos?: string;
}

/**
 * Points of a change of membership are hit in the second one, in the middle of the run. A worker that leaves makes one at once; a tiny run
 * may end before one that joins has started.
 */
const secondGeneration: Moment = { pass: 2, chaos: "leave worker-0 at step 100" };

const moments: Readonly<Partial<Record<FailpointName, Moment>>> = {
  "worker.roster-adopted": secondGeneration,
  "worker.shards-fetched": secondGeneration,
  "worker.parameters-pulled": secondGeneration,
  "worker.leaving": { pass: 1, chaos: "leave worker-1 at step 100" },
  "server.fence-received": secondGeneration,
  "server.fence-durable": secondGeneration,
  "server.opening": secondGeneration,
  "server.opened": secondGeneration,
  "server.snapshot-copied": { pass: 5 },
  "server.snapshot-ledger-synced": { pass: 5 },
  "server.snapshot-written": { pass: 5 },
  "server.snapshot-synced": { pass: 5 },
  "server.snapshot-renamed": { pass: 5 },
  "server.snapshot-dropped": { pass: 2 },
  "server.closed": { pass: 1 },
  // after the server and the two workers: nothing goes on before the server is back
  "coordinator.hello-received": { pass: 4, chaos: "kill parameter-server-0 at step 100" },
  "coordinator.need": secondGeneration,
  "coordinator.generation-journalled": secondGeneration,
  "coordinator.fence-sent": secondGeneration,
  "coordinator.roster-made": secondGeneration,
  "coordinator.roster-sent": secondGeneration,
  "coordinator.ack-drop": { pass: 2 },
  "coordinator.gathering": { pass: 1 },
  "coordinator.results-written": { pass: 1 },
  "coordinator.finished-durable": { pass: 1 },
  "coordinator.finish-sent": { pass: 1 },
};

/** Points of a step. */
const everyStep: Moment = { pass: 100 };

export interface FailpointCase extends Moment {
  readonly point: FailpointName;
  readonly action: "kill" | "pause";
  readonly process: string;
}

const processes: Readonly<Record<string, string>> = { worker: "worker-1", server: "parameter-server-0", coordinator: "coordinator" };

/** Every failpoint of the product, each with what SIGKILL does and with standing still for longer than a lease. */
export const failpointCases: readonly FailpointCase[] = failpointNames.flatMap((point) =>
  (["kill", "pause"] as const).map((action) => failpointCase(point, action)),
);

export function failpointCase(point: FailpointName, action: "kill" | "pause"): FailpointCase {
  const role = point.slice(0, point.indexOf("."));
  return { point, action, process: processes[role] ?? role, ...(moments[point] ?? everyStep) };
}

/** As LOCKSTEP_FAILPOINTS has it. */
export function failpointRule({ process, point, action, pass }: FailpointCase): string {
  return `${process}:${point}=${action === "kill" ? "kill" : "pause(3000)"}@${pass}`;
}

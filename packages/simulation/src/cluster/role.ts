import type { Disk, Logger, RunDescription } from "@lockstep/core";
import type { Lineage } from "../checks/lineage.ts";
import type { RunWatch } from "../checks/run-watch.ts";
import type { ReferenceRun } from "../checks/reference-run.ts";
import type { Process } from "../engine/process.ts";
import type { SimulatedWorld } from "../engine/simulated-world.ts";
import type { SimulatedNetwork } from "../network/simulated-network.ts";
import type { Schedule } from "../schedule/schedule.ts";
import type { TinyTask } from "../task/tiny-task.ts";

/** Where the members dial. */
export const coordinatorAddress = "coordinator:7000";

/** Everything that is the same for all processes of a schedule. */
export interface Surroundings {
  readonly world: SimulatedWorld;
  readonly network: SimulatedNetwork;
  readonly schedule: Schedule;
  readonly task: TinyTask;
  readonly reference: ReferenceRun;
  readonly run: RunDescription;
  readonly watch: RunWatch;
  /** null: gradients are the same each time they are computed */
  readonly lineage: Lineage | null;
}

/** What one process is made from. */
export interface RoleContext extends Surroundings {
  readonly process: Process;
  readonly disk: Disk;
  readonly logger: Logger;
  /** where others reach it */
  readonly address: string;
  /** aborted by SIGTERM */
  readonly stop: AbortSignal;
}

/** How a process ended by itself: as the product's command line would. */
export type RoleEnd = "finished" | "left";

/** One role's process, from its start to its end; rejects with what ended it. */
export type Role = (context: RoleContext) => Promise<RoleEnd>;

/** Closes what was opened, the last first, whatever the work comes to. */
export async function withClosers<T>(work: (closers: (() => Promise<void> | void)[]) => Promise<T>): Promise<T> {
  const closers: (() => Promise<void> | void)[] = [];
  try {
    return await work(closers);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}

import { Cluster } from "../cluster/cluster.ts";
import { samplesProblem } from "../checks/final-check.ts";
import { Lineage } from "../checks/lineage.ts";
import { RunWatch } from "../checks/run-watch.ts";
import { SimulatedWorld } from "../engine/simulated-world.ts";
import { SimulatedNetwork } from "../network/simulated-network.ts";
import { prepareTask } from "../task/task-shapes.ts";
import { applyFault } from "./apply-fault.ts";
import { faultsEndMs } from "./schedule.ts";
import type { Schedule } from "./schedule.ts";

/** After the last fault is over a run must be finished within this time. */
const finishWithinMs = 90_000;
/** After the coordinator has ended, those who know nothing of it are not waited for. */
const farewellMs = 3000;
/** A schedule with more events than this does nothing but send messages. */
const mostEvents = 5_000_000;
const wallClockStartMs = 1_750_000_000_000;

export interface ScheduleOutcome {
  /** what broke; null if nothing did */
  readonly problem: string | null;
  /** equal for equal stories */
  readonly trace: number;
  readonly events: number;
  readonly simulatedMs: number;
  readonly generations: number;
  /** versions committed, all servers together, redone ones included */
  readonly commits: number;
}

/** Runs one schedule to its end. @param onLine hears the whole story, logs included */
export async function runSchedule(schedule: Schedule, onLine?: (line: string) => void): Promise<ScheduleOutcome> {
  const { task, reference } = prepareTask(schedule.task);
  const { parameterServers, snapshotEverySteps } = schedule;
  const settings = task.settings({ parameterServers, snapshotEverySteps });
  const lastFaultMs = faultsEndMs(schedule);
  let generations = 0;
  let lateGenerations = 0;
  const world: SimulatedWorld = new SimulatedWorld({
    seed: schedule.seed ^ 0x5bd1e995,
    ...(onLine === undefined ? {} : { onLine }),
    onCrash: (process, error) => {
      world.fail(`${process.name} crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      process.die();
    },
    afterEvent: (process) => {
      if (process !== null) watch.look(process);
      if (cluster.over && overMs === null) overMs = world.nowMs;
      if ((overMs !== null && world.nowMs > overMs + farewellMs) || (cluster.over && cluster.living.length === 0)) world.stop();
      if (world.count > mostEvents) world.fail(`more than ${mostEvents} events`);
    },
  });
  const network = new SimulatedNetwork(world);
  const lineage = schedule.deterministic ? null : new Lineage(task, reference);
  const watch: RunWatch = new RunWatch({
    reference,
    lineage,
    parameterServers,
    snapshotEverySteps,
    fail: (problem) => world.fail(problem),
    snapshotsOf: (range) => cluster.goodSnapshots(range),
    snapshotVectors: (range, version) => cluster.snapshotVectors(range, version),
    diskIsSound: (range) => cluster.diskIsSound(range),
    onGeneration: () => {
      generations += 1;
      if (world.nowMs > lastFaultMs) lateGenerations += 1;
      if (lateGenerations > schedule.mostLateGenerations) world.fail(`${lateGenerations} generations after the last fault was over`);
    },
  });
  let overMs: number | null = null;
  const run = {
    runId: `schedule-${schedule.seed}`,
    settings,
    recipeHash: "tiny",
    data: {
      trainSamples: task.dataset.train.count,
      testSamples: task.dataset.test.count,
      ...(task.dataset.validation && { validationSamples: task.dataset.validation.count }),
      featureShape: [...task.dataset.featureShape],
      classes: task.dataset.classes,
    },
  };
  const cluster: Cluster = new Cluster({ world, network, schedule, task, reference, run, watch, lineage, verbose: onLine !== undefined });
  let wallClockMs = wallClockStartMs;
  const stage = {
    world,
    network,
    cluster,
    setWallClock: (byMs: number): void => {
      wallClockMs += byMs;
    },
  };
  // Nothing of a run may depend on it; should something ask, it gets the simulated one.
  const systemNow = Date.now;
  const { stackTraceLimit } = Error;
  // Errors are part of every schedule, and nobody reads where they come from unless the story is told.
  if (onLine === undefined) Error.stackTraceLimit = 0;
  Date.now = () => wallClockMs + world.nowMs;
  try {
    const wrongPlan = samplesProblem(task, reference);
    if (wrongPlan !== null) world.fail(wrongPlan);
    cluster.startAll();
    for (const fault of schedule.faults) world.after(fault.atMs, () => applyFault(fault, stage));
    const limitMs = schedule.finishByMs ?? lastFaultMs + finishWithinMs;
    const end = await world.run(limitMs);
    if (end === "time" || end === "nothing left to happen") world.fail(`not finished after ${limitMs / 1000} s (${watch.standing()})`);
  } finally {
    Date.now = systemNow;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return { problem: world.problem, trace: world.trace, events: world.count, simulatedMs: world.nowMs, generations, commits: watch.commits };
}

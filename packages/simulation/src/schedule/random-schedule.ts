import { SeededRandom } from "../engine/schedule-random.ts";
import type { ScheduleRandom } from "../engine/world.ts";
import { taskShapes } from "../task/task-shapes.ts";
import type { Fault, FaultKind, Schedule } from "./schedule.ts";

export const coordinatorName = "coordinator";
export const serverName = (range: number): string => `parameter-server-${range}`;
export const workerName = (index: number): string => `worker-${index}`;

/** How often each kind comes, relative to the others. */
const weights: readonly (readonly [FaultKind, number])[] = [
  ["kill", 20],
  ["machine-crash", 14],
  ["pause", 12],
  ["cut", 16],
  ["isolate", 6],
  ["reset", 8],
  ["join", 6],
  ["stop", 7],
  ["kill-all", 5],
  ["disk-full", 4],
  ["disk-error", 3],
  ["bit-flip", 6],
  ["lose-journal", 3],
  ["second", 6],
  ["wall-clock", 4],
];

/** Faults come within one of these times: an undisturbed run takes one to two simulated seconds, one with many faults much longer. */
const faultsWithinMs = [2000, 4000, 8000] as const;

/** A run with one link cut for good is finished this long after the cut. */
const loneCutMs = 40_000;

/** The schedule of a seed. */
export function randomSchedule(seed: number): Schedule {
  const random = new SeededRandom(seed);
  const parameterServers = random.int(1, 3);
  const workers = random.int(1, 4);
  const base = {
    seed,
    task: random.int(0, taskShapes.length - 1),
    parameterServers,
    workers,
    snapshotEverySteps: random.int(3, 8),
    chunkBytes: random.pick([12, 20, 64, 1024]),
    pieceElements: random.pick([1, 3, 16_384]),
    fineCuts: random.chance(0.9),
    stableAddresses: random.chance(0.5),
    deterministic: random.chance(0.6),
    slowestStepMs: random.chance(0.05) ? 6000 : 300,
    diskSlowness: Array.from({ length: parameterServers + 1 }, () => random.pick([1, 1, 1, 4, 25])),
    mostLateGenerations: 8,
    finishByMs: null,
  };
  if (random.chance(0.03)) return { ...base, slowestStepMs: 6000, mostLateGenerations: 1, faults: [] };
  if (workers > 1 && random.chance(0.06)) return loneCut(random, base);
  const cast = { parameterServers, workers };
  const faults: Fault[] = [];
  const count = random.int(1, 12);
  const withinMs = random.pick(faultsWithinMs);
  let joined = workers;
  for (let i = 0; i < count; i++) {
    const kind = pickKind(random);
    const atMs = random.int(0, withinMs);
    faults.push(kind === "join" ? { atMs, kind, target: workerName(joined++) } : randomFault(random, kind, atMs, cast));
  }
  return { ...base, faults: faults.toSorted((a, b) => a.atMs - b.atMs) };
}

/** A link of one worker is cut for so long that the others must go on without it, whatever else is well. */
function loneCut(random: ScheduleRandom, base: Omit<Schedule, "faults">): Schedule {
  const atMs = random.int(300, 1500);
  const one = workerName(base.workers - 1);
  const other = random.pick([workerName(0), serverName(0), coordinatorName]);
  const [from, to] = random.chance(0.5) ? [one, other] : [other, one];
  const dataOnly = other !== coordinatorName && random.chance(0.5);
  const fault: Fault = { atMs, kind: "cut", from, to, both: random.chance(0.5), dataOnly, forMs: 60_000 };
  return { ...base, finishByMs: atMs + loneCutMs, faults: [fault] };
}

function pickKind(random: ScheduleRandom): FaultKind {
  const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
  let left = random.int(1, total);
  for (const [kind, weight] of weights) {
    left -= weight;
    if (left <= 0) return kind;
  }
  return "kill";
}

type Cast = Pick<Schedule, "parameterServers" | "workers">;

function randomFault(random: ScheduleRandom, kind: Exclude<FaultKind, "join">, atMs: number, cast: Cast): Fault {
  const server = (): string => serverName(random.int(0, cast.parameterServers - 1));
  const worker = (): string => workerName(random.int(0, cast.workers - 1));
  const withDisk = (): string => (random.chance(0.25) ? coordinatorName : server());
  const anybody = (): string => random.pick([coordinatorName, server(), worker(), worker()]);
  const restartMs = random.int(50, 2500);
  switch (kind) {
    case "kill":
      return { atMs, kind, target: anybody(), restartMs };
    case "machine-crash":
      return { atMs, kind, target: withDisk(), restartMs, torn: random.chance(0.5) };
    case "pause":
      return { atMs, kind, target: anybody(), forMs: random.int(200, 8000) };
    case "cut": {
      const from = anybody();
      const to = anybody();
      const forMs = random.chance(0.1) ? random.int(20_000, 60_000) : random.int(100, 6000);
      if (from === to) return { atMs, kind: "isolate", target: from, forMs };
      return { atMs, kind, from, to, both: random.chance(0.5), dataOnly: random.chance(0.4), forMs };
    }
    case "isolate":
      return { atMs, kind, target: anybody(), forMs: random.int(100, 8000) };
    case "reset":
      return { atMs, kind, target: anybody() };
    case "stop": {
      // Somebody must be left to do the work: the first worker always comes back, and so does every server.
      const target = random.chance(0.6) ? worker() : random.chance(0.8) ? server() : coordinatorName;
      const stays = target !== workerName(0) && target.startsWith("worker") && random.chance(0.5);
      return { atMs, kind, target, restartMs: stays ? 0 : restartMs };
    }
    case "kill-all":
      return { atMs, kind, machines: random.chance(0.6), restartMs };
    case "disk-full":
      return { atMs, kind, target: withDisk(), forMs: random.int(200, 6000) };
    case "disk-error":
      return { atMs, kind, target: server(), operation: random.pick(["write", "sync", "rename", "open"] as const) };
    case "bit-flip":
      return {
        atMs,
        kind,
        target: server(),
        which: random.pick([0, 0, 1, 2]),
        bit: random.int(0, 20_000),
        restartMs: random.int(0, 1) * restartMs,
      };
    case "lose-journal":
      return { atMs, kind, restartMs };
    case "second":
      return {
        atMs,
        kind,
        target: random.chance(0.5) ? coordinatorName : random.chance(0.8) ? server() : worker(),
        pauseMs: random.int(0, 1) * random.int(500, 6000),
      };
    default:
      return { atMs, kind, byMs: random.pick([-3_600_000, 3_600_000]) };
  }
}

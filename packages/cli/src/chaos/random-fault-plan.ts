import { CounterRandom } from "@lockstep/core";
import { isWorker, workerName } from "../launcher/process-names.ts";
import { namesOf } from "./cluster-shape.ts";
import type { ClusterShape } from "./cluster-shape.ts";
import { everyParameterServer, everyProcess, everyWorker } from "./fault-plan.ts";
import type { Fault, FaultAction, FaultPlan } from "./fault-plan.ts";

const maxFaults = 4;
/** Shorter and longer than the lease of 2 s. */
const shortestMs = 200;
const longestMs = 3_500;

/** Out of 100. */
const chances: readonly (readonly [FaultAction["kind"], number])[] = [
  ["kill", 45],
  ["pause", 20],
  ["cut", 20],
  ["join", 8],
  ["leave", 7],
];

/**
 * 1 to 4 faults at random steps in the first nine tenths of the run; the same for the same seed (uint32) and shape. At least one worker
 * always stays: nobody would bring back one that left.
 */
export function randomFaultPlan(seed: number, shape: ClusterShape): FaultPlan {
  const random = new CounterRandom(seed, "faultSchedule", 0, 0);
  const steps = Array.from({ length: 1 + random.below(maxFaults) }, () => 1 + random.below(Math.max(1, Math.floor(shape.steps * 0.9))));
  const processes = [...namesOf(shape)];
  let joined = shape.workers;
  return steps
    .toSorted((a, b) => a - b)
    .map((step): Fault => {
      const action = randomAction(random, processes);
      if (action.kind === "join") processes.push(workerName(joined++));
      if (action.kind === "leave") processes.splice(processes.indexOf(action.worker), 1);
      return { action, time: { at: "step", step } };
    });
}

function randomAction(random: CounterRandom, processes: readonly string[]): FaultAction {
  const workers = processes.filter(isWorker);
  const kind = randomKind(random);
  switch (kind) {
    case "kill":
      return { kind, targets: randomTargets(random, processes) };
    case "pause":
      return { kind, targets: randomTargets(random, processes), forMs: randomSpan(random) };
    case "cut": {
      const [from, to] = pick(random, processes, 2) as [string, string];
      return { kind, from, to, oneWay: random.below(2) === 0, forMs: randomSpan(random) };
    }
    case "leave":
      if (workers.length > 1) return { kind, worker: workers[random.below(workers.length)] as string };
      break;
    case "join":
      break;
  }
  return { kind: "join" };
}

function randomKind(random: CounterRandom): FaultAction["kind"] {
  let left = random.below(100);
  return chances.find(([, chance]) => (left -= chance) < 0)?.[0] ?? "kill";
}

/** Mostly one process, sometimes two or three at once, sometimes a group. */
function randomTargets(random: CounterRandom, processes: readonly string[]): readonly string[] {
  const kind = random.below(10);
  if (kind === 0) return [[everyProcess, everyWorker, everyParameterServer][random.below(3)] as string];
  return pick(random, processes, kind < 3 ? Math.min(kind + 1, processes.length) : 1);
}

function pick(random: CounterRandom, from: readonly string[], count: number): readonly string[] {
  return [...random.permutation(from.length).subarray(0, count)].map((index) => from[index] as string);
}

/** A multiple of 100 ms. */
function randomSpan(random: CounterRandom): number {
  return shortestMs + 100 * random.below((longestMs - shortestMs) / 100 + 1);
}

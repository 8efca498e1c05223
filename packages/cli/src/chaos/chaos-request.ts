import { randomInt } from "node:crypto";
import { LockstepError } from "@lockstep/core";
import { checkFaultPlan } from "./check-fault-plan.ts";
import type { ClusterShape } from "./cluster-shape.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { parseFaultPlan } from "./parse-fault-plan.ts";
import { randomFaultPlan } from "./random-fault-plan.ts";

/** What `--chaos` means for one run. */
export interface ChaosPlan {
  readonly plan: FaultPlan;
  /** uint32 that the plan was drawn with; null: the user wrote it */
  readonly seed: number | null;
  readonly shape: ClusterShape;
}

const seeds = 2 ** 32;

/**
 * Reads `random`, `random:SEED` or faults (see {@link parseFaultPlan}).
 * @throws LockstepError "usage" if it cannot be read, or names what a run of this shape does not have
 */
export function planChaos(text: string, shape: ClusterShape): ChaosPlan {
  const [, random, , seedText] = /^\s*(random)(:(.*))?$/s.exec(text) ?? [];
  if (random !== undefined) {
    const seed = seedText === undefined ? randomInt(seeds) : readSeed(seedText);
    return { plan: randomFaultPlan(seed, shape), seed, shape };
  }
  const plan = parseFaultPlan(text);
  checkFaultPlan(plan, shape);
  return { plan, seed: null, shape };
}

function readSeed(text: string): number {
  if (/^\d{1,10}$/.test(text) && Number(text) < seeds) return Number(text);
  throw new LockstepError("usage", `--chaos random:SEED: expected a seed from 0 to ${seeds - 1}, found "${text}"`);
}

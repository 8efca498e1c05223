import { randomInt } from "node:crypto";
import { LockstepError } from "@lockstep/core";
import { checkFaultPlan } from "./check-fault-plan.ts";
import type { ClusterShape } from "./cluster-shape.ts";
import type { FaultPlan } from "./fault-plan.ts";
import { parseFaultPlan } from "./parse-fault-plan.ts";
import { randomFaultPlan } from "./random-fault-plan.ts";

/** What `--chaos` asks for. */
export type ChaosRequest =
  | { readonly kind: "planned"; readonly plan: FaultPlan }
  /** seed: uint32 */
  | { readonly kind: "random"; readonly seed: number };

const seeds = 2 ** 32;

/** Reads `random`, `random:SEED` or faults (see {@link parseFaultPlan}). Throws LockstepError "usage". */
export function readChaosRequest(text: string): ChaosRequest {
  const [, , seed] = /^\s*random(:(.*))?$/s.exec(text) ?? [null, null, null];
  if (seed === null) return { kind: "planned", plan: parseFaultPlan(text) };
  if (seed === undefined) return { kind: "random", seed: randomInt(seeds) };
  if (!/^\d{1,10}$/.test(seed) || Number(seed) >= seeds)
    throw new LockstepError("usage", `--chaos random:SEED: expected a seed from 0 to ${seeds - 1}, found "${seed}"`);
  return { kind: "random", seed: Number(seed) };
}

/** The faults for a run of this shape. Throws LockstepError "usage" if one of them does not fit it. */
export function faultPlanFor(request: ChaosRequest, shape: ClusterShape): FaultPlan {
  if (request.kind === "random") return randomFaultPlan(request.seed, shape);
  checkFaultPlan(request.plan, shape);
  return request.plan;
}

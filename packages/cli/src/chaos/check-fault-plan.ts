import { LockstepError } from "@lockstep/core";
import { namesOf } from "./cluster-shape.ts";
import type { ClusterShape } from "./cluster-shape.ts";
import { everyParameterServer, everyProcess, everyWorker, formatFault } from "./fault-plan.ts";
import type { FaultAction, FaultPlan } from "./fault-plan.ts";

/** Throws LockstepError "usage" if a fault names a process that the run never has (workers that join count), or a step after its end. */
export function checkFaultPlan(plan: FaultPlan, shape: ClusterShape): void {
  const joins = plan.filter(({ action }) => action.kind === "join").length;
  const names = namesOf({ ...shape, workers: shape.workers + joins });
  const known = new Set([...names, everyProcess, everyWorker, everyParameterServer]);
  for (const fault of plan) {
    const stranger = targetsOf(fault.action).find((name) => !known.has(name));
    if (stranger !== undefined)
      throw new LockstepError(
        "usage",
        `--chaos: fault "${formatFault(fault)}": this run has no ${stranger}; its processes are ${names.join(", ")}`,
      );
    if (fault.time.at === "step" && fault.time.step > shape.steps)
      throw new LockstepError("usage", `--chaos: fault "${formatFault(fault)}": the run has only ${shape.steps} steps`);
  }
}

function targetsOf(action: FaultAction): readonly string[] {
  switch (action.kind) {
    case "kill":
    case "pause":
      return action.targets;
    case "cut":
      return [action.from, action.to];
    case "leave":
      return [action.worker];
    case "join":
      break;
  }
  return [];
}

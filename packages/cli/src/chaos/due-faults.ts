import { formatFault } from "./fault-plan.ts";
import type { Fault, FaultPlan } from "./fault-plan.ts";

export interface ChaosState {
  /** steps committed; null while the run has not begun */
  readonly committedStep: number | null;
  /** since the processes of the run were started */
  readonly elapsedMs: number;
  /** that were injected before */
  readonly injected: ReadonlySet<Fault>;
}

export interface DueFault {
  readonly fault: Fault;
  readonly reason: string;
}

/** The faults whose time has come, in the order of the plan. */
export function dueFaults(plan: FaultPlan, { committedStep, elapsedMs, injected }: ChaosState): readonly DueFault[] {
  return plan.flatMap((fault) => {
    if (injected.has(fault)) return [];
    const { time } = fault;
    const due = time.at === "step" ? committedStep !== null && committedStep >= time.step : elapsedMs >= time.elapsedMs;
    if (!due) return [];
    const when = `${(elapsedMs / 1000).toFixed(1)} s after the start`;
    return [{ fault, reason: `${formatFault(fault)}: ${committedStep ?? 0} steps are committed, ${when}` }];
  });
}

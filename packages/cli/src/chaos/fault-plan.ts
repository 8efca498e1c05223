/** What breaks; each target is a process as in the roster ("worker-1"), or a group: "all-workers", "all-parameter-servers", "all". */
export type FaultAction =
  | { readonly kind: "kill"; readonly targets: readonly string[] }
  | { readonly kind: "pause"; readonly targets: readonly string[]; readonly forMs: number }
  /** `oneWay`: only what `from` sends to `to` is held back */
  | { readonly kind: "cut"; readonly from: string; readonly to: string; readonly oneWay: boolean; readonly forMs: number }
  | { readonly kind: "join" }
  | { readonly kind: "leave"; readonly worker: string };

/** `step`: as soon as so many steps are committed. `elapsed`: milliseconds after the processes of the run were started. */
export type FaultTime = { readonly at: "step"; readonly step: number } | { readonly at: "elapsed"; readonly elapsedMs: number };

export interface Fault {
  readonly action: FaultAction;
  readonly time: FaultTime;
}

/** In any order; each happens once. */
export type FaultPlan = readonly Fault[];

export const everyWorker = "all-workers";
export const everyParameterServer = "all-parameter-servers";
export const everyProcess = "all";

/** As a user would write it; what {@link parseFaultPlan} reads back to the same plan. */
export function formatFaultPlan(plan: FaultPlan): string {
  return plan.map(formatFault).join("; ");
}

export function formatFault({ action, time }: Fault): string {
  return `${formatAction(action)} at ${time.at === "step" ? `step ${time.step}` : formatDuration(time.elapsedMs)}`;
}

function formatAction(action: FaultAction): string {
  switch (action.kind) {
    case "kill":
      return `kill ${action.targets.join(", ")}`;
    case "pause":
      return `pause ${action.targets.join(", ")} for ${formatDuration(action.forMs)}`;
    case "cut":
      return `cut ${action.from} ${action.oneWay ? "-> " : ""}${action.to} for ${formatDuration(action.forMs)}`;
    case "leave":
      return `leave ${action.worker}`;
    case "join":
      break;
  }
  return action.kind;
}

function formatDuration(durationMs: number): string {
  return durationMs % 1000 === 0 ? `${durationMs / 1000}s` : `${durationMs}ms`;
}

import type { RunEvent } from "@lockstep/core";
import { plural, shellWord } from "./format.ts";

type ChaosEvent = Extract<RunEvent, { readonly type: "chaos" }>;

/** What will be broken on purpose, and how to break it so again. */
export function plannedFaultLines({ seed, faults }: ChaosEvent): readonly string[] {
  if (seed === null) return [`chaos: ${faults.join("; ")}`];
  return [`chaos: seed ${seed} (again with --chaos random:${seed}): ${faults.join("; ")}`];
}

/** What was broken, below the summary of the run. */
export function injectedFaultsLine({ seed, faults, missed }: ChaosEvent): string {
  const injected = `${plural(faults.length, "fault")} injected${faults.length > 0 ? `: ${faults.join("; ")}` : ""}`;
  const rest = missed.length > 0 ? ` (not injected: ${missed.join("; ")})` : "";
  const again = seed === null ? shellWord(faults.concat(missed).join("; ")) : `random:${seed}`;
  return `chaos           ${injected}${rest}; again with --chaos ${again}`;
}

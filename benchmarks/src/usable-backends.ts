import type { BackendName } from "@lockstep/core";
import { describeBackends } from "@lockstep/worker";

export interface UsableBackend {
  readonly name: BackendName;
  /** version and device */
  readonly detail: string;
}

let found: Promise<readonly UsableBackend[]> | null = null;

/** The backends that work on this machine, without the reference "cpu", which nobody trains with. Found out once; takes a second or two. */
export function usableBackends(): Promise<readonly UsableBackend[]> {
  found ??= describeBackends().then((all) => all.filter(({ name, state }) => name !== "cpu" && state === "ready"));
  return found;
}

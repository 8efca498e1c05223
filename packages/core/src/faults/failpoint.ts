import { LockstepError } from "../errors.ts";
import type { FailpointRule } from "./failpoint-spec.ts";
import type { FailpointName, WaitingFailpointName } from "./failpoints.ts";

interface ArmedRule {
  readonly rule: FailpointRule;
  passesLeft: number;
}

/** null: no failpoint of this process is set, as in every normal use */
let armed: ReadonlyMap<FailpointName, readonly ArmedRule[]> | null = null;
let tellFired: (message: string) => void = () => {};

/** Marks a named place of the product, at which tests can have this process killed, paused or see an error. One comparison if none is set. */
export function failpoint(name: FailpointName): void {
  if (armed !== null) void pass(name);
}

/** As {@link failpoint}, where the code can wait: to be awaited. Undefined if there is nothing to wait for. */
export function waitingFailpoint(name: WaitingFailpointName): Promise<void> | undefined {
  return armed === null ? undefined : pass(name);
}

/**
 * Sets the failpoints of this process, in place of those set before; an empty list sets none.
 * @param onFire hears what is about to happen, before it does
 */
export function armFailpoints(rules: readonly FailpointRule[], onFire: (message: string) => void): void {
  const byName = new Map<FailpointName, ArmedRule[]>();
  for (const rule of rules) byName.set(rule.point, [...(byName.get(rule.point) ?? []), { rule, passesLeft: rule.pass }]);
  armed = rules.length === 0 ? null : byName;
  tellFired = onFire;
}

function pass(name: FailpointName): Promise<void> | undefined {
  const due = (armed?.get(name) ?? []).filter((entry) => --entry.passesLeft === 0);
  let wait: Promise<void> | undefined;
  for (const { rule } of due) {
    tellFired(`failpoint ${rule.text}`);
    switch (rule.action.kind) {
      case "kill":
        process.kill(process.pid, "SIGKILL");
        break;
      case "pause":
        // The whole event loop stands still, as if the process were stopped: no beat, no answer.
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, rule.action.ms);
        break;
      case "delay":
        wait = after(rule.action.ms);
        break;
      case "error":
        throw new LockstepError("io", `the failpoint ${name} has failed as it was told to`);
    }
  }
  return wait;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

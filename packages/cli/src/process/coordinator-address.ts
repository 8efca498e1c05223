import { LockstepError } from "@lockstep/core";
import { hasLauncher, hearLauncher } from "./launcher-link.ts";

/**
 * How a member finds the coordinator: as configured, else from the launcher, which starts all processes at once and tells the address as soon
 * as the coordinator has chosen it.
 * @throws LockstepError "configuration" without either
 * @returns the address, host:port; the promise rejects with the signal's reason
 */
export function coordinatorAddress(configured: string | undefined): (signal: AbortSignal) => Promise<string> {
  if (configured !== undefined) return () => Promise.resolve(configured);
  if (!hasLauncher()) throw new LockstepError("configuration", "--coordinator HOST:PORT (or LOCKSTEP_COORDINATOR) is missing");
  return async (signal) => (await hearLauncher(signal)).address;
}

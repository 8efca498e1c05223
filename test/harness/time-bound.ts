import { availableParallelism, loadavg } from "node:os";

/** Processes that want to run for each CPU from which on a machine is too busy for its times to mean much. */
const busyFactor = 3;

/** A bound on a time that holds on a machine that has room for the test; four times that where it is busy with much else, and says so. */
export function timeBoundMs(boundMs: number): number {
  const [load = 0] = loadavg();
  const busy = load > busyFactor * availableParallelism();
  if (busy) console.warn(`the machine is busy (load ${load.toFixed(0)}): ${boundMs} ms may be ${4 * boundMs} ms`);
  return busy ? 4 * boundMs : boundMs;
}

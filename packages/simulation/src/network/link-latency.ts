import type { ScheduleRandom } from "../engine/world.ts";

/** How long a message is under way: a few milliseconds, now and then much longer. */
export function latencyMs(random: ScheduleRandom): number {
  return random.chance(0.02) ? random.int(40, 400) : random.int(1, 8);
}

/** How long after it was queued a message is written, if nothing is in its way. */
export function writeDelayMs(random: ScheduleRandom): number {
  return random.chance(0.02) ? random.int(6, 300) : random.int(0, 5);
}

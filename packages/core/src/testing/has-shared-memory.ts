import { MemorySegment } from "../exchange/memory-segment.ts";
import { silentLogger } from "../run/logger.ts";

/** Whether this machine has shared memory, without which its tests cannot run. */
export function hasSharedMemory(): boolean {
  const segment = new MemorySegment({ logger: silentLogger });
  const announced = segment.announcement() !== null;
  segment.close();
  return announced;
}

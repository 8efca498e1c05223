import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Logger } from "@lockstep/core";

const askSignal = "SIGUSR2";

/**
 * Answers SIGUSR2 with a line in the log: this process's memory in bytes, and how many of each kind of thing (timers, sockets, …) keep its
 * event loop alive. For whoever suspects a leak, so garbage is collected first: a heap that begins large is left full of it for long.
 * @returns ends the answering
 */
export function reportResources(logger: Logger): () => void {
  const report = (): void => {
    collectGarbage();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const active: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) active[kind] = (active[kind] ?? 0) + 1;
    logger.info({ resources: { rss, heapUsed, external, arrayBuffers, active } }, "resources of this process");
  };
  process.on(askSignal, report);
  return () => process.off(askSignal, report);
}

/** All of it, which takes some tens of milliseconds. */
function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

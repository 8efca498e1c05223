import type { Logger } from "@lockstep/core";

const askSignal = "SIGUSR2";

/**
 * Answers SIGUSR2 with a line in the log: this process's memory in bytes, and how many of each kind of thing (timers, sockets, …) keep its
 * event loop alive. For whoever suspects a leak. @returns ends the answering
 */
export function reportResources(logger: Logger): () => void {
  const report = (): void => {
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    const active: Record<string, number> = {};
    for (const kind of process.getActiveResourcesInfo()) active[kind] = (active[kind] ?? 0) + 1;
    logger.info({ resources: { rss, heapUsed, external, arrayBuffers, active } }, "resources of this process");
  };
  process.on(askSignal, report);
  return () => process.off(askSignal, report);
}

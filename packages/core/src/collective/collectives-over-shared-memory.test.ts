import { describe, expect, it } from "vitest";
import { collectiveCompliance } from "../testing/collective-compliance.ts";
import { hasSharedMemory } from "../testing/has-shared-memory.ts";

describe.skipIf(!hasSharedMemory())("collectives over shared memory (skipped where there is no /dev/shm)", () => {
  it.concurrent.each(collectiveCompliance)("$name", async ({ run }) => {
    await expect(run("shared-memory")).resolves.toBeUndefined();
  });
});

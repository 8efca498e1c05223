import { describe, expect, it } from "vitest";
import { collectiveCompliance } from "../testing/collective-compliance.ts";

describe("collectives over memory", () => {
  it.concurrent.each(collectiveCompliance)("$name", async ({ run }) => {
    await expect(run("memory")).resolves.toBeUndefined();
  });
});

import { describe, it } from "vitest";
import { collectiveCompliance } from "../testing/collective-compliance.ts";

describe("collectives over memory", () => {
  for (const { name, run } of collectiveCompliance) it(name, () => run("memory"));
});

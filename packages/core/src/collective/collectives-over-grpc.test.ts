import { describe, it } from "vitest";
import { collectiveCompliance } from "../testing/collective-compliance.ts";

describe("collectives over grpc", () => {
  for (const { name, run } of collectiveCompliance) it(name, () => run("grpc"));
});

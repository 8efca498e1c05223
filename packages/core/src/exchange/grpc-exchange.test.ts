import { describe, it } from "vitest";
import { exchangeCompliance } from "../testing/exchange-compliance.ts";
import { createExchangeFixture } from "../testing/exchange-fixture.ts";

describe("the exchange over gRPC", () => {
  for (const { name, run } of exchangeCompliance) {
    it.concurrent(name, async () => {
      const fixture = createExchangeFixture("grpc");
      try {
        await run(fixture);
      } finally {
        await fixture.close();
      }
    });
  }
});

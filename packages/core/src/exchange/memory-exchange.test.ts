import { describe, it } from "vitest";
import { exchangeCompliance } from "../testing/exchange-compliance.ts";
import { createExchangeFixture } from "../testing/exchange-fixture.ts";

describe("the exchange in memory", () => {
  for (const { name, run } of exchangeCompliance) {
    it.concurrent(name, async () => {
      const fixture = createExchangeFixture("memory");
      try {
        await run(fixture);
      } finally {
        await fixture.close();
      }
    });
  }
});

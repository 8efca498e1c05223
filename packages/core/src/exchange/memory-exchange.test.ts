import { describe, expect, it } from "vitest";
import { exchangeCompliance } from "../testing/exchange-compliance.ts";
import { createExchangeFixture } from "../testing/exchange-fixture.ts";

describe("the exchange in memory", () => {
  it.concurrent.each(exchangeCompliance)("$name", async ({ run }) => {
    const fixture = createExchangeFixture("memory");
    try {
      await expect(run(fixture)).resolves.toBeUndefined();
    } finally {
      await fixture.close();
    }
  });
});

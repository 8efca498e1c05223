import { describe, expect, it } from "vitest";
import { expiredLeases } from "./lease.ts";

describe("expiredLeases", () => {
  const heardMs = new Map([
    ["a", 1000],
    ["b", 2999],
  ]);

  it("ends the lease of whoever was silent for more than two seconds", () => {
    expect(expiredLeases(3000, { lastTickMs: 2900, heardMs }).result).toEqual({ renewAll: false, expired: [] });
    const { result, reason } = expiredLeases(3001, { lastTickMs: 2901, heardMs });
    expect(result).toEqual({ renewAll: false, expired: ["a"] });
    expect(reason).toContain("from a");
  });

  it("renews all leases when this process was the one that slept", () => {
    expect(expiredLeases(9000, { lastTickMs: 8399, heardMs }).result).toEqual({ renewAll: true, expired: [] });
    expect(expiredLeases(9000, { lastTickMs: 8400, heardMs }).result.expired).toEqual(["a", "b"]);
  });
});

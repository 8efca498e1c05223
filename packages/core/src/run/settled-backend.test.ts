import { describe, expect, it } from "vitest";
import { settledBackend } from "./settled-backend.ts";

describe("settledBackend", () => {
  const auto = { backend: "auto", allowMixedBackends: false } as const;

  it("is the first worker's where the settings leave it open", () => {
    expect(settledBackend(auto, "wasm")).toBe("wasm");
    expect(settledBackend(auto, null)).toBe("auto");
    expect(settledBackend(auto, "of another release")).toBe("auto");
  });

  it("is that of the settings where they name one, or where every worker may have its own", () => {
    expect(settledBackend({ backend: "cpu", allowMixedBackends: false }, "wasm")).toBe("cpu");
    expect(settledBackend({ ...auto, allowMixedBackends: true }, "wasm")).toBe("auto");
  });
});

import { describe, expect, it } from "vitest";
import { parseModelOrigin, type ModelOrigin } from "./model-origin.ts";

const origin: ModelOrigin = {
  runId: "r-1",
  recipe: "mnist-mlp-128",
  dataset: "mnist",
  shards: 4,
  backend: "wasm",
  backendVersion: "4.22.0",
  input: { scale: 1 / 255, offset: 0 },
  weightsHash: "0a".repeat(32),
};

describe("parseModelOrigin", () => {
  it("gives back what was written, and nothing else", () => {
    expect(parseModelOrigin(JSON.parse(JSON.stringify({ ...origin, more: 1 })), "model.json")).toEqual(origin);
  });

  it("knows what the classes are called, if they have names", () => {
    const named = { ...origin, classNames: ["lily", "rose"] };
    expect(parseModelOrigin(JSON.parse(JSON.stringify(named)), "model.json")).toEqual(named);
  });

  it.each([
    ["classNames", "lily"],
    ["classNames", ["lily", 3]],
    ["runId", ""],
    ["recipe", 7],
    ["dataset", undefined],
    ["shards", 0],
    ["shards", 1.5],
    ["backend", null],
    ["backendVersion", ["4"]],
    ["weightsHash", "0A".repeat(32)],
  ])("names the field %s when it is %j", (name, value) => {
    expect(() => parseModelOrigin({ ...origin, [name]: value }, "m.json")).toThrow(`m.json: userDefinedMetadata.lockstep: ${name} is`);
  });

  it.each([[{ scale: 1 }], [{ scale: 1, offset: Number.NaN }], [{ scale: "1", offset: 0 }], [null], [[1, 0]]])(
    "refuses the scaling %j",
    (input) => {
      expect(() => parseModelOrigin({ ...origin, input }, "m.json")).toThrow(/(scale|offset) is missing or wrong/);
    },
  );

  it.each([undefined, null, "lockstep", []])("tells a model of another program (%j)", (value) => {
    expect(() => parseModelOrigin(value, "m.json")).toThrow("not a model that this program wrote");
  });
});

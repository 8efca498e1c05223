import { describe, expect, it } from "vitest";
import { requireKnownFields, unknownField, type KnownFields } from "./known-fields.ts";

const known: KnownFields = {
  loss: true,
  labelSmoothing: true,
  defaults: { batchSize: true, optimizer: { learningRate: true } },
  options: { "*": { parse: true } },
};

describe("unknownField", () => {
  it.each<[unknown, string | undefined]>([
    [{ labelSmothing: 0.1 }, 'there is no field "labelSmothing"; did you mean labelSmoothing?'],
    [{ los: "x" }, 'there is no field "los"; did you mean loss?'],
    [{ defaults: { batchsize: 1 } }, 'defaults: there is no field "batchsize"; did you mean batchSize?'],
    [
      { defaults: { optimizer: { learning_rate: 1 } } },
      'defaults.optimizer: there is no field "learning_rate"; did you mean learningRate?',
    ],
    [{ options: { units: { pars: 1 } } }, 'options.units: there is no field "pars"; did you mean parse?'],
    [{ seed: 1 }, 'there is no field "seed"; there are loss, labelSmoothing, defaults, options'],
    [{ toString: 1 }, 'there is no field "toString"; there are loss, labelSmoothing, defaults, options'],
    [{ loss: { anything: 1 }, defaults: { optimizer: {} }, options: { any: { parse: 1 } } }, undefined],
    [{ defaults: null, options: [{ pars: 1 }] }, undefined],
    [3, undefined],
  ])("of %j is %j", (value, problem) => {
    expect(unknownField(value, known)).toBe(problem);
  });
});

describe("requireKnownFields", () => {
  it("says whose field it is", () => {
    expect(() => requireKnownFields({ los: 1 }, known, "recipe mine")).toThrow(
      expect.objectContaining({ code: "configuration", message: 'recipe mine: there is no field "los"; did you mean loss?' }) as Error,
    );
    expect(() => requireKnownFields({ loss: 1 }, known, "recipe mine")).not.toThrow();
  });
});

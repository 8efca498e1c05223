import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LockstepError } from "../errors.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import { layoutHash, layoutJson, makeLayout, parseLayout, type TensorSpec } from "./layout.ts";

const specs: readonly TensorSpec[] = [
  { name: "hidden/kernel", shape: [784, 128], initializer: { kind: "glorotUniform" }, update: "optimizer" },
  { name: "hidden/bias", shape: [128], initializer: { kind: "zeros" }, update: "optimizer" },
  { name: "norm/mean", shape: [128], initializer: { kind: "constant", value: 0.5 }, update: "average", decay: 0.99 },
  { name: "scale", shape: [], initializer: { kind: "uniform", min: -1, max: 1 }, update: "fixed" },
];
const layout = makeLayout(specs);

/** The layout's JSON with changes in one of its tensors. */
function hostile(tensor: number, changes: object): string {
  return canonicalJson({ ...layout, tensors: layout.tensors.map((item, i) => (i === tensor ? { ...item, ...changes } : item)) });
}

/** The canonical JSON of what parseLayout made of the text, or the code of its error. */
function readBack(text: string): string {
  try {
    return layoutJson(parseLayout(text));
  } catch (error) {
    return LockstepError.from(error).code;
  }
}

describe("makeLayout", () => {
  it("places the tensors one after the other", () => {
    expect(layout.tensors.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 100_352],
      [100_352, 128],
      [100_480, 128],
      [100_608, 1],
    ]);
    expect(layout.length).toBe(100_609);
  });

  it.each<[string, readonly TensorSpec[], string]>([
    ["no tensors", [], "no parameters"],
    ["a name twice", [specs[1] as TensorSpec, specs[1] as TensorSpec], 'tensor 1: the name "hidden/bias" is taken'],
    [
      "more than 2^28 elements",
      [{ ...(specs[0] as TensorSpec), shape: [2 ** 14, 2 ** 14] }, specs[1] as TensorSpec],
      "more than 268435456 elements",
    ],
    [
      "too many tensors",
      Array.from({ length: 10_001 }, (_, i) => ({ ...(specs[3] as TensorSpec), name: `t${i}` })),
      "10001 tensors, expected at most 10000",
    ],
    [
      "an average without decay",
      [{ ...(specs[1] as TensorSpec), update: "average" }],
      'tensor 0: ("hidden/bias") decay: expected a number from 0 to 1',
    ],
  ])("refuses %s", (_what, refused, sentence) => {
    expect(() => makeLayout(refused)).toThrow(
      expect.objectContaining({ code: "configuration", message: expect.stringContaining(sentence) as string }),
    );
  });

  it("takes 2^28 elements and no more", () => {
    const spec = specs[0] as TensorSpec;
    expect(makeLayout([{ ...spec, shape: [2 ** 14, 2 ** 14] }]).length).toBe(2 ** 28);
    expect(() => makeLayout([{ ...spec, shape: [2 ** 28 + 1] }])).toThrow("elements in all");
    expect(() => makeLayout([{ ...spec, shape: Array.from({ length: 8 }, () => 2 ** 31) }])).toThrow("elements in all");
  });
});

describe("the layout's JSON", () => {
  it("is canonical and hashes the same whatever the order of the fields", () => {
    const turned = makeLayout(specs.map((spec) => Object.fromEntries(Object.entries(spec).toReversed()) as unknown as TensorSpec));
    expect(layoutJson(turned)).toBe(layoutJson(layout));
    expect(layoutHash(turned)).toBe(layoutHash(layout));
    expect(layoutHash(layout)).toMatch(/^[0-9a-f]{64}$/);
    expect(layoutHash(makeLayout(specs.slice(1)))).not.toBe(layoutHash(layout));
  });

  it("is read back to the same layout", () => {
    expect(parseLayout(layoutJson(layout))).toEqual(layout);
  });

  it.each<[string, string, string]>([
    ["no JSON", "{", "not JSON"],
    ["a list", "[]", "expected an object"],
    ["no tensors", "{}", "expected a list of tensors"],
    ["an empty list", '{"length":0,"tensors":[]}', "no parameters"],
    ["a tensor that is null", '{"length":1,"tensors":[null]}', "tensor 0: expected an object"],
    ["a name that is a number", hostile(1, { name: 5 }), "tensor 1: name: expected a text"],
    ["an empty name", hostile(1, { name: "" }), "tensor 1: name: expected a text"],
    ["a name twice", hostile(1, { name: "scale" }), 'tensor 3: the name "scale" is taken'],
    ["a shape that is a text", hostile(0, { shape: "784" }), "shape: expected a list"],
    ["a dimension of 0", hostile(0, { shape: [784, 0] }), "dimensions must be positive integers, found 0"],
    ["a negative dimension", hostile(0, { shape: [-784, -128] }), "dimensions must be positive integers, found -784"],
    ["a dimension that is a text", hostile(0, { shape: ["784", 128] }), "dimensions must be positive integers, found 784"],
    ["too many dimensions", hostile(0, { shape: [1, 1, 1, 1, 1, 1, 1, 784, 128] }), "shape: expected a list of at most 8"],
    ["an absurd size", hostile(0, { shape: [1e9, 1e9] }), "elements in all"],
    ["an unknown update", hostile(0, { update: "never" }), 'expected "optimizer", "average" or "fixed", found never'],
    ["a decay above 1", hostile(2, { decay: 1.5 }), "decay: expected a number from 0 to 1, found 1.5"],
    ["a decay where there is none", hostile(0, { decay: 0.5 }), 'decay: only for the update "average"'],
    ["no initializer", hostile(0, { initializer: null }), "initializer: expected an object"],
    ["an unknown initializer", hostile(0, { initializer: { kind: "toString" } }), "initializer: expected one of zeros"],
    ["an initializer without its number", hostile(0, { initializer: { kind: "normal", mean: 0 } }), 'normal needs "standardDeviation"'],
    [
      "an initializer beyond float32",
      hostile(0, { initializer: { kind: "constant", value: 1e39 } }),
      "in the range of float32, found 1e+39",
    ],
    ["a negative deviation", hostile(0, { initializer: { kind: "normal", mean: 0, standardDeviation: -1 } }), "is negative"],
    ["a range upside down", hostile(0, { initializer: { kind: "uniform", min: 1, max: 0 } }), "min 1 is above max 0"],
    ["a wrong offset", hostile(1, { offset: 0 }), "not the canonical JSON"],
    ["a wrong length", hostile(1, { length: 127 }), "not the canonical JSON"],
    ["a wrong P", layoutJson({ ...layout, length: 5 }), "not the canonical JSON"],
    ["an unknown field", hostile(1, { extra: 1 }), "not the canonical JSON"],
    ["white space", ` ${layoutJson(layout)}`, "not the canonical JSON"],
    ["a field twice", layoutJson(layout).replace('"length":100609', '"length":1,"length":100609'), "not the canonical JSON"],
    ["a long text", " ".repeat(9_000_000), "characters, expected at most"],
  ])("with %s is refused", (_what, json, sentence) => {
    expect(() => parseLayout(json)).toThrow(
      expect.objectContaining({ code: "protocol", message: expect.stringContaining(sentence) as string }),
    );
  });

  it("with any character changed is refused, or is exactly the JSON of what was read", () => {
    const json = layoutJson(layout);
    fc.assert(
      fc.property(fc.nat(json.length - 1), fc.constantFrom(...'0123456789-.e{}[]",:xz '.split("")), (at, character) => {
        const text = json.slice(0, at) + character + json.slice(at + 1);
        expect(readBack(text)).toBeOneOf([text, "protocol"]);
      }),
      { numRuns: 1000 },
    );
  });

  it("of any other kind is refused with a LockstepError", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.array(fc.json()).map((items) => `{"length":1,"tensors":[${items.join()}]}`),
        ),
        (json) => {
          expect(() => parseLayout(json)).toThrow(expect.objectContaining({ code: "protocol" }));
        },
      ),
    );
  });
});

import { array, assert, constantFrom, dictionary, letrec, oneof, property } from "fast-check";
import { describe, expect, it } from "vitest";
import { applyPatch, diffStatus } from "./status-patch.ts";

const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

// Few keys, so that two objects share many; with those that break naive merges.
const key = constantFrom("a", "b", "10", "9", "__proto__", "constructor", "toString", "");
const { value: anything } = letrec((tie) => ({
  value: oneof(
    { depthSize: "small", withCrossShrink: true },
    constantFrom<unknown>(null, 0, -0, 1, 1.5, Number.NaN, Infinity, "", "x", true, false, undefined),
    array(tie("value"), { maxLength: 3 }),
    dictionary(key, tie("value"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));
const object = dictionary(key, anything, { maxKeys: 6, noNullPrototype: true });

describe("a status patch", () => {
  it("makes the newer of the older, over the wire, for every pair of JSON objects", () => {
    assert(
      property(object, object, (from, to) => {
        const patch = diffStatus(from, to);
        const received = overTheWire(from);
        const result = patch === null ? received : applyPatch(received, overTheWire(patch));
        expect(result).toEqual(overTheWire(to));
        expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      }),
      { numRuns: 2000 },
    );
  });

  it("carries a chain of states to a reader that applies every one", () => {
    assert(
      property(array(object, { minLength: 2, maxLength: 8 }), (states) => {
        let received = overTheWire(states[0] ?? {});
        for (const [index, next] of states.slice(1).entries()) {
          const patch = diffStatus(states[index] ?? {}, next);
          if (patch !== null) received = applyPatch(received, overTheWire(patch));
        }
        expect(received).toEqual(overTheWire(states.at(-1)));
      }),
      { numRuns: 300 },
    );
  });

  it("is null for what is equal, and says only what changed", () => {
    const from = {
      step: 1,
      loss: Number.NaN,
      workers: { a: { version: 1, shards: [0, 1] }, b: { version: 1, shards: [2] } },
      summary: null,
    };
    expect(diffStatus(from, structuredClone(from))).toBeNull();
    const to = { ...from, step: 2, workers: { a: { version: 2, shards: [0, 1] }, c: { version: 0, shards: [] } } };
    expect(diffStatus(from, to)).toEqual({
      set: { step: 2 },
      inside: { workers: { set: { c: { version: 0, shards: [] } }, remove: ["b"], inside: { a: { set: { version: 2 } } } } },
    });
  });

  it("leaves the state it is applied to as it was", () => {
    const state = { workers: { a: { version: 1 } } };
    const next = applyPatch(state, { inside: { workers: { inside: { a: { set: { version: 2 } } } } } });
    expect(next).toEqual({ workers: { a: { version: 2 } } });
    expect(state).toEqual({ workers: { a: { version: 1 } } });
  });

  it("never reaches a prototype", () => {
    const patch = JSON.parse(
      '{"set":{"__proto__":{"polluted":true}},"inside":{"workers":{"set":{"__proto__":{"polluted":true}}}}}',
    ) as object;
    const next = applyPatch<object>({ workers: {} }, patch);
    expect(Object.keys(next)).toContain("__proto__");
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((next as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it("refuses a change inside what is no object", () => {
    expect(() => applyPatch({ a: 1 }, { inside: { a: { set: { b: 1 } } } })).toThrow('inside "a"');
    expect(() => applyPatch({}, { inside: { toString: {} } })).toThrow('inside "toString"');
  });
});

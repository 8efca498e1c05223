import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareNames } from "./name-order.ts";

const names = fc.stringMatching(/^[a-z.0-9-]{1,12}$/);

describe("compareNames", () => {
  it("counts digits as numbers", () => {
    expect(["worker-10", "worker-2", "a", "worker-1"].toSorted(compareNames)).toEqual(["a", "worker-1", "worker-2", "worker-10"]);
    expect(compareNames("w-9007199254740993", "w-9007199254740992")).toBeGreaterThan(0);
  });

  it("is a total order that tells different names apart", () => {
    fc.assert(
      fc.property(names, names, names, (a, b, c) => {
        expect(Math.sign(compareNames(a, b)) + Math.sign(compareNames(b, a))).toBe(0);
        expect(compareNames(a, b) === 0).toBe(a === b);
        const [first = "", middle = "", last = ""] = [a, b, c].toSorted(compareNames);
        expect([compareNames(first, middle), compareNames(middle, last), compareNames(first, last)].every((order) => order <= 0)).toBe(
          true,
        );
      }),
    );
  });
});

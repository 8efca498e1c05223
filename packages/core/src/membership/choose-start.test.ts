import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseStart } from "./choose-start.ts";

const replies = (offers: readonly (readonly number[])[]): Map<string, readonly number[]> =>
  new Map(offers.map((versions, k) => [`parameter-server-${k}`, versions]));
const start = (offers: readonly (readonly number[])[], excludedVersion: number | null = null) =>
  chooseStart(replies(offers), { excludedVersion }).result;

describe("chooseStart", () => {
  it("takes the newest version that everybody holds", () => {
    expect(
      start([
        [0, 8, 9],
        [0, 8, 9],
      ]),
    ).toEqual({ start: 9, alarm: null });
    expect(
      start([
        [0, 8, 9, 10],
        [0, 4, 8],
      ]),
    ).toEqual({ start: 8, alarm: null });
    expect(start([[5, 6]])).toEqual({ start: 6, alarm: null });
    expect(start([[], []])).toEqual({ start: 0, alarm: null });
  });

  it("is a member of every reply and no higher one is", () => {
    const versions = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 8 });
    fc.assert(
      fc.property(fc.array(versions, { minLength: 1, maxLength: 4 }), (offers) => {
        const { start: chosen } = start(offers);
        const common = (version: number): boolean => offers.every((offer) => version === 0 || offer.includes(version));
        expect(common(chosen)).toBe(true);
        for (let version = chosen + 1; version <= 12; version += 1) expect(common(version)).toBe(false);
      }),
    );
  });

  it("raises an alarm that names who lacks what when saved work is lost", () => {
    const { alarm } = start([
      [0, 8, 16],
      [0, 12],
    ]);
    expect(alarm).toContain("parameter-server-0 has 8, 16");
    expect(alarm).toContain("parameter-server-1 has 12");
    expect(start([[0, 1], [0]]).alarm).toBeNull();
  });

  it("does not start from the copy that a closing step made of the last version of a shorter run", () => {
    expect(
      start(
        [
          [0, 40, 41],
          [0, 40, 41],
        ],
        41,
      ).start,
    ).toBe(40);
    expect(
      start(
        [
          [0, 40, 41, 42],
          [0, 40, 41, 42],
        ],
        41,
      ).start,
    ).toBe(42);
  });
});

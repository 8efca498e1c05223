import { describe, expect, it } from "vitest";
import { SegmentSlots } from "./segment-slots.ts";

describe("SegmentSlots", () => {
  it("cuts slots of whole pages, one after the other, header included", () => {
    const slots = new SegmentSlots(1 << 20);
    expect([slots.take(1), slots.take(4096 - 64), slots.take(4096 - 63), slots.take(1)]).toEqual([4096, 8192, 12_288, 20_480]);
  });

  it("has one that was given back for the next vector of its length", () => {
    const slots = new SegmentSlots(1 << 20);
    const [first, second] = [slots.take(10_000), slots.take(10_000)];
    slots.give(first ?? 0, 10_000);
    expect(slots.take(20_000)).toBe(4096 + 2 * 12_288);
    expect(slots.take(10_000)).toBe(first);
    slots.give(second ?? 0, 10_000);
    expect(slots.take(10_000)).toBe(second);
  });

  it("goes to its limit and not beyond", () => {
    const slots = new SegmentSlots(3 * 4096);
    expect([slots.take(4033 + 4096), slots.take(4032), slots.take(4033), slots.take(1), slots.take(1)]).toEqual([
      null,
      4096,
      null,
      8192,
      null,
    ]);
  });

  it("begins anew when it is cleared, and tells what there was", () => {
    const slots = new SegmentSlots(5 * 4096);
    slots.take(1);
    const given = slots.take(5000);
    slots.give(given ?? 0, 5000);
    expect(slots.clear()).toEqual([4096, 8192]);
    expect([slots.take(10_000), slots.take(1)]).toEqual([4096, 16_384]);
    expect(slots.clear()).toEqual([4096, 16_384]);
  });
});

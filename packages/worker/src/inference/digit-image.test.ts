import { describe, expect, it } from "vitest";
import { digitImage, type GreyImage } from "./digit-image.ts";

const side = 28;

function image(
  width: number,
  height: number,
  brightness: (x: number, y: number) => number,
  opacity?: (x: number, y: number) => number,
): GreyImage {
  const fill = (value: (x: number, y: number) => number): Float32Array =>
    Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)));
  return { width, height, brightness: fill(brightness), opacity: opacity === undefined ? null : fill(opacity) };
}

function digitOf(source: GreyImage): Uint8Array {
  const digit = digitImage(source, side);
  if (digit === null) throw new Error("no digit");
  expect(digit).toHaveLength(side * side);
  return digit;
}

/** Smallest box around everything that is not black: [left, top, width, height]. */
function extent(digit: Uint8Array): readonly number[] {
  const lit = [...digit].flatMap((value, i) => (value > 0 ? [i] : []));
  const columns = lit.map((i) => i % side);
  const rows = lit.map((i) => Math.floor(i / side));
  const [left, top] = [Math.min(...columns), Math.min(...rows)];
  return [left, top, Math.max(...columns) - left + 1, Math.max(...rows) - top + 1];
}

/** A filled rectangle. */
const rectangle =
  (left: number, top: number, width: number, height: number, ink = 1, paper = 0) =>
  (x: number, y: number): number =>
    x >= left && x < left + width && y >= top && y < top + height ? ink : paper;

describe("digitImage", () => {
  it("takes an image of the right size with a dark border as it is, byte for byte", () => {
    const bytes = Uint8Array.from({ length: side * side }, (_, i) => (i % side > 3 && i % side < 20 && i > 100 ? (i * 7) % 256 : 0));
    expect(digitOf(image(side, side, (x, y) => (bytes[y * side + x] ?? 0) / 255))).toEqual(bytes);
    expect(
      digitOf(
        image(
          side,
          side,
          (x, y) => (bytes[y * side + x] ?? 0) / 255,
          () => 1,
        ),
      ),
    ).toEqual(bytes);
  });

  it("scales the digit to 20 pixels, keeps its aspect and centres its mass at pixel 14", () => {
    expect(extent(digitOf(image(200, 300, rectangle(10, 20, 50, 100))))).toEqual([9, 4, 10, 20]);
    expect(extent(digitOf(image(300, 100, rectangle(200, 30, 60, 15))))).toEqual([4, 12, 20, 5]);
    expect(extent(digitOf(image(9, 9, rectangle(1, 1, 4, 2))))).toEqual([4, 9, 20, 10]);
  });

  it("centres the mass, not the box", () => {
    // A square with a thin tail to the right: the mass is left of the box's middle, so the box moves to the right.
    const [left = 0, , width = 0] = extent(
      digitOf(image(100, 100, (x, y) => Math.max(rectangle(10, 30, 30, 30)(x, y), rectangle(40, 44, 30, 2)(x, y)))),
    );
    expect(width).toBe(20);
    expect(left).toBeGreaterThan(4);
    expect(left + width).toBeLessThanOrEqual(side);
  });

  it("inverts what is dark on bright, also on paper that is grey", () => {
    const expected = digitOf(image(60, 60, rectangle(10, 10, 20, 40)));
    expect(digitOf(image(60, 60, rectangle(10, 10, 20, 40, 0, 1)))).toEqual(expected);
    expect(digitOf(image(60, 60, rectangle(10, 10, 20, 40, 0.1, 0.45)))).toEqual(expected);
    expect(digitOf(image(60, 60, rectangle(10, 10, 20, 40, 0.9, 0.6)))).toEqual(expected);
    const small = digitOf(image(side, side, rectangle(10, 10, 5, 10, 0, 1)));
    expect(extent(small)).toEqual([9, 4, 10, 20]);
  });

  it("leaves out noise and shadows around the digit", () => {
    const noisy = (x: number, y: number): number => Math.max(0, rectangle(30, 30, 20, 40, 1, 0)(x, y) - ((x * 31 + y * 17) % 5) * 0.02);
    expect(extent(digitOf(image(100, 100, (x, y) => 1 - noisy(x, y)))).slice(2)).toEqual([10, 20]);
  });

  it("sees what is drawn on a transparent ground, dark or bright", () => {
    const opacity = rectangle(10, 10, 20, 40);
    const expected = digitOf(image(60, 60, opacity));
    expect(digitOf(image(60, 60, () => 0, opacity))).toEqual(expected);
    expect(digitOf(image(60, 60, () => 1, opacity))).toEqual(expected);
    // The colour of what cannot be seen does not count.
    expect(digitOf(image(60, 60, (x, y) => (opacity(x, y) > 0 ? 1 : 0.3), opacity))).toEqual(expected);
  });

  it("draws thin strokes of large images in full white, with grey edges", () => {
    const frame = digitOf(image(1000, 1000, (x, y) => rectangle(100, 100, 800, 800)(x, y) - rectangle(104, 104, 792, 792)(x, y)));
    expect(Math.max(...frame)).toBe(255);
    expect(frame[14 * 28 + 14]).toBe(0);
    const slanted = digitOf(image(400, 400, (x, y) => (Math.abs(x - y) < 12 && x > 50 && x < 350 ? 1 : 0)));
    expect(new Set(slanted).size).toBeGreaterThan(10);
  });

  it("stays inside for the most extreme shapes", () => {
    expect(extent(digitOf(image(4000, 3, rectangle(1, 1, 3998, 1))))).toEqual([4, 14, 20, 1]);
    expect(extent(digitOf(image(1, 5, (_, y) => (y === 2 ? 1 : 0))))[3]).toBe(20);
    expect(extent(digitOf(image(5, 5, rectangle(0, 0, 1, 1))))).toEqual([4, 4, 20, 20]);
  });

  it("finds nothing in an image of one colour", () => {
    for (const value of [0, 0.4, 1])
      expect(
        digitImage(
          image(50, 40, () => value),
          side,
        ),
      ).toBeNull();
    expect(
      digitImage(
        image(50, 40, (x) => 0.5 + (x % 2) * 0.04),
        side,
      ),
    ).toBeNull();
    expect(
      digitImage(
        image(
          50,
          40,
          (x) => x % 2,
          () => 0,
        ),
        side,
      ),
    ).toBeNull();
  });

  it("scales with the side that the model takes", () => {
    expect(digitImage(image(100, 100, rectangle(10, 10, 20, 40)), 56)).toHaveLength(56 * 56);
  });
});

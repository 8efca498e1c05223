import { describe, expect, it } from "vitest";
import { cellText, columnHeader } from "./table.ts";

describe("cellText", () => {
  it.each([
    [0.081_234, "0.0812"],
    [1.5, "1.5"],
    [46.74, "46.7"],
    [1234.5, "1,235"],
    [8_388_608, "8,388,608"],
    [0, "0"],
    [Number.POSITIVE_INFINITY, "Infinity"],
  ])("shows %d with three digits", (value, text) => {
    expect(cellText(value)).toBe(text);
  });

  it("shows a figure with its range, unless there was one round", () => {
    expect(cellText({ middle: 0.85, min: 0.8, max: 0.914 })).toBe("0.85 (0.8..0.914)");
    expect(cellText({ middle: 0.85, min: 0.85, max: 0.85 })).toBe("0.85");
  });

  it("tells what was not measured from what is nothing", () => {
    expect(cellText(null)).toBe("–");
    expect(cellText("wasm")).toBe("wasm");
  });
});

it("columnHeader has the unit", () => {
  expect(columnHeader({ title: "p50", unit: "ms" })).toBe("p50, ms");
  expect(columnHeader({ title: "ranks", unit: "" })).toBe("ranks");
});

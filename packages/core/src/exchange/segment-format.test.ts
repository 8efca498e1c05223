import { describe, expect, it } from "vitest";
import { formatAnnouncement, parseAnnouncement } from "./segment-format.ts";

const nonce = Buffer.from("00112233445566778899aabbccddeeff", "hex");

describe("a segment's announcement", () => {
  it("is read as it was written", () => {
    const announcement = { pid: 4711, descriptor: 23, nonce };
    expect(parseAnnouncement(formatAnnouncement(announcement))).toEqual(announcement);
  });

  it.each([
    "",
    "4711",
    `4711 23 ${"0".repeat(31)}`,
    `4711 23 ${"0".repeat(33)}`,
    `4711 23 ${"X".repeat(32)}`,
    `0 23 ${"0".repeat(32)}`,
    `self 23 ${"0".repeat(32)}`,
    `-1 23 ${"0".repeat(32)}`,
    `4711 ../../../etc/passwd ${"0".repeat(32)}`,
    `4711/../1 23 ${"0".repeat(32)}`,
    ` 4711 23 ${"0".repeat(32)}`,
    `4711 23 ${"0".repeat(32)}\n`,
    `4711 1e3 ${"0".repeat(32)}`,
  ])("is nothing else: %j", (text) => {
    expect(parseAnnouncement(text)).toBeNull();
  });
});

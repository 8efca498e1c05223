import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Logger } from "../run/logger.ts";
import { silentLogger } from "../run/logger.ts";
import { hasSharedMemory } from "../testing/has-shared-memory.ts";
import { MemorySegment } from "./memory-segment.ts";
import type { MemorySegmentOptions, SegmentSlot, WriteSync } from "./memory-segment.ts";
import { parseAnnouncement, preambleOf } from "./segment-format.ts";
import type { SegmentAnnouncement, SharedPlace } from "./segment-format.ts";
import { SegmentReader } from "./segment-reader.ts";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0).toReversed()) cleanup();
});

function segmentOf(options: Partial<MemorySegmentOptions> = {}): {
  readonly segment: MemorySegment;
  readonly announcement: SegmentAnnouncement;
} {
  const segment = new MemorySegment({ logger: silentLogger, ...options });
  cleanups.push(() => segment.close());
  const announcement = parseAnnouncement(segment.announcement() ?? "");
  if (announcement === null) throw new Error("no segment");
  return { segment, announcement };
}

function readerOf(announcement: SegmentAnnouncement): SegmentReader {
  const reader = SegmentReader.open(announcement);
  cleanups.push(() => reader.close());
  return reader;
}

function taken(segment: MemorySegment, bytes: number): SegmentSlot {
  const slot = segment.take(bytes);
  if (slot === null) throw new Error("no slot");
  return slot;
}

const placeOf = ({ position, sequence }: SegmentSlot, length: number): SharedPlace => ({ slot: position, sequence, length });
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
/** Of this process: open files, without the one that lists them. */
const openFiles = (): readonly string[] =>
  fs.readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      return [fs.readlinkSync(`/proc/self/fd/${name}`)];
    } catch {
      return [];
    }
  });
const segmentsOpen = (): number => openFiles().filter((file) => file.startsWith("/dev/shm/")).length;

describe.skipIf(!hasSharedMemory())("a memory segment (skipped where there is no /dev/shm)", () => {
  it("hands a vector over part by part, into memory of threads too", () => {
    const { segment, announcement } = segmentOf();
    const reader = readerOf(announcement);
    const slot = taken(segment, 300_000);
    const source = new Uint8Array(new SharedArrayBuffer(300_000)).map((_, index) => index % 251);
    const target = new Uint8Array(new SharedArrayBuffer(300_000));
    for (const [from, to] of [
      [0, 100_000],
      [100_000, 300_000],
    ] as const) {
      expect(segment.write(slot, from, source.subarray(from, to))).toBe(true);
      expect(reader.read(placeOf(slot, to - from), from, target.subarray(from, to))).toBe(true);
    }
    expect(Buffer.compare(target, source)).toBe(0);
    expect(segment.writtenBytes).toBe(300_000);
  });

  it("lets nobody take the bytes of a vector whose slot has another one by now", () => {
    const { segment, announcement } = segmentOf();
    const reader = readerOf(announcement);
    const target = new Uint8Array(10);
    const old = taken(segment, 10);
    segment.write(old, 0, filled(10, 1));
    segment.give(old);
    expect(reader.read(placeOf(old, 10), 0, target)).toBe(true);
    const next = taken(segment, 10);
    expect(next.position).toBe(old.position);
    // Before a byte of the new vector is there.
    expect(reader.read(placeOf(old, 10), 0, target)).toBe(false);
    segment.write(next, 0, filled(10, 2));
    expect(reader.read(placeOf(old, 10), 0, target)).toBe(false);
    expect(reader.read(placeOf(next, 10), 0, target)).toBe(true);
    expect([...target]).toEqual([...filled(10, 2)]);
  });

  it("lets nobody take what is overwritten between the bytes and the look at the header", () => {
    const { segment, announcement } = segmentOf();
    const reader = readerOf(announcement);
    const old = taken(segment, 100_000);
    segment.write(old, 0, filled(100_000, 1));
    const readSync = fs.readSync;
    const spy = vi.spyOn(fs, "readSync").mockImplementationOnce((...call: Parameters<typeof readSync>) => {
      const count = readSync(...call);
      segment.give(old);
      segment.write(taken(segment, 100_000), 0, filled(100_000, 2));
      return count;
    });
    cleanups.push(() => spy.mockRestore());
    const target = new Uint8Array(100_000);
    expect(reader.read(placeOf(old, 100_000), 0, target)).toBe(false);
    // It was all there, but who could know.
    expect(Buffer.compare(target, filled(100_000, 1))).toBe(0);
  });

  it("vouches for no slot of before it was cleared, whatever the next layout puts where", () => {
    const { segment, announcement } = segmentOf();
    const reader = readerOf(announcement);
    const slots = [1, 2, 3].map((value) => {
      const slot = taken(segment, 5000);
      segment.write(slot, 0, filled(5000, value));
      return slot;
    });
    segment.clear();
    const wide = taken(segment, 4000);
    const behind = taken(segment, 20_000);
    segment.write(behind, 0, filled(20_000, 9));
    const target = new Uint8Array(5000);
    for (const slot of slots) expect(reader.read(placeOf(slot, 5000), 0, target)).toBe(false);
    segment.write(wide, 0, filled(4000, 8));
    expect(reader.read(placeOf(wide, 4000), 0, target.subarray(0, 4000))).toBe(true);
  });

  it("has no slot beyond its limit, and goes on", () => {
    const { segment } = segmentOf({ limitBytes: 64 << 10 });
    expect(segment.take(64 << 10)).toBeNull();
    expect(segment.take(32 << 10)).not.toBeNull();
    expect(segment.announcement()).not.toBeNull();
  });

  it("gives up when memory is full: says so once, and gives back what it took", () => {
    const warnings: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_, message) => warnings.push(message) };
    let room = 100_000;
    const write: WriteSync = (descriptor, bytes, offset, length, position) => {
      if (room === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
      // A file system that is almost full takes a part.
      const count = Math.min(room, length);
      room -= count;
      return fs.writeSync(descriptor, bytes, offset, count, position);
    };
    const { segment, announcement } = segmentOf({ logger, write });
    const reader = readerOf(announcement);
    const first = taken(segment, 50_000);
    const second = taken(segment, 80_000);
    expect(segment.write(first, 0, filled(50_000, 1))).toBe(true);
    expect(segment.write(second, 0, filled(80_000, 2))).toBe(false);
    expect(segment.take(10)).toBeNull();
    expect(segment.announcement()).toBeNull();
    expect(warnings).toEqual([expect.stringContaining("no space left on device") as string]);
    // What was written before is still good for those who have been told of it.
    expect(reader.read(placeOf(first, 50_000), 0, new Uint8Array(50_000))).toBe(true);
    const file = `/proc/self/fd/${announcement.descriptor}`;
    expect(fs.statSync(file).size).toBeGreaterThan(50_000);
    segment.clear();
    expect(fs.statSync(file).size).toBe(0);
    expect(reader.read(placeOf(first, 50_000), 0, new Uint8Array(50_000))).toBe(false);
    expect(warnings).toHaveLength(1);
  });

  it("has no name, and leaves no open file behind", () => {
    const before = segmentsOpen();
    const names = fs.readdirSync("/dev/shm");
    const { segment, announcement } = segmentOf();
    const reader = readerOf(announcement);
    taken(segment, 1000);
    expect(fs.readdirSync("/dev/shm").filter((name) => !names.includes(name) && name.includes("lockstep"))).toEqual([]);
    expect(fs.statSync(`/proc/self/fd/${announcement.descriptor}`).nlink).toBe(0);
    expect(segmentsOpen()).toBe(before + 2);
    reader.close();
    segment.close();
    segment.close();
    expect(segmentsOpen()).toBe(before);
    expect(segment.take(1000)).toBeNull();
    expect(reader.read({ slot: 4096, sequence: 1, length: 1 }, 0, new Uint8Array(1))).toBe(false);
  });
});

describe.skipIf(!hasSharedMemory())("what is announced as a segment and is none (skipped where there is no /dev/shm)", () => {
  const nonce = filled(16, 7);

  function opened(file: string, flags = "w+"): SegmentAnnouncement {
    const descriptor = fs.openSync(file, flags);
    cleanups.push(() => fs.closeSync(descriptor));
    return { pid: process.pid, descriptor, nonce };
  }
  function inFolder(parent: string): string {
    const folder = fs.mkdtempSync(path.join(parent, "lockstep-test-"));
    cleanups.push(() => fs.rmSync(folder, { recursive: true }));
    return folder;
  }

  const cases: readonly (readonly [name: string, make: () => SegmentAnnouncement, reason: string])[] = [
    ["another process's, by its nonce", () => ({ ...segmentOf().announcement, nonce }), "is not the segment that was announced"],
    ["a process that is not there", () => ({ ...segmentOf().announcement, pid: 2 ** 31 - 1 }), "no such file"],
    ["a file that is not open", () => ({ ...segmentOf().announcement, descriptor: 999_999 }), "no such file"],
    ["a device", () => opened("/dev/zero", "r"), "is no regular file"],
    ["a folder", () => opened(inFolder("/dev/shm"), "r"), "is no regular file"],
    [
      "a pipe, which would keep its reader waiting",
      () => {
        const fifo = path.join(inFolder("/dev/shm"), "fifo");
        execFileSync("mkfifo", [fifo]);
        return opened(fifo, "r+");
      },
      "is no regular file",
    ],
    ["an empty file", () => opened(path.join(inFolder("/dev/shm"), "file")), "is not the segment that was announced"],
    [
      "a file that ends in its nonce",
      () => {
        const announcement = opened(path.join(inFolder("/dev/shm"), "file"));
        fs.writeSync(announcement.descriptor, preambleOf(nonce).subarray(0, -1));
        return announcement;
      },
      "is not the segment that was announced",
    ],
    [
      "another program's file in memory",
      () => {
        const announcement = opened(path.join(inFolder("/dev/shm"), "file"));
        fs.writeSync(announcement.descriptor, Buffer.concat([Buffer.alloc(16, "x"), nonce]));
        return announcement;
      },
      "is not the segment that was announced",
    ],
    [
      "a file that could be one, but not in memory",
      () => {
        const announcement = opened(path.join(inFolder(process.cwd()), "file"));
        fs.writeSync(announcement.descriptor, preambleOf(nonce));
        return announcement;
      },
      "does not lie in memory",
    ],
  ];

  it.each(cases)("%s", (_, make, reason) => {
    const announcement = make();
    const before = openFiles().length;
    expect(() => SegmentReader.open(announcement)).toThrow(reason);
    expect(openFiles()).toHaveLength(before);
  });

  it("is all that was wrong with these: the same bytes in memory are taken", () => {
    const announcement = opened(path.join(inFolder("/dev/shm"), "file"));
    fs.writeSync(announcement.descriptor, preambleOf(nonce));
    expect(() => readerOf(announcement)).not.toThrow();
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BlockingFile, Disk } from "../storage/disk.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import { maxRecordBytes, openDurableRecord } from "./durable-slots.ts";

interface Fence {
  readonly generation: number;
  readonly coordinator: string;
}
const initial: Fence = { generation: 0, coordinator: "" };
const failure = (message: RegExp): unknown => expect.objectContaining({ code: "io", message: expect.stringMatching(message) as unknown });

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "durable-"));
  file = path.join(folder, "fence");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Opens, does something, closes. */
function withRecord<R>(work: (record: ReturnType<typeof openDurableRecord<Fence>>) => R): R {
  const record = openDurableRecord(file, initial);
  try {
    return work(record);
  } finally {
    record.close();
  }
}
const stored = (): Fence => withRecord((record) => record.value);
/** What a file of these bytes is read as; the file stays so. */
function readGeneration(bytes: Uint8Array): number {
  writeFileSync(file, bytes);
  return stored().generation;
}
const store = (generation: number): void => withRecord((record) => record.write({ generation, coordinator: `c${generation}` }));

describe("a durable record", () => {
  it("starts with the initial value and leaves no other file", () => {
    expect(stored()).toEqual(initial);
    expect(readdirSync(folder)).toEqual(["fence"]);
  });

  it("keeps the last value over many writes and openings, in a file that never grows", () => {
    for (let generation = 1; generation <= 9; generation++) {
      store(generation);
      expect(stored()).toEqual({ generation, coordinator: `c${generation}` });
      expect(statSync(file).size).toBe(8192);
    }
  });

  it("survives a write torn after any byte: the old value or the new one", () => {
    store(1);
    store(2);
    const before = readFileSync(file);
    store(3);
    const after = readFileSync(file);
    const first = before.findIndex((byte, index) => byte !== after[index]);
    const start = first - (first % 4096);
    // Behind the value both copies are zeros.
    for (const torn of [...Array.from({ length: 100 }, (_, bytes) => bytes), 512, 4095, 4096]) {
      writeFileSync(file, Buffer.concat([before.subarray(0, start), after.subarray(start, start + torn), before.subarray(start + torn)]));
      const { generation, coordinator } = stored();
      expect([2, 3]).toContain(generation);
      expect(coordinator).toBe(`c${generation}`);
    }
    expect(stored().generation).toBe(3);
  });

  it("survives the loss of either copy: no value that was written gives way to an older one", () => {
    for (let generation = 1; generation <= 4; generation++) {
      store(generation);
      const good = readFileSync(file);
      for (const lost of [0, 4096]) {
        for (const filler of [0, 0xff]) {
          writeFileSync(file, Buffer.from(good).fill(filler, lost, lost + 4096));
          expect(stored().generation).toBe(generation);
        }
      }
      writeFileSync(file, good);
    }
  });

  it("finds every changed bit of a copy, and takes the other one", () => {
    store(1);
    const before = readFileSync(file);
    store(2);
    const after = readFileSync(file);
    const used = 20 + JSON.stringify({ generation: 2, coordinator: "c2" }).length;
    for (const [copy, other] of [
      [0, 4096],
      [4096, 0],
    ] as const) {
      for (let bit = 0; bit < 8 * used; bit++) {
        // The other copy is of the value before, so that it shows which of the two was taken.
        const damaged = Buffer.from(after);
        before.copy(damaged, other, other, other + 4096);
        expect([copy, bit, readGeneration(damaged)]).toEqual([copy, bit, 2]);
        damaged[copy + (bit >> 3)] = (damaged[copy + (bit >> 3)] ?? 0) ^ (1 << (bit & 7));
        expect([copy, bit, readGeneration(damaged)]).toEqual([copy, bit, 1]);
      }
    }
  });

  it("never has both copies in an unfinished write", () => {
    store(1);
    let writes = 0;
    const watched: Disk = {
      ...nodeDisk,
      openNow: (name, mode) => {
        const opened = nodeDisk.openNow(name, mode);
        const writeNow: BlockingFile["writeNow"] = (bytes, position) => {
          const written = opened.writeNow(bytes, position);
          const whole = readFileSync(file);
          // As if the machine had stopped with this write half done.
          const halfDone = Buffer.from(whole).fill(0xee, position + 10, position + 2_000);
          expect(readGeneration(halfDone)).toBe(writes === 0 ? 1 : 2);
          writeFileSync(file, whole);
          writes += 1;
          return written;
        };
        return {
          writeNow,
          size: () => opened.size(),
          readNow: (into, position) => opened.readNow(into, position),
          truncate: (bytes) => opened.truncate(bytes),
          syncNow: () => opened.syncNow(),
          closeNow: () => opened.closeNow(),
        };
      },
    };
    const record = openDurableRecord(file, initial, watched);
    record.write({ generation: 2, coordinator: "c2" });
    record.close();
    expect(writes).toBe(2);
    expect(stored().generation).toBe(2);
  });

  it("shows what another process wrote, and writes after it", () => {
    withRecord((mine) =>
      withRecord((other) => {
        other.write({ generation: 5, coordinator: "other" });
        expect(mine.value.generation).toBe(0);
        expect(mine.read()).toEqual({ generation: 5, coordinator: "other" });
        other.write({ generation: 6, coordinator: "other" });
        mine.write({ generation: 7, coordinator: "mine" });
        expect(other.read()).toEqual({ generation: 7, coordinator: "mine" });
        expect(stored()).toEqual({ generation: 7, coordinator: "mine" });
      }),
    );
  });

  describe("after a write that failed", () => {
    let failing = { write: false, sync: false };
    const watched: Disk = {
      ...nodeDisk,
      openNow: (name, mode) => {
        const opened = nodeDisk.openNow(name, mode);
        const [writeNow, syncNow] = [opened.writeNow.bind(opened), opened.syncNow.bind(opened)];
        opened.writeNow = (bytes, position) => {
          if (failing.write) throw new Error("ENOSPC: no space left on device, write");
          return writeNow(bytes, position);
        };
        opened.syncNow = () => {
          if (failing.sync) throw new Error("EIO: i/o error, fdatasync");
          syncNow();
        };
        return opened;
      },
    };
    const fence = (generation: number): Fence => ({ generation, coordinator: `c${generation}` });
    let record: ReturnType<typeof openDurableRecord<Fence>>;
    beforeEach(() => {
      failing = { write: false, sync: false };
      record = openDurableRecord(file, initial, watched);
      record.write(fence(1));
    });
    afterEach(() => record.close());
    const tryToWrite = (generation: number, how: { write: boolean; sync: boolean }): void => {
      failing = how;
      expect(() => record.write(fence(generation))).toThrow(failure(/cannot be written/));
      failing = { write: false, sync: false };
    };

    it("tells the value that is certain, however often it fails and how", () => {
      for (const how of [
        { write: false, sync: true },
        { write: true, sync: false },
        { write: false, sync: true },
      ]) {
        for (const generation of [2, 3]) {
          tryToWrite(generation, how);
          expect([record.value, record.read()]).toEqual([fence(1), fence(1)]);
        }
      }
      record.write(fence(2));
      expect([record.value, record.read(), stored()]).toEqual([fence(2), fence(2), fence(2)]);
    });

    it("keeps the certain copy until a newer one is durable", () => {
      for (const how of [
        { write: false, sync: true },
        { write: true, sync: false },
        { write: false, sync: true },
      ])
        tryToWrite(2, how);
      const bytes = readFileSync(file);
      const generations = [0, 4096].map((lost) => readGeneration(Buffer.from(bytes).fill(0, lost, lost + 4096)));
      expect(generations).toContain(1);
    });

    it("tells what another process has written since", () => {
      for (const how of [
        { write: true, sync: false },
        { write: false, sync: true },
      ]) {
        tryToWrite(5, how);
        withRecord((other) => other.write({ generation: 7, coordinator: "other" }));
        expect(record.read()).toEqual({ generation: 7, coordinator: "other" });
      }
    });

    it("tells the value before, where the copy in doubt is the only one left", () => {
      tryToWrite(2, { write: false, sync: true });
      const bytes = readFileSync(file);
      const certain = [0, 4096].find(
        (start) => bytes.includes('"generation":1', start) && bytes.indexOf('"generation":1', start) < start + 4096,
      );
      writeFileSync(file, bytes.fill(0xee, certain, (certain ?? 0) + 4096));
      expect(record.read()).toEqual(fence(1));
    });
  });

  it("refuses to pass a lost value for none: both copies damaged, file cut, file of something else", () => {
    store(1);
    const good = readFileSync(file);
    const damaged = Buffer.from(good);
    damaged[30] = (damaged[30] ?? 0) ^ 1;
    damaged[4126] = (damaged[4126] ?? 0) ^ 1;
    for (const [bytes, message] of [
      [damaged, /neither of its two copies is whole; move it away/],
      [good.subarray(0, 8000), /has 8000 bytes; 8192 expected/],
      [Buffer.alloc(0), /has 0 bytes/],
      [Buffer.alloc(8192), /neither of its two copies/],
    ] as const) {
      writeFileSync(file, bytes);
      expect(stored).toThrow(failure(message));
    }
  });

  it("refuses the file of another record", () => {
    openDurableRecord(file, { instance: "x" }).close();
    expect(stored).toThrow(failure(/not a value of this record/));
  });

  it("refuses a value that does not fit, before anything is written", () => {
    store(1);
    expect(() => withRecord((record) => record.write({ generation: 2, coordinator: "x".repeat(maxRecordBytes) }))).toThrow(
      /at most 512 fit/,
    );
    expect(stored().generation).toBe(1);
  });

  it("says which file cannot be made", () => {
    file = path.join(folder, "no", "fence");
    expect(stored).toThrow(failure(/fence cannot be opened/));
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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

  it("never touches the newest copy when writing", () => {
    for (let generation = 1; generation <= 4; generation++) {
      store(generation);
      const before = readFileSync(file);
      store(generation + 100);
      const after = readFileSync(file);
      const changed = [0, 4096].filter((at) => !before.subarray(at, at + 4096).equals(after.subarray(at, at + 4096)));
      expect(changed).toHaveLength(1);
      writeFileSync(
        file,
        Buffer.concat([0, 4096].map((at) => (changed.includes(at) ? Buffer.alloc(4096, 0xff) : after.subarray(at, at + 4096)))),
      );
      expect(stored().generation).toBe(generation);
    }
  });

  it("finds every changed byte of a copy", () => {
    store(1);
    store(2);
    const good = readFileSync(file);
    const newest = [0, 4096].find((at) => good.subarray(at, at + 4096).includes("c2")) ?? NaN;
    for (let at = newest; at < newest + 60; at++) {
      const damaged = Buffer.from(good);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(file, damaged);
      // Bytes behind the JSON carry nothing.
      const used = at - newest < 20 + JSON.stringify({ generation: 2, coordinator: "c2" }).length;
      expect(stored().generation).toBe(used ? 1 : 2);
    }
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

  it("refuses to pass a lost value for none: both copies damaged, file cut, file of something else", () => {
    store(1);
    const good = readFileSync(file);
    const damaged = Buffer.from(good);
    damaged[30] = (damaged[30] ?? 0) ^ 1;
    damaged[4126] = (damaged[4126] ?? 0) ^ 1;
    for (const [bytes, message] of [
      [damaged, /neither of its two copies is whole/],
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

import type * as fs from "node:fs";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { firstChain, type LedgerStep, stepLine } from "./ledger.ts";
import { type LedgerFile, openLedgerFile } from "./ledger-file.ts";

/** What the disk does with the next writes: takes so many bytes in all, then refuses. */
const disk = vi.hoisted(() => ({ freeBytes: Number.POSITIVE_INFINITY }));

vi.mock("node:fs", async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  const writeSync = (descriptor: number, bytes: Buffer, offset: number, length: number, position: number | null): number => {
    if (disk.freeBytes === 0) throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const count = Math.min(length, disk.freeBytes);
    disk.freeBytes -= count;
    return original.writeSync(descriptor, bytes, offset, count, position);
  };
  return { ...original, writeSync };
});

let folder: string;
let file: string;
const opened: LedgerFile[] = [];

beforeEach(() => {
  disk.freeBytes = Number.POSITIVE_INFINITY;
  folder = mkdtempSync(path.join(tmpdir(), "ledger-"));
  file = path.join(folder, "ledger.jsonl");
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((ledger) => ledger.close()));
  rmSync(folder, { recursive: true });
});

async function openFile(): Promise<LedgerFile> {
  const ledger = await openLedgerFile(file);
  opened.push(ledger);
  return ledger;
}

const step = (generation: number, step: number): LedgerStep =>
  stepLine({
    generation,
    step,
    stepsPerEpoch: 100_000,
    contributions: [{ shard: 0, worker: "worker-0", samples: 1, digest: new Uint8Array(32).fill(step), lossSum: 2.5, correct: 1 }],
    gradientCrc32: step,
  });

async function written(steps: number): Promise<LedgerFile> {
  const ledger = await openFile();
  ledger.appendOpen(1, 0);
  for (let s = 0; s < steps; s++) ledger.append(step(1, s));
  return ledger;
}

const text = (): string => readFileSync(file, "utf8");
const misuse = (message: RegExp): unknown =>
  expect.objectContaining({ code: "invariant", message: expect.stringMatching(message) as unknown });

describe("a ledger file", () => {
  it("is made empty, and goes on where it was", async () => {
    const empty = await openFile();
    expect([empty.byteLength, empty.generation, empty.nextStep, empty.cut]).toEqual([0, 0, 0, null]);
    expect(await empty.sync()).toEqual({ bytes: 0, chain: firstChain });

    await written(3);
    const whole = text();
    const again = await openFile();
    expect([again.byteLength, again.generation, again.nextStep, again.cut]).toEqual([whole.length, 1, 3, null]);
    again.append(step(1, 3));

    const atOnce = text();
    rmSync(file);
    await written(4);
    expect(text()).toBe(atOnce);
  });

  it("says with sync how much is durable", async () => {
    const ledger = await written(2);
    const { bytes, chain } = await ledger.sync();
    expect(bytes).toBe(text().length);
    expect(text().endsWith(`"chain":"${chain}"}\n`)).toBe(true);
  });

  it("accepts only the line that must come next", async () => {
    const ledger = await written(2);
    expect(() => ledger.append(step(1, 1))).toThrow(misuse(/step 1 is there already/));
    expect(() => ledger.append(step(1, 3))).toThrow(misuse(/step 2 is missing/));
    expect(() => ledger.append(step(2, 2))).toThrow(misuse(/step 2 is of generation 2, not 1/));
    expect(() => ledger.appendOpen(1, 0)).toThrow(misuse(/generation 1 does not follow generation 1/));
    expect(() => ledger.appendOpen(2, 3)).toThrow(misuse(/step 2 is missing/));
    const before = text();
    ledger.appendOpen(5, 1);
    ledger.append(step(5, 1));
    expect(text().startsWith(before)).toBe(true);
    expect([ledger.generation, ledger.nextStep]).toEqual([5, 2]);
  });

  it("cuts off a last line torn after any byte", async () => {
    await written(3);
    const whole = text();
    const lastLine = whole.lastIndexOf("\n", whole.length - 2) + 1;
    for (let torn = lastLine; torn < whole.length; torn += 13) {
      writeFileSync(file, whole.slice(0, torn));
      const ledger = await openLedgerFile(file);
      expect([ledger.nextStep, ledger.byteLength]).toEqual([2, lastLine]);
      expect(ledger.cut).toEqual(
        torn === lastLine ? null : { bytes: torn - lastLine, reason: "line 4: the last line is not complete", savedAs: null },
      );
      ledger.append(step(1, 2));
      await ledger.close();
      expect(text()).toBe(whole);
    }
  });

  it("cuts at damage, keeps what it removed, and goes on before it", async () => {
    await written(6);
    const whole = text();
    const lines = whole.split(/(?<=\n)/);
    const keptBytes = lines.slice(0, 3).join("").length;
    const damaged = Buffer.from(whole);
    damaged[keptBytes + 20] = (damaged[keptBytes + 20] ?? 0) ^ 4;
    writeFileSync(file, damaged);
    const ledger = await openFile();
    expect(ledger.nextStep).toBe(2);
    expect(ledger.cut).toMatchObject({ bytes: whole.length - keptBytes, savedAs: `${file}.cut-at-${keptBytes}` });
    expect(readFileSync(`${file}.cut-at-${keptBytes}`)).toEqual(damaged.subarray(keptBytes));
    ledger.append(step(1, 2));
    expect(text()).toBe(lines.slice(0, 4).join(""));
  });

  it("cuts off zeros that a power cut left", async () => {
    await written(2);
    const whole = text();
    truncateSync(file, whole.length + 5000);
    expect((await openFile()).cut).toMatchObject({ bytes: 5000 });
    expect(text()).toBe(whole);
  });

  it("says which file cannot be opened", async () => {
    file = path.join(folder, "no", "ledger.jsonl");
    await expect(openLedgerFile(file)).rejects.toThrow(
      expect.objectContaining({ code: "io", message: expect.stringMatching(/no\/ledger.jsonl cannot be opened/) as unknown }),
    );
  });
});

describe("a full disk", () => {
  it("does not stop the training, loses no line, and is reported until it is over", async () => {
    await written(6);
    const expected = text();
    rmSync(file);

    const ledger = await written(1);
    const before = text();
    disk.freeBytes = 100;
    ledger.append(step(1, 1));
    ledger.append(step(1, 2));
    expect(ledger.problem).toMatchObject({ code: "io", message: expect.stringMatching(/ENOSPC/) as unknown });
    expect(ledger.byteLength).toBe(before.length);
    expect(ledger.nextStep).toBe(3);
    await expect(ledger.sync()).rejects.toThrow(/ENOSPC/);

    disk.freeBytes = 450;
    ledger.append(step(1, 3));
    expect(ledger.problem).not.toBeNull();
    disk.freeBytes = Number.POSITIVE_INFINITY;
    ledger.append(step(1, 4));
    expect(ledger.problem).toBeNull();
    ledger.append(step(1, 5));
    expect(text()).toBe(expected);
    expect((await ledger.sync()).bytes).toBe(expected.length);
  });

  it("is not hidden for ever: beyond 64 MiB of waiting lines appending fails", async () => {
    const ledger = await written(0);
    const shards = Array.from({ length: 5000 }, (_, shard) => ({
      shard,
      worker: "w".repeat(128),
      samples: 1,
      digest: new Uint8Array(32),
      lossSum: 1,
      correct: 1,
    }));
    const long = stepLine({ generation: 1, step: 0, stepsPerEpoch: 100_000, contributions: shards, gradientCrc32: 0 });
    disk.freeBytes = 0;
    const appendAll = (): void => {
      for (let s = 0; s < 100; s++) ledger.append({ ...long, step: s });
    };
    expect(appendAll).toThrow(
      expect.objectContaining({ code: "io", message: expect.stringMatching(/bytes wait to be written.*ENOSPC/) as unknown }),
    );
    expect(ledger.nextStep).toBeGreaterThan(40);
  });

  it("leaves a torn line to a restart, which the run then redoes", async () => {
    const ledger = await written(1);
    const before = text();
    disk.freeBytes = 100;
    ledger.append(step(1, 1));
    expect(text()).toHaveLength(before.length + 100);
    const again = await openFile();
    expect([again.nextStep, again.byteLength, again.cut?.bytes]).toEqual([1, before.length, 100]);
  });
});

describe("another process", () => {
  it("that writes to the file ends this one", async () => {
    const ledger = await written(2);
    appendFileSync(file, "{}\n");
    expect(() => ledger.append(step(1, 2))).toThrow(expect.objectContaining({ code: "refused" }));
  });

  it("that wrote before this one's first generation is continued", async () => {
    const older = await written(2);
    const newer = await openFile();
    older.append(step(1, 2));
    newer.appendOpen(2, 3);
    newer.append(step(2, 3));
    expect(() => older.append(step(1, 3))).toThrow(expect.objectContaining({ code: "refused" }));
    const again = await openFile();
    expect([again.cut, again.nextStep, again.generation]).toEqual([null, 4, 2]);
  });

  it("that wrote after this one opened a torn file is continued too", async () => {
    const older = await written(3);
    const whole = text();
    truncateSync(file, whole.length - 10);
    const newer = await openFile();
    expect(newer.nextStep).toBe(2);
    writeFileSync(file, whole);
    newer.appendOpen(2, 3);
    expect([newer.nextStep, (await openFile()).cut]).toEqual([3, null]);
    expect(older.nextStep).toBe(3);
  });

  it("that died while writing after this one opened leaves a line that is cut off", async () => {
    const older = await written(2);
    const newer = await openFile();
    disk.freeBytes = 50;
    older.append(step(1, 2));
    disk.freeBytes = Number.POSITIVE_INFINITY;
    newer.appendOpen(2, 2);
    expect((await openFile()).cut).toBeNull();
  });
});

describe("coverage", () => {
  it("holds for what the ledger leads to, through later generations that do not go behind it", async () => {
    const ledger = await written(4);
    const coverage = { ...(await ledger.sync()), version: 4 };
    expect(ledger.covers(coverage)).toBe(true);
    ledger.appendOpen(2, 4);
    ledger.append(step(2, 4));
    expect(ledger.covers(coverage)).toBe(true);
    expect((await openFile()).covers(coverage)).toBe(true);
    ledger.appendOpen(3, 3);
    expect(ledger.covers(coverage)).toBe(false);
    expect((await openFile()).covers(coverage)).toBe(false);
  });

  it("ends with a ledger that was cut, even when it has grown again", async () => {
    const ledger = await written(4);
    const coverage = { ...(await ledger.sync()), version: 4 };
    const shorter = text()
      .split(/(?<=\n)/)
      .slice(0, 3)
      .join("");
    writeFileSync(file, shorter);
    const again = await openFile();
    expect(again.covers(coverage)).toBe(false);
    again.appendOpen(2, 2);
    for (const s of [2, 3, 4, 5]) again.append(step(2, s));
    expect(again.byteLength).toBeGreaterThan(coverage.bytes);
    expect(again.covers(coverage)).toBe(false);
  });

  it("does not hold for bytes that end elsewhere, or for another chain", async () => {
    const ledger = await written(4);
    const { bytes, chain } = await ledger.sync();
    expect(ledger.covers({ bytes: bytes - 1, chain, version: 4 })).toBe(false);
    expect(ledger.covers({ bytes, chain: firstChain, version: 4 })).toBe(false);
    expect(ledger.covers({ bytes: 0, chain: firstChain, version: 4 })).toBe(false);
  });
});

describe("a reader", () => {
  it("gets the bytes piece by piece, then nothing", async () => {
    const ledger = await written(3);
    let seen = "";
    for (;;) {
      const piece = await ledger.read(seen.length, 100);
      if (piece.length === 0) break;
      expect(piece.length).toBeLessThanOrEqual(100);
      seen += Buffer.from(piece).toString();
    }
    expect(seen).toBe(text());
    expect(await ledger.read(10_000_000, 100)).toHaveLength(0);
  });

  it("is woken when there is more, or when it is told to stop", async () => {
    const ledger = await written(1);
    const never = new AbortController();
    await ledger.grown(0, never.signal);
    const more = ledger.grown(ledger.byteLength, never.signal);
    ledger.append(step(1, 1));
    await more;

    const stop = new AbortController();
    const stopped = ledger.grown(ledger.byteLength, stop.signal);
    stop.abort();
    await expect(stopped).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
    await expect(ledger.grown(0, stop.signal)).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
  });

  it("sees whole lines also while the disk takes them in part or not at all, and the same ones later", async () => {
    const ledger = await written(1);
    const { byteLength } = ledger;
    disk.freeBytes = 100;
    const woken = ledger.grown(byteLength, new AbortController().signal);
    for (let next = 1; next < 6; next++) ledger.append(step(1, next));
    await woken;
    expect(ledger.byteLength).toBe(byteLength);
    const read = async (from: number, maxBytes: number): Promise<string> => {
      let text = "";
      for (;;) {
        const bytes = await ledger.read(from + text.length, maxBytes);
        expect(bytes.length).toBeLessThanOrEqual(maxBytes);
        if (bytes.length === 0) return text;
        text += Buffer.from(bytes).toString("latin1");
      }
    };
    const waiting = await read(byteLength, 1_000_000);
    expect(waiting.split("\n")).toHaveLength(6);
    for (const maxBytes of [1, 7, 300]) expect(await read(byteLength, maxBytes)).toBe(waiting);
    expect(await read(byteLength + 450, 97)).toBe(waiting.slice(450));
    expect(await read(byteLength + waiting.length, 100)).toBe("");
    disk.freeBytes = Infinity;
    await ledger.sync();
    expect(ledger.byteLength).toBe(byteLength + waiting.length);
    expect(await read(byteLength, 1_000)).toBe(waiting);
    expect(text().slice(byteLength)).toBe(waiting);
  });

  it("writes many waiting lines in a few large pieces, as far as there is room", async () => {
    const ledger = await written(1);
    disk.freeBytes = 0;
    for (let next = 1; next < 9_000; next++) ledger.append(step(1, next));
    const before = text();
    disk.freeBytes = 1_000_500;
    await expect(ledger.sync()).rejects.toThrow(expect.objectContaining({ code: "io" }));
    const length = ledger.byteLength - before.length;
    expect(length).toBeLessThanOrEqual(1_000_500);
    expect(length).toBeGreaterThan(1_000_000 - 1_000);
    expect(text()[ledger.byteLength - 1]).toBe("\n");
    disk.freeBytes = Infinity;
    await ledger.sync();
    const again = await openFile();
    expect([again.nextStep, again.cut]).toEqual([9_000, null]);
  });
});

it("has the folder to itself", async () => {
  await written(2);
  expect(readdirSync(folder)).toEqual(["ledger.jsonl"]);
});

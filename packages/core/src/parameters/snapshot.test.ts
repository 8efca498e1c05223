import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import type * as promises from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Logger } from "../run/logger.ts";
import { silentLogger } from "../run/logger.ts";
import { checkSnapshot, readSnapshot, type Snapshot, writeSnapshot } from "./snapshot-file.ts";
import { snapshotName, type SnapshotRun, type SnapshotSource, SnapshotStore } from "./snapshot-store.ts";

/** A disk that does not keep what was written: flips a bit of each *.tmp file before it is read back. */
const disk = vi.hoisted(() => ({ forgets: false }));

vi.mock("node:fs/promises", async (importOriginal) => {
  const original = await importOriginal<typeof promises>();
  const open: typeof promises.open = async (file, flags, mode) => {
    if (disk.forgets && flags === "r" && String(file).endsWith(".tmp")) {
      const bytes = readFileSync(String(file));
      bytes[bytes.length - 40] = (bytes.at(-40) ?? 0) ^ 1;
      writeFileSync(String(file), bytes);
    }
    return original.open(file, flags, mode);
  };
  return { ...original, open };
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "snapshots-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const damage = (message: RegExp): unknown => expect.objectContaining({ code: "data", message: expect.stringMatching(message) as unknown });
const bytesOf = (values: Float32Array): string => Buffer.from(values.buffer).toString("base64");
const vector = (length: number, first: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.fround(first + i / 3));

function snapshotOf(length: number, slots: readonly string[] = ["m", "v"]): Snapshot {
  return {
    header: {
      runId: "run-1",
      recipeHash: "recipe",
      layoutHash: "layout",
      seed: 7,
      bounds: { range: 1, start: 1024, end: 1024 + length },
      version: 20,
      updates: 19,
      generation: 3,
      optimizer: { name: "adam", learningRate: 0.001 },
      slots,
      backend: "wasm",
      backendVersion: "4.22.0",
      ledger: { bytes: 1234, chain: "ab".repeat(32) },
    },
    parameters: vector(length, -1),
    slots: slots.map((_, index) => vector(length, index + 10)),
  };
}

describe("a snapshot file", () => {
  it.each([0, 1, 7, 300_000])("gives back %s elements bit for bit", async (length) => {
    const file = path.join(folder, "a.snapshot");
    for (const slots of [[], ["m", "v"]]) {
      const snapshot = snapshotOf(length, slots);
      snapshot.parameters.set([NaN, -0, Infinity].slice(0, length));
      await writeSnapshot(file, snapshot);
      const { header, parameters, slots: state } = await readSnapshot(file);
      expect(header).toEqual(snapshot.header);
      expect([parameters, ...state].map(bytesOf)).toEqual([snapshot.parameters, ...snapshot.slots].map(bytesOf));
      expect(await checkSnapshot(file)).toEqual(snapshot.header);
    }
    expect(readdirSync(folder)).toEqual(["a.snapshot"]);
  });

  it("has the documented form", async () => {
    const file = path.join(folder, "a.snapshot");
    await writeSnapshot(file, snapshotOf(2, ["s"]));
    const bytes = readFileSync(file);
    const headerBytes = bytes.readUInt32LE(12);
    expect(bytes.toString("latin1", 0, 8)).toBe("LOCKSTEP");
    expect(bytes.readUInt32LE(8)).toBe(1);
    expect(JSON.parse(bytes.toString("utf8", 16, 16 + headerBytes))).toEqual(snapshotOf(2, ["s"]).header);
    expect([0, 4, 8, 12].map((at) => bytes.readFloatLE(16 + headerBytes + at))).toEqual([
      -1,
      Math.fround(-1 + 1 / 3),
      10,
      Math.fround(10 + 1 / 3),
    ]);
    expect(bytes.length).toBe(16 + headerBytes + 16 + 32);
  });

  it("is refused with any bit changed, any byte missing, or anything behind it", async () => {
    const file = path.join(folder, "a.snapshot");
    await writeSnapshot(file, snapshotOf(5, ["m"]));
    const good = readFileSync(file);
    const refused = async (bytes: Uint8Array): Promise<void> => {
      writeFileSync(file, bytes);
      await expect(readSnapshot(file)).rejects.toThrow(expect.objectContaining({ code: "data" }));
      await expect(checkSnapshot(file)).rejects.toThrow(expect.objectContaining({ code: "data" }));
    };
    for (let at = 0; at < good.length; at++) {
      const bytes = Buffer.from(good);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (at % 8));
      await refused(bytes);
    }
    for (let length = 0; length < good.length; length += 5) await refused(good.subarray(0, length));
    await refused(Buffer.concat([good, Buffer.alloc(1)]));
  });

  it("does not allocate what a wrong header asks for", async () => {
    const file = path.join(folder, "a.snapshot");
    const header = JSON.stringify({ ...snapshotOf(1, []).header, bounds: { range: 0, start: 0, end: 2 ** 40 } });
    const prefix = Buffer.alloc(16);
    prefix.write("LOCKSTEP");
    prefix.writeUInt32LE(1, 8);
    prefix.writeUInt32LE(header.length, 12);
    writeFileSync(file, Buffer.concat([prefix, Buffer.from(header), Buffer.alloc(40)]));
    await expect(readSnapshot(file)).rejects.toThrow(damage(/it has \d+ bytes; 43980465\d+ are expected/));
    prefix.writeUInt32LE(2 ** 31, 12);
    writeFileSync(file, prefix);
    await expect(readSnapshot(file)).rejects.toThrow(damage(/a header of 2147483648 bytes; at most 65536/));
    prefix.writeUInt32LE(2, 8);
    writeFileSync(file, prefix);
    await expect(readSnapshot(file)).rejects.toThrow(damage(/format is 2; 1 is expected/));
  });

  it("leaves the old file alone, and nothing else, when it cannot be written", async () => {
    const file = path.join(folder, "a.snapshot");
    await writeSnapshot(file, snapshotOf(3));
    const aborted = AbortSignal.abort();
    await expect(writeSnapshot(file, snapshotOf(4), aborted)).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
    expect((await readSnapshot(file)).parameters).toHaveLength(3);
    mkdirSync(path.join(folder, "b.snapshot", "full"), { recursive: true });
    await expect(writeSnapshot(path.join(folder, "b.snapshot"), snapshotOf(4))).rejects.toThrow(expect.objectContaining({ code: "io" }));
    await expect(writeSnapshot(path.join(folder, "no", "c.snapshot"), snapshotOf(4))).rejects.toThrow(
      expect.objectContaining({ code: "io" }),
    );
    expect(readdirSync(folder)).toEqual(["a.snapshot", "b.snapshot"]);
  });

  it("is read back before it gets its name", async () => {
    const file = path.join(folder, "a.snapshot");
    disk.forgets = true;
    const writing = writeSnapshot(file, snapshotOf(20));
    await expect(writing).rejects.toThrow(
      expect.objectContaining({ code: "io", message: expect.stringMatching(/checksum is wrong/) as unknown }),
    );
    disk.forgets = false;
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is not written from vectors that do not fit its header", async () => {
    const file = path.join(folder, "a.snapshot");
    const snapshot = snapshotOf(4);
    await expect(writeSnapshot(file, { ...snapshot, slots: snapshot.slots.slice(1) })).rejects.toThrow(
      expect.objectContaining({ code: "invariant" }),
    );
    await expect(writeSnapshot(file, { ...snapshot, parameters: vector(3, 0) })).rejects.toThrow(
      expect.objectContaining({ code: "invariant" }),
    );
  });
});

const run: SnapshotRun = {
  runId: "run-1",
  recipeHash: "recipe",
  settings: { seed: 7, optimizer: { name: "sgd", learningRate: 0.1 } },
};

function sourceOf(version: number, generation: number, change: Partial<SnapshotSource> = {}): SnapshotSource {
  return {
    version,
    updates: version,
    generation,
    bounds: { range: 1, start: 0, end: 4 },
    layoutHash: "layout",
    parameters: vector(4, version + generation / 100),
    slots: [],
    slotNames: [],
    ledger: { bytes: 100 * version, chain: "cd".repeat(32) },
    backend: "wasm",
    backendVersion: "4.22.0",
    ...change,
  };
}

const openStore = (change: Partial<SnapshotRun> = {}, range = 1, logger: Logger = silentLogger): Promise<SnapshotStore> =>
  SnapshotStore.open({ folder, range, run: { ...run, ...change }, logger });

describe("a snapshot store", () => {
  it("finds again what it wrote", async () => {
    const store = await openStore();
    expect(store.versions()).toEqual([]);
    for (const version of [100, 20, 0]) await store.write(sourceOf(version, 2));
    for (const opened of [store, await openStore()]) {
      expect(opened.versions()).toEqual([0, 20, 100]);
      const { header, parameters, slots } = await opened.load(20);
      expect(header).toMatchObject({
        version: 20,
        generation: 2,
        runId: "run-1",
        bounds: { range: 1, start: 0, end: 4 },
        layoutHash: "layout",
        backend: "wasm",
        backendVersion: "4.22.0",
      });
      expect(parameters).toEqual(vector(4, 20.02));
      expect(slots).toEqual([]);
    }
    expect(readdirSync(folder)).toEqual(["ps1-v0-g2.snapshot", "ps1-v100-g2.snapshot", "ps1-v20-g2.snapshot"]);
  });

  it("takes the file of the highest generation, 10 above 9", async () => {
    const store = await openStore();
    for (const generation of [9, 10, 2]) await store.write(sourceOf(5, generation));
    for (const opened of [store, await openStore()]) {
      expect(opened.versions()).toEqual([5]);
      expect((await opened.load(5)).header.generation).toBe(10);
    }
  });

  it("deletes all files of a version, and no other", async () => {
    const store = await openStore();
    for (const generation of [1, 2]) await store.write(sourceOf(5, generation));
    await store.write(sourceOf(6, 2));
    store.delete(5);
    store.delete(77);
    expect(store.versions()).toEqual([6]);
    expect(readdirSync(folder)).toEqual(["ps1-v6-g2.snapshot"]);
    await expect(store.load(5)).rejects.toThrow(expect.objectContaining({ code: "io" }));
  });

  it("does not use a damaged file, says so, and keeps it", async () => {
    const store = await openStore();
    await store.write(sourceOf(5, 1));
    await store.write(sourceOf(6, 1));
    const file = path.join(folder, snapshotName(1, 6, 1));
    truncateSync(file, 100);
    const alarms: string[] = [];
    const opened = await openStore({}, 1, { ...silentLogger, error: (_, message) => alarms.push(message) });
    expect(opened.versions()).toEqual([5]);
    expect(opened.rejected).toMatchObject([{ file, reason: expect.stringMatching(/v6-g1/) as unknown }]);
    expect(alarms).toHaveLength(1);
    expect(readdirSync(folder)).toContain(snapshotName(1, 6, 1));
  });

  it("notices when a file was damaged after it was opened", async () => {
    const store = await openStore();
    await store.write(sourceOf(5, 1));
    const file = path.join(folder, snapshotName(1, 5, 1));
    const bytes = readFileSync(file);
    bytes[bytes.length - 40] = (bytes.at(-40) ?? 0) ^ 1;
    writeFileSync(file, bytes);
    await expect(store.load(5)).rejects.toThrow(damage(/checksum/));
  });

  it("falls back to the older generation of a version if the newer file is damaged", async () => {
    const store = await openStore();
    for (const generation of [1, 2]) await store.write(sourceOf(5, generation));
    truncateSync(path.join(folder, snapshotName(1, 5, 2)), 10);
    expect((await (await openStore()).load(5)).header.generation).toBe(1);
  });

  it.each([
    ["run", { runId: "run-2" }],
    ["recipe", { recipeHash: "other" }],
    ["seed", { settings: { ...run.settings, seed: 8 } }],
    ["optimizer", { settings: { ...run.settings, optimizer: { name: "sgd", learningRate: 0.2 } } }],
  ] as const)("does not use the file of another %s", async (what, change) => {
    await (await openStore()).write(sourceOf(5, 1));
    const { rejected } = await openStore(change);
    expect(rejected).toMatchObject([{ reason: expect.stringMatching(`of another ${what}`) as unknown }]);
  });

  it("does not use a file that bears the name of another", async () => {
    await (await openStore()).write(sourceOf(5, 1));
    renameSync(path.join(folder, snapshotName(1, 5, 1)), path.join(folder, snapshotName(1, 9, 1)));
    expect((await openStore()).rejected).toMatchObject([{ reason: expect.stringMatching(/of another version: 5; expected 9/) as unknown }]);
  });

  it("leaves other ranges' and other people's files alone, and clears up its own unfinished ones", async () => {
    const others = ["ps2-v5-g1.snapshot", "notes.txt", "ps1-v5-g1.snapshot.bak", "ps11-v1-g1.snapshot.x.tmp"];
    for (const name of [...others, "ps1-v5-g1.snapshot.0123.tmp"]) writeFileSync(path.join(folder, name), "?");
    const store = await openStore();
    expect([store.versions(), store.rejected]).toEqual([[], []]);
    expect(readdirSync(folder).toSorted()).toEqual(others.toSorted());
  });

  it("leaves nothing of a write that was given up, whenever that happens", async () => {
    for (let turns = 0; turns < 40; turns++) {
      const store = await openStore();
      const given = new AbortController();
      const writing = store.write(sourceOf(5, 1), given.signal).then(
        () => "written",
        (error: { code?: string }) => error.code,
      );
      for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
      given.abort();
      const tooLate = store.versions().length > 0;
      const outcome = await writing;
      const left = readdirSync(folder);
      const expected = tooLate ? ["written", [snapshotName(1, 5, 1)], [5]] : ["aborted", [], []];
      expect([outcome, left, store.versions()]).toEqual(expected);
      store.delete(5);
    }
  });

  it("offers only what the ledger covers", async () => {
    const store = await openStore();
    for (const version of [5, 6, 7]) await store.write(sourceOf(version, 1));
    const asked: unknown[] = [];
    const covered = store.covered({
      covers: (coverage) => {
        asked.push(coverage);
        return coverage.bytes < 700;
      },
    });
    expect(covered).toEqual([5, 6]);
    expect(asked[0]).toEqual({ bytes: 500, chain: "cd".repeat(32), version: 5 });
  });

  it("refuses a snapshot of another range", async () => {
    await expect((await openStore({}, 2)).write(sourceOf(5, 1))).rejects.toThrow(expect.objectContaining({ code: "invariant" }));
  });
});

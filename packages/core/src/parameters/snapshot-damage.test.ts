import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LockstepError } from "../errors.ts";
import { CounterRandom } from "../random/counter-random.ts";
import { silentLogger } from "../run/logger.ts";
import { snapshotName, SnapshotStore } from "./snapshot-store.ts";

// What bits and sizes a bad disk gives back, in every part of a snapshot: the store never offers such a file, names it, and offers the one
// before it; and a file that goes bad after the store was opened is not loaded.

const elements = 20_000;
const slotNames = ["firstMoment", "secondMoment"];
const checksumBytes = 32;
const flipsPerRegion = 24;
const run = { runId: "run", recipeHash: "recipe", settings: { seed: 1, optimizer: { name: "adam", learningRate: 0.1 } } } as const;

let folder: string;
let file: string;
let good: Buffer;
let regions: readonly (readonly [name: string, start: number, end: number])[];
const alarms: string[] = [];

const open = (): Promise<SnapshotStore> =>
  SnapshotStore.open({ folder, range: 0, run, logger: { ...silentLogger, error: (_fields, message) => alarms.push(message) } });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "snapshot-damage-"));
  const store = await open();
  for (const version of [10, 20]) {
    const vector = (first: number): Float32Array => Float32Array.from({ length: elements }, (_, i) => Math.fround(first + i / 7));
    await store.write({
      version,
      updates: version,
      generation: 1,
      bounds: { range: 0, start: 0, end: elements },
      layoutHash: "layout",
      parameters: vector(version),
      slots: slotNames.map((_, slot) => vector(version + slot)),
      slotNames,
      ledger: { bytes: 100 * version, chain: "ab".repeat(32) },
      backend: "wasm",
      backendVersion: "4",
    });
  }
  file = path.join(folder, snapshotName(0, 20, 1));
  good = readFileSync(file);
  const headerEnd = 16 + good.readUInt32LE(12);
  const bounds: [string, number, number][] = [
    ["magic", 0, 8],
    ["format", 8, 12],
    ["length of the header", 12, 16],
    ["header", 16, headerEnd],
  ];
  for (const [index, name] of ["parameters", ...slotNames].entries())
    bounds.push([name, headerEnd + index * 4 * elements, headerEnd + (index + 1) * 4 * elements]);
  bounds.push(["checksum", good.length - checksumBytes, good.length]);
  regions = bounds;
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Offer {
  /** what the bytes are, for the message of a test that fails */
  readonly what: string;
  readonly versions: readonly number[];
  readonly rejected: readonly string[];
  readonly alarms: readonly string[];
  /** of version 20 */
  readonly loading: string;
}

/** What a store makes of these bytes in the place of version 20. */
async function offerOf(bytes: Uint8Array, what: string): Promise<Offer> {
  alarms.length = 0;
  writeFileSync(file, bytes);
  const store = await open();
  const loading = await store.load(20).then(
    () => "loaded",
    (error: unknown) => LockstepError.from(error).code,
  );
  return { what, versions: store.versions(), rejected: store.rejected.map((each) => each.file), alarms: [...alarms], loading };
}

const skipped = (what: string): Offer => ({
  what,
  versions: [10],
  rejected: [file],
  alarms: [expect.stringMatching(/^a snapshot is not used: .*ps0-v20-g1\.snapshot/) as string],
  loading: "io",
});

describe("a damaged snapshot", () => {
  it("covers the whole file with its regions", () => {
    expect(regions.flatMap(([, start, end]) => [start, end])).toEqual([
      0,
      ...regions.slice(1).flatMap(([, start]) => [start, start]),
      good.length,
    ]);
  });

  it("is not used, whichever bits of whichever region are wrong", async () => {
    for (const [index, [name, start, end]] of regions.entries()) {
      const random = new CounterRandom(20, "faultSchedule", index, 0);
      for (let flip = 0; flip < flipsPerRegion; flip++) {
        const damaged = Buffer.from(good);
        const bits = 1 + (flip % 3);
        for (let bit = 0; bit < bits; bit++) {
          const at = start + random.below(end - start);
          damaged[at] = (damaged[at] ?? 0) ^ (1 << random.below(8));
        }
        if (damaged.equals(good)) continue;
        expect(await offerOf(damaged, `${name}, flip ${flip}`)).toEqual(skipped(`${name}, flip ${flip}`));
      }
    }
  });

  it("is not used, wherever it ends", async () => {
    for (let bytes = 0; bytes < good.length; bytes += 1024)
      expect(await offerOf(good.subarray(0, bytes), `${bytes} bytes`)).toEqual(skipped(`${bytes} bytes`));
    expect(await offerOf(good.subarray(0, good.length - 1), "one byte less")).toEqual(skipped("one byte less"));
    expect(await offerOf(Buffer.concat([good, Buffer.alloc(1024)]), "zeros behind it")).toEqual(skipped("zeros behind it"));
  });

  it("is not used where blocks of it are zeros or come from another file", async () => {
    const other = readFileSync(path.join(folder, snapshotName(0, 10, 1)));
    for (let block = 0; block < good.length; block += 4096 * 7) {
      const zeroed = Buffer.from(good).fill(0, block, block + 4096);
      expect(await offerOf(zeroed, `zeros at ${block}`)).toEqual(skipped(`zeros at ${block}`));
      const mixed = Buffer.from(good);
      other.copy(mixed, block, block, block + 4096);
      expect(await offerOf(mixed, `of version 10 at ${block}`)).toEqual(skipped(`of version 10 at ${block}`));
    }
  });

  it("is not used where it is no file at all", async () => {
    rmSync(file);
    mkdirSync(file);
    const store = await open();
    expect([store.versions(), store.rejected.length]).toEqual([[10], 1]);
    rmSync(file, { recursive: true });
  });

  it("is not loaded where it went bad after the store was opened", async () => {
    for (const [, start, end] of regions) {
      writeFileSync(file, good);
      const store = await open();
      expect(store.versions()).toEqual([10, 20]);
      const damaged = Buffer.from(good);
      const at = Math.floor((start + end) / 2);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      writeFileSync(file, damaged);
      await expect(store.load(20)).rejects.toThrow(expect.objectContaining({ code: "data" }));
      store.forget(20);
      expect([store.versions(), readFileSync(file).equals(damaged)]).toEqual([[10], true]);
    }
  });
});

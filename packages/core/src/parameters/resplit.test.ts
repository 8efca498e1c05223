import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { partitionRanges } from "../reduce/partition.ts";
import { silentLogger } from "../run/logger.ts";
import { fenceFolder, openFence } from "./fence.ts";
import { openLedgerFile } from "./ledger-file.ts";
import { bestFolderName, finishResplit, prepareResplit } from "./resplit.ts";
import { snapshotName, SnapshotStore } from "./snapshot-store.ts";

const length = 5000;
const run = { runId: "run", recipeHash: "recipe", settings: { seed: 1, optimizer: { name: "momentum", learningRate: 0.1 } } } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lockstep-resplit-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ledgerName = (range: number): string => (range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`);
const open = (range: number): Promise<SnapshotStore> =>
  SnapshotStore.open({ folder: path.join(folder, "snapshots"), range, run, logger: silentLogger });
const whole = (version: number, slot: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.fround(version + slot / 7 + i / 3));

/** A run that K servers have brought to some step, with snapshots of these versions. */
async function trained(K: number, versions: readonly (readonly number[])[]): Promise<void> {
  for (const { range, start, end } of partitionRanges(length, K)) {
    const store = await open(range);
    const ledger = await openLedgerFile(path.join(folder, ledgerName(range)));
    ledger.appendOpen(4, 0);
    for (let version = 1; version <= 12; version++) {
      const shard = { shard: 0, worker: "w", samples: 0, digest: "", lossSum: 0, correct: 0 };
      // The gradient of a range is its server's own affair.
      const gradient = `0000000${range}`;
      ledger.append({
        kind: "step",
        generation: 4,
        step: version - 1,
        epoch: 0,
        shards: [shard],
        samples: 0,
        lossSum: 0,
        correct: 0,
        gradient,
      });
      if (versions[range]?.includes(version) !== true) continue;
      await store.write({
        version,
        updates: version,
        generation: 4,
        bounds: { range, start, end },
        layoutHash: "layout",
        parameters: whole(version, 0).slice(start, end),
        slots: [whole(version, 1).slice(start, end)],
        slotNames: ["velocity"],
        ledger: await ledger.sync(),
        backend: "wasm",
        backendVersion: "4",
      });
    }
    await ledger.close();
  }
}

/** What the servers of a cut can serve, and whether it is what was trained. */
async function served(K: number): Promise<readonly number[]> {
  const versions: number[][] = [];
  for (const bounds of partitionRanges(length, K)) {
    const store = await open(bounds.range);
    expect(store.rejected).toEqual([]);
    store.requireBounds(bounds);
    const ledger = await openLedgerFile(path.join(folder, ledgerName(bounds.range)));
    expect(ledger.cut).toBeNull();
    versions.push(store.covered(ledger));
    for (const version of store.versions()) {
      const { parameters, slots } = await store.load(version);
      expect(parameters).toEqual(whole(version, 0).slice(bounds.start, bounds.end));
      expect(slots).toEqual([whole(version, 1).slice(bounds.start, bounds.end)]);
      expect(ledger.nextStep).toBeGreaterThanOrEqual(version);
    }
    await ledger.close();
  }
  expect(new Set(versions.map(String)).size).toBe(1);
  return versions[0] ?? [];
}

const resplit = (from: number, to: number): Promise<readonly number[]> => prepareResplit({ folder, run, from, to, logger: silentLogger });

describe("a run with another number of parameter servers", () => {
  it.each([
    [1, 2],
    [2, 1],
    [2, 3],
    [1, 8],
  ])("goes on from %i to %i with what all servers have in common", async (from, to) => {
    await trained(from, [[4, 8, 12], ...Array.from({ length: from - 1 }, () => [4, 8])]);
    const common = from === 1 ? [4, 8, 12] : [4, 8];
    expect(await resplit(from, to)).toEqual(common);
    await finishResplit(folder, to);
    expect(await served(to)).toEqual(common);
    const ledgers = Array.from({ length: to }, (_, range) => ledgerName(range));
    expect(readdirSync(folder).toSorted()).toEqual([...ledgers, "snapshots", "state"].toSorted());
    for (let range = 1; range < to; range++) {
      const fence = openFence(fenceFolder(folder), range);
      expect(fence.value.generation).toBe(4);
      fence.close();
    }
  });

  it("cuts the best version anew, if there is one", async () => {
    await trained(2, [[8], [8]]);
    cpSync(path.join(folder, "snapshots"), path.join(folder, bestFolderName), { recursive: true });
    await resplit(2, 3);
    await finishResplit(folder, 3);
    expect(await served(3)).toEqual([8]);
    for (const { range, start, end } of partitionRanges(length, 3)) {
      const best = await SnapshotStore.open({ folder: path.join(folder, bestFolderName), range, run, logger: silentLogger });
      expect(best.versions()).toEqual([8]);
      expect((await best.load(8)).parameters).toEqual(whole(8, 0).slice(start, end));
    }
  });

  it("leaves the run as it was until the new number is its own", async () => {
    await trained(2, [
      [4, 8],
      [4, 8],
    ]);
    const before = readdirSync(path.join(folder, "snapshots"));
    await resplit(2, 1);
    expect(readdirSync(path.join(folder, "snapshots"))).toEqual(before);
    expect(await served(2)).toEqual([4, 8]);
    await finishResplit(folder, 2);
    expect(existsSync(path.join(folder, "resplit-1"))).toBe(false);
    expect(await served(2)).toEqual([4, 8]);
  });

  it("is finished by whoever comes next, wherever it was broken off", async () => {
    await trained(2, [
      [4, 8],
      [4, 8],
    ]);
    await resplit(2, 3);
    const staging = path.join(folder, "resplit-3");
    const before = mkdtempSync(path.join(tmpdir(), "lockstep-staging-"));
    try {
      cpSync(staging, before, { recursive: true });
      await finishResplit(folder, 3);
      // As after a crash with nothing, the snapshots, or all but the last removal done.
      const ledger1 = readFileSync(path.join(folder, "ledger-1.jsonl"), "utf8");
      cpSync(before, staging, { recursive: true });
      rmSync(path.join(folder, "snapshots"), { recursive: true });
      await finishResplit(folder, 3);
      expect(await served(3)).toEqual([4, 8]);
      cpSync(before, staging, { recursive: true });
      rmSync(path.join(staging, "snapshots"), { recursive: true });
      rmSync(path.join(folder, "ledger-1.jsonl"));
      await finishResplit(folder, 3);
      expect(await served(3)).toEqual([4, 8]);
      expect(readFileSync(path.join(folder, "ledger-1.jsonl"), "utf8")).toBe(ledger1);
      expect(existsSync(staging)).toBe(false);
    } finally {
      rmSync(before, { recursive: true });
    }
  });

  it("begins anew where nothing is common", async () => {
    await trained(2, [[4], [8]]);
    expect(await resplit(2, 1)).toEqual([]);
    await finishResplit(folder, 1);
    expect(await served(1)).toEqual([]);
  });

  it("throws nothing away where nothing is common because of damage", async () => {
    await trained(2, [[4], [4]]);
    const damaged = path.join(folder, "snapshots", snapshotName(1, 4, 4));
    truncateSync(damaged, 100);
    const before = readdirSync(folder, { recursive: true });
    await expect(resplit(2, 1)).rejects.toThrow(
      expect.objectContaining({ code: "data", message: expect.stringMatching(/server 1 has none and 1 that cannot be used/) as unknown }),
    );
    expect(readdirSync(folder, { recursive: true })).toEqual(before);
  });
});

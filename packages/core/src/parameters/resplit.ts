import { open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { LockstepError } from "../errors.ts";
import { partitionRanges } from "../reduce/partition.ts";
import type { Logger } from "../run/logger.ts";
import { makeFolder } from "../run/make-folder.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import { fenceFolder, openFence } from "./fence.ts";
import { openLedgerFile } from "./ledger-file.ts";
import type { Snapshot } from "./snapshot-file.ts";
import { type SnapshotRun, SnapshotStore } from "./snapshot-store.ts";

/*
 * Another number of parameter servers for a run that lies in one folder: snapshots/, ledger.jsonl, ledger-1.jsonl, ... The snapshots that
 * all servers have in common are joined and cut anew. Every server's ledger tells the same story, so that a new server begins with what
 * that of server 0 tells up to the newest of them.
 *
 * First all of it is made in a folder of its own beside the old files (prepareResplit); then the caller makes the new number durable in
 * the run's configuration; then the new files take the place of the old ones (finishResplit). A crash before the second leaves the run as
 * it was; after it, finishResplit is carried out by whoever opens the run next.
 */

export interface ResplitOptions {
  /** of the run; no process of it may be running */
  readonly folder: string;
  readonly run: SnapshotRun;
  /** K so far */
  readonly from: number;
  /** K from now on */
  readonly to: number;
  readonly logger: Logger;
}

const snapshotsName = "snapshots";
/** Folder of the version with the best validation, beside that of the snapshots; only in a run that holds samples back. */
export const bestFolderName = "best";
const cutFolders: readonly string[] = [snapshotsName, bestFolderName];
const copyBytes = 1 << 20;

const ledgerName = (range: number): string => (range === 0 ? "ledger.jsonl" : `ledger-${range}.jsonl`);
const stagingName = (to: number): string => `resplit-${to}`;

/**
 * Makes the files of the new cut, beside the old ones.
 * @returns the versions that all servers have in common, ascending; none: the run will begin anew
 * @throws LockstepError "io", or "data" if the servers' snapshots do not fit each other or are too damaged to have a version in common
 */
export async function prepareResplit({ folder, run, from, to, logger }: ResplitOptions): Promise<readonly number[]> {
  const staging = path.join(folder, stagingName(to));
  await rm(staging, { recursive: true, force: true });
  const cut = { folder, staging, run, from, to, logger };
  const { common, ledgerBytes } = await cutAnew(snapshotsName, cut);
  if (nodeDisk.exists(path.join(folder, bestFolderName))) await cutAnew(bestFolderName, cut);
  for (let range = 1; range < to; range++)
    await copyStart(path.join(folder, ledgerName(0)), path.join(staging, ledgerName(range)), ledgerBytes);
  await nodeDisk.syncFolder(staging);
  await nodeDisk.syncFolder(folder);
  return common;
}

interface NewCut {
  /** versions that all servers have */
  readonly common: readonly number[];
  /** of server 0's ledger, that lead to the newest of them */
  readonly ledgerBytes: number;
}

/** Writes what all servers have in common in one of the folders into the staging folder, in the new cut. */
async function cutAnew(
  name: string,
  { folder, staging, run, from, to, logger }: ResplitOptions & { readonly staging: string },
): Promise<NewCut> {
  const openStore = (at: string, range: number): Promise<SnapshotStore> =>
    SnapshotStore.open({ folder: path.join(at, name), range, run, logger });
  const old = await Promise.all(Array.from({ length: from }, (_, range) => openStore(folder, range)));
  const covered = await Promise.all(old.map((store, range) => coveredVersions(path.join(folder, ledgerName(range)), store)));
  const common = (covered[0] ?? []).filter((version) => covered.every((versions) => versions.includes(version)));
  if (common.length === 0 && name === snapshotsName) requireUndamaged(old, folder, from);
  makeFolder(path.join(staging, name));
  const created = await Promise.all(Array.from({ length: to }, (_, range) => openStore(staging, range)));
  let ledgerBytes = 0;
  for (const version of common) {
    const parts = await Promise.all(old.map((store) => store.load(version)));
    ledgerBytes = Math.max(ledgerBytes, parts[0]?.header.ledger.bytes ?? 0);
    await writeCuts(version, parts, created);
  }
  return { common, ledgerBytes };
}

/** With nothing in common all old files would go, damaged ones too, of which somebody may have a copy elsewhere. */
function requireUndamaged(stores: readonly SnapshotStore[], folder: string, from: number): void {
  const held = stores.map((store, range) => {
    const damaged = store.rejected.length === 0 ? "" : ` and ${store.rejected.length} that cannot be used`;
    return `parameter server ${range} has ${store.versions().join(", ") || "none"}${damaged}`;
  });
  if (stores.every((store) => store.rejected.length === 0)) return;
  throw new LockstepError(
    "data",
    `the parameter servers have no snapshot in common in ${folder} that could be cut anew (${held.join("; ")}); go on with --parameter-servers ${from}`,
  );
}

/**
 * Puts the files of a re-split to `parameterServers` in place if there are any, and throws those of any other away. To be called whenever
 * a run is opened, with the number in its configuration, before a process of it starts. Throws LockstepError "io".
 */
export async function finishResplit(folder: string, parameterServers: number): Promise<void> {
  try {
    const names = await readdir(folder);
    for (const name of names) {
      if (/^resplit-\d+$/.test(name) && name !== stagingName(parameterServers))
        await rm(path.join(folder, name), { recursive: true, force: true });
    }
    const staging = path.join(folder, stagingName(parameterServers));
    if (names.includes(stagingName(parameterServers))) await takePlace(folder, staging, parameterServers);
  } catch (error) {
    throw LockstepError.from(error, "io");
  }
}

/** Each step may have been done before a crash. */
async function takePlace(folder: string, staging: string, parameterServers: number): Promise<void> {
  const made = await readdir(staging);
  makeFolder(fenceFolder(folder));
  for (let range = 1; range < parameterServers; range++) {
    if (made.includes(ledgerName(range))) await promiseAsLedger(folder, range, path.join(staging, ledgerName(range)));
  }
  for (const name of cutFolders) {
    if (!made.includes(name)) continue;
    await rm(path.join(folder, name), { recursive: true, force: true });
    await rename(path.join(staging, name), path.join(folder, name));
  }
  for (const name of made) if (!cutFolders.includes(name)) await rename(path.join(staging, name), path.join(folder, name));
  for (const name of await readdir(folder)) {
    const range = /^ledger-(\d+)\.jsonl$/.exec(name)?.[1];
    if (range !== undefined && Number(range) >= parameterServers) await rm(path.join(folder, name));
  }
  await nodeDisk.syncFolder(folder);
  await rm(staging, { recursive: true });
}

/** A server that is new has promised what the ledger tells that it begins with: else it would seem to have lost its promise. */
async function promiseAsLedger(folder: string, range: number, file: string): Promise<void> {
  const ledger = await openLedgerFile(file);
  await ledger.close();
  const fence = openFence(fenceFolder(folder), range);
  try {
    if (fence.value.generation < ledger.generation) fence.write({ generation: ledger.generation, coordinator: "" });
  } finally {
    fence.close();
  }
}

async function coveredVersions(file: string, store: SnapshotStore): Promise<readonly number[]> {
  const ledger = await openLedgerFile(file);
  try {
    return store.covered(ledger);
  } finally {
    await ledger.close();
  }
}

/** Joins the parts of one version and writes them in the cut of the new stores. */
async function writeCuts(version: number, parts: readonly Snapshot[], stores: readonly SnapshotStore[]): Promise<void> {
  const [first] = parts;
  if (first === undefined) return;
  checkFit(version, parts);
  const { layoutHash, slots: slotNames, ledger, backend, backendVersion, updates } = first.header;
  const parameters = joined(parts.map((part) => part.parameters));
  const slots = slotNames.map((_, slot) => joined(parts.map((part) => part.slots[slot] ?? new Float32Array())));
  const generation = Math.max(...parts.map((part) => part.header.generation));
  const cuts = partitionRanges(parameters.length, stores.length);
  for (const [range, store] of stores.entries()) {
    const bounds = cuts[range];
    if (bounds === undefined) continue;
    const cut = (vector: Float32Array): Float32Array => vector.slice(bounds.start, bounds.end);
    const source = { version, updates, bounds, layoutHash, parameters: cut(parameters), slots: slots.map(cut), slotNames };
    await store.write({ ...source, generation, ledger, backend, backendVersion });
  }
}

function checkFit(version: number, parts: readonly Snapshot[]): void {
  let end = 0;
  for (const [range, { header }] of parts.entries()) {
    const { layoutHash, slots, updates } = parts[0]?.header ?? header;
    const alike = header.layoutHash === layoutHash && header.slots.join() === slots.join() && header.updates === updates;
    if (header.bounds.start !== end || !alike) {
      throw new LockstepError(
        "data",
        `version ${version}: the snapshot of parameter server ${range} (elements [${header.bounds.start}, ${header.bounds.end})) does not continue that of server ${range - 1}, which ends at ${end}`,
      );
    }
    end = header.bounds.end;
  }
}

function joined(vectors: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(vectors.reduce((length, vector) => length + vector.length, 0));
  let at = 0;
  for (const vector of vectors) {
    whole.set(vector, at);
    at += vector.length;
  }
  return whole;
}

/** Copies the first `bytes` bytes of a file; durable when it resolves. */
async function copyStart(source: string, target: string, bytes: number): Promise<void> {
  const from = await open(source, "r");
  try {
    const to = await open(target, "w", 0o600);
    try {
      for (let at = 0; at < bytes;) {
        const piece = Buffer.alloc(Math.min(copyBytes, bytes - at));
        const { bytesRead } = await from.read(piece, 0, piece.length, at);
        if (bytesRead === 0) throw new LockstepError("data", `${source} ends at byte ${at}; ${bytes} are expected`);
        await to.appendFile(piece.subarray(0, bytesRead));
        at += bytesRead;
      }
      await to.sync();
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

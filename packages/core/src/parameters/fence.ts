import path from "node:path";
import type { Disk } from "../storage/disk.ts";
import { nodeDisk } from "../storage/node-disk.ts";
import { type DurableRecord, openDurableRecord } from "./durable-slots.ts";

/** The highest generation a parameter server has promised, and to which coordinator. What is older can never be committed. */
export interface FenceRecord {
  readonly generation: number;
  readonly coordinator: string;
}

/**
 * The promise of a range's server; nothing was promised if there is no file yet.
 * @param state folder of the servers' promises, there already
 * Throws LockstepError "io".
 */
export function openFence(state: string, range: number, disk: Disk = nodeDisk): DurableRecord<FenceRecord> {
  return openDurableRecord<FenceRecord>(path.join(state, `parameter-server-${range}.fence`), { generation: 0, coordinator: "" }, disk);
}

/** Where the promises lie in the folder of a run, or of one server. */
export function fenceFolder(folder: string): string {
  return path.join(folder, "state");
}

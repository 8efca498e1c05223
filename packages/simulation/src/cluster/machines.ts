import { SimulatedDisk } from "../disk/simulated-disk.ts";
import type { DiskOperation } from "../disk/volume.ts";
import type { World } from "../engine/world.ts";
import { coordinatorName, serverName } from "../schedule/random-schedule.ts";
import type { Schedule } from "../schedule/schedule.ts";
import { snapshotsAmong } from "./snapshot-on-disk.ts";
import type { SnapshotOnDisk } from "./snapshot-on-disk.ts";

/** The machines that a run's processes are on, by the process's name: their disks, which outlive the processes, and what is wrong with them. */
export class Machines {
  readonly #world: World;
  readonly #disks = new Map<string, SimulatedDisk>();
  readonly #failing = new Set<string>();
  /** files that the schedule damaged, by name of the machine */
  readonly #damaged = new Map<string, Set<string>>();

  constructor(world: World, { parameterServers, diskSlowness }: Pick<Schedule, "parameterServers" | "diskSlowness">) {
    this.#world = world;
    const servers = Array.from({ length: parameterServers }, (_, range) => serverName(range));
    for (const [index, name] of [...servers, coordinatorName].entries()) this.disk(name).slowness = diskSlowness[index] ?? 1;
  }

  /** A worker keeps nothing, but has one too. */
  disk(name: string): SimulatedDisk {
    const known = this.#disks.get(name);
    if (known !== undefined) return known;
    const disk = new SimulatedDisk(this.#world);
    this.#disks.set(name, disk);
    return disk;
  }

  /** A new, empty disk takes the place of the old one. */
  replaceDisk(name: string): void {
    this.#disks.delete(name);
  }

  setFull(name: string, full: boolean): void {
    this.#world.tell(`the disk of ${name} is ${full ? "full" : "not full any more"}`);
    this.#failing.add(name);
    this.disk(name).full = full;
  }

  failNext(name: string, operation: DiskOperation): void {
    this.#world.tell(`the next ${operation} of ${name} fails`);
    this.#failing.add(name);
    this.disk(name).failNext(operation);
  }

  flipBit(name: string, file: string, bit: number): void {
    this.#world.tell(`bit ${bit} of ${file} of ${name} flips`);
    this.disk(name).flipBit(file, bit);
    this.#damaged.set(name, (this.#damaged.get(name) ?? new Set<string>()).add(file));
  }

  /** The disk was made to fail: errors of it are nobody's fault from then on. */
  hasFailed(name: string): boolean {
    return this.#failing.has(name);
  }

  /** Nothing has happened to the disk that could cost it a snapshot. */
  isSound(name: string): boolean {
    return !this.#failing.has(name) && !this.#damaged.has(name);
  }

  /** by version and generation, damaged ones included */
  snapshots(name: string): readonly SnapshotOnDisk[] {
    return snapshotsAmong(this.disk(name).files());
  }

  /** those that the schedule did not damage */
  goodSnapshots(name: string): readonly SnapshotOnDisk[] {
    const damaged = this.#damaged.get(name);
    return this.snapshots(name).filter(({ file }) => damaged?.has(file) !== true);
  }
}

import type { Disk } from "@lockstep/core";
import type { Process } from "../engine/process.ts";
import { SimulatedWorld } from "../engine/simulated-world.ts";
import { SimulatedDisk } from "./simulated-disk.ts";

/** A world of one machine with one process, for tests. `/run` is there, durable. */
export class TestMachine {
  readonly world: SimulatedWorld;
  readonly machine: SimulatedDisk;
  process: Process;
  /** as the process uses it */
  disk: Disk;

  constructor(seed: number) {
    this.world = new SimulatedWorld({ seed });
    this.machine = new SimulatedDisk(this.world);
    this.process = this.world.process("server");
    this.disk = this.machine.disk(this.process);
    this.disk.makeFolder("/run");
    this.disk.syncFolderNow("/");
  }

  /** The process dies; another begins. */
  restart(): void {
    this.process.die();
    this.process = this.world.process("server");
    this.disk = this.machine.disk(this.process);
  }

  /** The process dies in a power cut; another begins. */
  crash({ torn }: { readonly torn: boolean }): void {
    this.process.die();
    this.machine.crashMachine({ torn });
    this.restart();
  }

  /** Runs this with the world, which goes on until it has come to its end. Once. */
  async play<T>(script: () => Promise<T>): Promise<T> {
    const played = new Promise<T>((resolve, reject) => this.world.after(0, () => void script().then(resolve, reject)));
    played.then(
      () => this.world.stop(),
      () => this.world.stop(),
    );
    await this.world.run(Number.POSITIVE_INFINITY);
    return played;
  }

  /** A while of the world's time. */
  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.world.after(delayMs, resolve));
  }

  /** null if there is no such file */
  text(file: string): string | null {
    const contents = this.machine.contents(file);
    return contents && Buffer.from(contents).toString();
  }
}

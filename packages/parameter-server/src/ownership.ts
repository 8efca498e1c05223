import path from "node:path";
import { fenceFolder, LockstepError, nodeDisk, openDurableRecord, openFence } from "@lockstep/core";
import type { Disk, DurableRecord, FenceRecord } from "@lockstep/core";

/**
 * What a parameter server must remember whatever happens to it: its promise, and who owns its folder. Both are small files made in
 * advance and overwritten in place, so that a full disk cannot stop a change of membership.
 */
export class Ownership {
  readonly #instance: string;
  readonly #range: number;
  readonly #fence: DurableRecord<FenceRecord>;
  readonly #owner: DurableRecord<{ readonly instance: string }>;

  /** Takes the folder over: an older process of the same range finds out within 200 ms and exits. */
  constructor(folder: string, range: number, instance: string, disk: Disk = nodeDisk) {
    const state = fenceFolder(folder);
    try {
      disk.makeFolder(state);
      this.#fence = openFence(state, range, disk);
      this.#owner = openDurableRecord(path.join(state, `parameter-server-${range}.owner`), { instance: "" }, disk);
    } catch (error) {
      throw new LockstepError(
        "configuration",
        `parameter server ${range} cannot keep its state in ${folder}: ${LockstepError.from(error).message}`,
        { cause: error },
      );
    }
    this.#instance = instance;
    this.#range = range;
    this.#owner.write({ instance });
  }

  get fence(): FenceRecord {
    return this.#fence.value;
  }

  /** Makes the promise durable before it returns. */
  promise(fence: FenceRecord): void {
    this.check();
    this.#fence.write(fence);
  }

  /**
   * What the ledger tells was promised, whatever became of the file of the promise.
   * @returns whether the file knew less: it was lost
   */
  promisedAtLeast(generation: number): boolean {
    if (this.#fence.value.generation >= generation) return false;
    this.promise({ generation, coordinator: "" });
    return true;
  }

  /** @throws LockstepError "refused" if a newer process has taken the folder over */
  check(): void {
    if (this.#owner.read().instance !== this.#instance) {
      throw new LockstepError(
        "refused",
        `a newer process has taken over range ${this.#range}: this one ends so that only one writes its snapshots and ledger`,
      );
    }
  }

  close(): void {
    this.#fence.close();
    this.#owner.close();
  }
}

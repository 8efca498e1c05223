import { LockstepError, systemClock } from "@lockstep/core";
import type { Clock, FenceRecord, Logger } from "@lockstep/core";
import type { Ownership } from "./ownership.ts";

export interface PromiseKeeperOptions {
  readonly ownership: Ownership;
  readonly logger: Logger;
  /** asks for a promise once more that the disk has refused; may throw */
  readonly askAgain: (fence: FenceRecord) => void;
  /** what asking again threw */
  readonly onFatal: (error: LockstepError) => void;
  /** default: the system's */
  readonly clock?: Clock;
}

const retryMs = 500;

/**
 * Makes a server's promises durable (docs/protocol.md rule 9). A disk that does not take one is asked again: until then nothing is promised,
 * and the generation before goes on if it can.
 */
export class PromiseKeeper {
  readonly #options: PromiseKeeperOptions;
  /** asked for, and refused by the disk so far */
  #unkept: FenceRecord | null = null;

  constructor(options: PromiseKeeperOptions) {
    this.#options = options;
  }

  /**
   * @returns whether it is promised; if not, it is asked for again, unless another one is asked for before
   * @throws LockstepError "refused" if a newer process has taken the folder over
   */
  promise(fence: FenceRecord): boolean {
    const { ownership, logger } = this.#options;
    this.#unkept = null;
    try {
      ownership.promise(fence);
      logger.debug({ alarmOver: "promise" }, `generation ${fence.generation} is promised`);
      return true;
    } catch (error) {
      const { code, message } = LockstepError.from(error);
      if (code !== "io") throw error;
      logger.error({ alarm: "promise" }, `generation ${fence.generation} cannot be promised: ${message}; trying again every ${retryMs} ms`);
    }
    this.#retry(fence);
    return false;
  }

  #retry(fence: FenceRecord): void {
    const { askAgain, onFatal, clock = systemClock } = this.#options;
    this.#unkept = fence;
    clock.after(retryMs, () => {
      if (this.#unkept !== fence) return;
      try {
        askAgain(fence);
      } catch (error) {
        onFatal(LockstepError.from(error));
      }
    });
  }
}

import { LockstepError } from "@lockstep/core";
import type { Clock } from "@lockstep/core";
import type { Journal } from "./journal.ts";
import type { MembershipLoop } from "./membership-loop.ts";

export interface MembershipClockOptions {
  readonly loop: MembershipLoop;
  readonly journal: Journal;
  /** asked after every tick */
  readonly over: () => boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const tickMs = 100;
const claimCheckMs = 200;

/**
 * Runs the clock of the membership until it is over.
 * @throws LockstepError "refused" when a newer coordinator has claimed the run; the signal's reason when it is aborted before the end
 */
export function runMembershipClock({ loop, journal, over, clock, signal }: MembershipClockOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    let checkedMs = clock.now();
    const stop = (settle: () => void): void => {
      timer.cancel();
      signal.removeEventListener("abort", aborted);
      settle();
    };
    const aborted = (): void => stop(over() ? resolve : () => reject(LockstepError.from(signal.reason, "aborted")));
    const timer = clock.every(tickMs, () => {
      try {
        if (clock.now() - checkedMs >= claimCheckMs) {
          checkedMs = clock.now();
          journal.check();
        }
        loop.tick();
        if (over()) stop(resolve);
      } catch (error) {
        stop(() => reject(LockstepError.from(error)));
      }
    });
    signal.addEventListener("abort", aborted, { once: true });
    if (signal.aborted) aborted();
  });
}

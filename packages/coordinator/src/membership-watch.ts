import { eligibleWorkers, isForgotten, LockstepError, nextAbsence } from "@lockstep/core";
import type { DeadLink, RunSettings } from "@lockstep/core";
import type { Alarms } from "./alarms.ts";
import { membershipOf } from "./coordinator-state.ts";
import type { CoordinatorState, Member } from "./coordinator-state.ts";
import { DeadLinks } from "./dead-links.ts";
import type { GenerationChange } from "./generation-change.ts";
import { StallWatch } from "./stall-watch.ts";
import { absenceAlarm, whoIsAway } from "./who-is-away.ts";
import type { AwayMember } from "./who-is-away.ts";

export interface MembershipWatchOptions {
  readonly settings: Pick<RunSettings, "minWorkers">;
  /** monotonic clock, ms */
  readonly now: () => number;
  /** what this coordinator cannot recover from */
  readonly onFatal: (error: LockstepError) => void;
}

/**
 * Looks for what keeps the open generation from getting on, and for whom the next one waits (docs/protocol.md rules 3 to 5): leaves workers out,
 * and tells people of the rest.
 */
export class MembershipWatch {
  readonly #options: MembershipWatchOptions;
  readonly #state: CoordinatorState;
  readonly #alarms: Alarms;
  readonly #change: GenerationChange;
  readonly #links = new DeadLinks();
  readonly #stall = new StallWatch();

  constructor(options: MembershipWatchOptions, state: CoordinatorState, alarms: Alarms, change: GenerationChange) {
    this.#options = options;
    this.#state = state;
    this.#alarms = alarms;
    this.#change = change;
  }

  /** Why no generation is open, and who has been away for how long, for people; empty if one is. */
  get waitingFor(): string {
    const { waitingFor } = this.#change;
    return waitingFor === "" ? "" : [waitingFor, ...this.#away(this.#options.now()).map(({ text }) => text)].join("; ");
  }

  /** A generation was opened: what was known of the one before is void. */
  opened(): void {
    this.#links.forget();
    this.#state.departed.clear();
    this.#stall.opened(this.#state.openedMs);
  }

  deadLink({ hello, heardMs }: Member, message: DeadLink): void {
    this.#links.report(heardMs, this.#state, hello.name, message);
  }

  /**
   * Says who has been away for long, and what is over. To be called every tick.
   * @param finished nobody is awaited any more
   */
  checkAlarms(nowMs: number, finished: boolean): void {
    const alarm = finished || this.#change.waitingFor === "" ? null : absenceAlarm(this.#away(nowMs));
    this.#alarms.concerning("absence", alarm, `${alarm}: ${this.waitingFor}`);
    if (finished || this.#links.quiet(nowMs)) this.#alarms.over("links");
  }

  /** To be called every tick until the run has its end. */
  checkProgress(nowMs: number): void {
    this.#judgeLinks(nowMs);
    this.#watchForStall(nowMs);
  }

  #judgeLinks(nowMs: number): void {
    const judged = this.#links.judge(nowMs, this.#state);
    if (judged === null) return;
    const { result, reason } = judged;
    if (result.alarm !== null) this.#alarms.begin("links", result.alarm);
    for (const name of result.workers) this.#leaveOut(name, nowMs, reason);
  }

  #watchForStall(nowMs: number): void {
    const { result, reason } = this.#stall.check(nowMs, this.#state);
    this.#alarms.concerning("stall", result === null ? null : (result.culprit ?? "nobody"), reason);
    if (result === null) return;
    if (result.limitReached) {
      this.#options.onFatal(new LockstepError("invariant", `the run ends: ${reason}`));
      return;
    }
    const eligible = eligibleWorkers(nowMs, membershipOf(this.#state).workers).map((worker) => worker.name);
    if (result.culprit !== null && eligible.includes(result.culprit) && eligible.length > 1) this.#leaveOut(result.culprit, nowMs, reason);
  }

  #leaveOut(name: string, nowMs: number, reason: string): void {
    const { absences } = this.#state;
    const absence = nextAbsence(nowMs, absences.get(name));
    for (const [other, before] of absences) if (isForgotten(nowMs, before)) absences.delete(other);
    absences.set(name, absence.result);
    this.#alarms.raise(`${name} is ${absence.reason}: ${reason}`);
    this.#state.need ??= `${name} left out`;
  }

  #away(nowMs: number): readonly AwayMember[] {
    return whoIsAway(nowMs, this.#state, this.#options.settings.minWorkers);
  }
}

import { failpoint, leaseMs, LockstepError, waitingFailpoint } from "@lockstep/core";
import type { ErrorCode, Roster } from "@lockstep/core";
import type { Alarms } from "./alarms.ts";
import type { CoordinatorState, Member } from "./coordinator-state.ts";
import type { Journal } from "./journal.ts";

export interface CompletionOptions {
  /** N */
  readonly steps: number;
  readonly journal: Journal;
  /** monotonic clock, ms */
  readonly now: () => number;
  /**
   * All servers have the last version and their ledgers durable: gather what the run leaves behind. The run is finished when this
   * resolves. `signal` is aborted when a server is lost meanwhile.
   */
  readonly complete: (roster: Roster, signal: AbortSignal) => Promise<void>;
  /** what this coordinator cannot recover from */
  readonly onFatal: (error: LockstepError) => void;
}

/** After the results could not be gathered. */
const retryMs = 500;
/** How long a finished run answers members that have not heard of it. */
const answerMs: number = 3 * leaseMs;
/** What keeps the results from being gathered now, but not for ever. */
const passingCodes: ReadonlySet<ErrorCode> = new Set(["unavailable", "peer-lost", "generation-ended", "aborted", "io"]);

/** The end of a run (docs/protocol.md rule 22): notices that all servers are closed, has the results gathered, and tells every member. */
export class Completion {
  readonly #options: CompletionOptions;
  readonly #state: CoordinatorState;
  readonly #alarms: Alarms;
  #gathering: AbortController | null = null;
  #notBeforeMs = 0;
  #finishedMs: number | null = null;
  /** members of the last generation that have not been told that the run is finished; null after a restart: nobody knows who they are */
  #untold: ReadonlySet<string> | null = null;
  #toldSomebody = false;

  constructor(options: CompletionOptions, state: CoordinatorState, alarms: Alarms) {
    this.#options = options;
    this.#state = state;
    this.#alarms = alarms;
    if (options.journal.finishedSteps === options.steps) this.#finishedMs = options.now();
  }

  /** The results are being gathered: the membership is left as it is. */
  get gathering(): boolean {
    return this.#gathering !== null;
  }

  get finished(): boolean {
    return this.#finishedMs !== null;
  }

  /** The run is finished and nobody needs to be told any more. */
  get over(): boolean {
    if (this.#finishedMs === null) return false;
    const everybodyKnows = this.#toldSomebody && this.#untold?.size === 0 && this.#state.members.size === 0;
    return everybodyKnows || this.#options.now() - this.#finishedMs > answerMs;
  }

  /**
   * To be called every tick. Only Beats of the current generation count: an older report may be of a version that was taken back. A change
   * that is needed but cannot begin (the last worker wants to leave, say) does not keep a run from its end.
   */
  check(nowMs: number): void {
    const { roster, fencing, members } = this.#state;
    if (roster === null || fencing !== null || this.gathering || nowMs < this.#notBeforeMs) return;
    const closed = roster.servers.every((server) => {
      const beat = members.get(server.name)?.beat;
      return beat?.closed === true && beat.generation === roster.generation;
    });
    if (closed) void this.#complete(roster);
  }

  /** A server is lost: what is being gathered can no longer be had from it. */
  interrupt(reason: string): void {
    this.#gathering?.abort(new LockstepError("peer-lost", reason));
  }

  /** Lets a member go. */
  tell({ hello, session }: Member): void {
    this.#toldSomebody = true;
    if (this.#untold !== null) this.#untold = new Set([...this.#untold].filter((name) => name !== hello.name));
    session.send({ kind: "finish" });
    failpoint("coordinator.finish-sent");
  }

  async #complete(roster: Roster): Promise<void> {
    const { complete, journal, steps, now, onFatal } = this.#options;
    const gathering = new AbortController();
    this.#gathering = gathering;
    try {
      failpoint("coordinator.gathering");
      await complete(roster, gathering.signal);
      await waitingFailpoint("coordinator.results-written");
      journal.finish(steps);
      failpoint("coordinator.finished-durable");
      this.#alarms.over("results");
      this.#finishedMs = now();
      this.#untold = new Set([...roster.ranks, ...roster.servers].map(({ name }) => name));
      for (const member of this.#state.members.values()) this.tell(member);
    } catch (error) {
      const known = LockstepError.from(gathering.signal.aborted ? gathering.signal.reason : error);
      if (passingCodes.has(known.code)) this.#alarms.begin("results", `the results cannot be gathered yet: ${known.message}`);
      else onFatal(known);
      this.#notBeforeMs = now() + retryMs;
    } finally {
      this.#gathering = null;
    }
  }
}

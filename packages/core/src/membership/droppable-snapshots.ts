import type { Decision } from "./decision.ts";
import type { Beat } from "./session-messages.ts";

export interface SnapshotState {
  /** the current generation; null while none is open or a change is needed or under way */
  readonly generation: number | null;
  /** last Beat of each parameter server by range; null: none yet */
  readonly reports: readonly (Beat | null)[];
}

const older = (a: number, b: number): number => b - a;

/**
 * Which of one parameter server's snapshots nobody can need any more (docs/protocol.md rule 20): those older than the second newest that
 * all servers hold, and those that can never become common because some server is past that version without holding or writing it.
 * @param range the server asked about
 */
export function droppableSnapshots(range: number, state: SnapshotState): Decision<readonly number[]> {
  const reports = state.reports.filter((report) => report !== null);
  const mine = state.reports[range] ?? null;
  const current =
    state.generation !== null &&
    reports.length === state.reports.length &&
    reports.every((report) => report.generation === state.generation);
  if (!current || mine === null) return { result: [], reason: "the servers are not all known to be in the current generation" };
  const common = mine.snapshots.filter((version) => reports.every((report) => report.snapshots.includes(version))).toSorted(older);
  const secondNewest = common[1] ?? 0;
  const neverCommon = (version: number): boolean =>
    reports.some((report) => report.version > version && !report.snapshots.includes(version) && !report.writing.includes(version));
  const result = mine.snapshots.filter((version) => version < secondNewest || neverCommon(version));
  return { result, reason: result.length === 0 ? "every snapshot may still be needed" : `common snapshots: ${common.join(", ")}` };
}

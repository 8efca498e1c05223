import type { Python } from "./peers/python.ts";
import type { Report } from "./report/report.ts";

/** What the parts of a benchmark share. */
export interface PartContext {
  readonly report: Report;
  /** small counts: only that everything runs */
  readonly quick: boolean;
  /** turns of each contender */
  readonly rounds: number;
  readonly signal: AbortSignal;
  /** for files; removed at the end */
  readonly scratch: string;
  /** path of the `lockstep` command */
  readonly lockstep: string;
  /** with torch; null: there is none */
  readonly python: Python | null;
}

/** One part of the benchmark: measures, and writes its tables into the report. */
export interface Part {
  readonly name: string;
  readonly title: string;
  run(context: PartContext): Promise<void>;
}

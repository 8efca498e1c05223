import type { RunEvent } from "@lockstep/core";

/** What is known before the first event. */
export interface RunIntroduction {
  readonly runId: string;
  readonly recipe: string;
  readonly runFolder: string;
  readonly seed: number;
  readonly shards: number;
  readonly batchSize: number;
  readonly epochs: number;
  readonly workers: number;
  readonly parameterServers: number;
  readonly resumed: boolean;
}

/** Shows a run to whoever started it. */
export interface ProgressView {
  introduce(run: RunIntroduction): void;
  show(event: RunEvent): void;
  /** the user has asked to stop; the processes are ending */
  showStopping(): void;
  /** leaves the terminal as it should be, whatever the end was */
  close(): void;
}

/** Where text goes; process.stdout fits. */
export interface TextOutput {
  write(text: string): unknown;
  readonly columns?: number | undefined;
}

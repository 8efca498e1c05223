import type { RunEvent } from "@lockstep/core";

export interface DataIntroduction {
  readonly name: string;
  readonly trainSamples: number;
  /** held back from the training samples; absent: none */
  readonly validationSamples?: number;
  readonly testSamples: number;
  /** of one sample */
  readonly featureShape: readonly number[];
  /** 0: there are none, and no accuracy */
  readonly classes: number;
  /** what the data call them, from 0 on; absent: by their numbers */
  readonly classNames?: readonly string[];
  /** values a sample that are to be given; absent: none */
  readonly targets?: number;
}

/** What is known before the first event. */
export interface RunIntroduction {
  readonly runId: string;
  readonly recipe: string;
  readonly runFolder: string;
  readonly data: DataIntroduction;
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
  readonly rows?: number | undefined;
}

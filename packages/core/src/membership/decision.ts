/** What a pure decision gives back: the outcome, and why, in words for the log, the dashboard and the test. */
export interface Decision<Result> {
  readonly result: Result;
  readonly reason: string;
}

/** What a plan of faults must know of the run. */
export interface ClusterShape {
  readonly workers: number;
  readonly parameterServers: number;
  /** of the whole run */
  readonly steps: number;
}

export function workerNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `worker-${number}`);
}

export function parameterServerNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, number) => `parameter-server-${number}`);
}
